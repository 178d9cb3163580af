"""How the documentation is built: Sphinx reads Markdown, Furo sets it, and nothing is fetched from elsewhere."""

from __future__ import annotations

from importlib.metadata import version as installed_version

project = "reconvene"
author = "the reconvene project"
release = version = installed_version("reconvene")
language = "en"

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
nitpicky = True

myst_enable_extensions = ["colon_fence", "deflist", "smartquotes"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = f"reconvene {release}"
html_copy_source = False
html_show_sourcelink = False
