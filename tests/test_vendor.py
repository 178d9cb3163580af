"""What the pages bring along is what vendor.toml says, under licences that travel with it, and connects to nobody."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tools.vendor import ESBUILD, PACKAGES, STATIC, bundle, licence_of, package_of, pinned, pins

WEB = STATIC.parent
PINNED = pinned(pins())
SVG = "{http://www.w3.org/2000/svg}"
OUTSIDE = re.compile(
    r"""(?:src|href|action|url\(|@import|import|from|fetch\()\s*[=(]?\s*["'`]?(?:https?:)?//[a-z]""", re.IGNORECASE
)


def name(pin: dict[str, Any]) -> str:
    return str(pin["file"])


@pytest.mark.parametrize("pin", PINNED, ids=name)
def test_a_vendored_file_has_the_hash_that_was_looked_at(pin: dict[str, Any]) -> None:
    assert hashlib.sha256((STATIC / pin["file"]).read_bytes()).hexdigest() == pin["sha256"]


@pytest.mark.parametrize("pin", PINNED, ids=name)
def test_its_licence_travels_with_it_and_lets_us_ship_it(pin: dict[str, Any]) -> None:
    words = licence_of(pin).read_text(encoding="utf-8")
    assert "without fee" in words or "free of charge" in words
    assert pin["licence"] in {"0BSD", "ISC", "MIT"}


def test_nothing_is_vendored_that_is_not_named() -> None:
    named = {STATIC / pin["file"] for pin in PINNED} | {licence_of(pin) for pin in PINNED}
    found = {path for path in (STATIC / "vendor").rglob("*") if path.is_file()}
    assert found <= named and all(path.is_file() for path in named)


@pytest.mark.parametrize(
    "path",
    [path for path in sorted(WEB.rglob("*")) if path.suffix in {".html", ".j2", ".css", ".js", ".svg"}],
    ids=lambda path: path.relative_to(WEB).as_posix(),
)
def test_no_page_loads_anything_from_elsewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert OUTSIDE.findall(text) == []
    assert set(re.findall(r"(?:https?|wss?)://[\w.-]+[\w/]*", text)) <= {"http://www.w3.org/2000/svg"}
    assert "sourceMappingURL" not in text


def test_every_icon_that_is_named_can_be_drawn() -> None:
    (pin,) = pins()["sprite"]
    sprite = ET.parse(STATIC / pin["file"]).getroot()  # noqa: S314  (a file of ours)
    symbols = sprite.findall(f"{SVG}symbol")
    assert [symbol.attrib["id"] for symbol in symbols] == sorted(pin["icons"])
    assert all(len(symbol) and symbol.attrib["viewBox"] == "0 0 24 24" for symbol in symbols)
    assert {symbol.attrib["stroke"] for symbol in symbols} == {"currentColor"}


def test_the_scripts_have_no_inline_style_and_evaluate_no_text() -> None:
    for path in [STATIC / "app.js", STATIC / "theme.js", STATIC / "vendor" / "editor.js"]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"""\beval\(|new Function\(|setAttribute\("style"|innerHTML\s*=(?!=)""", text), path.name


@pytest.mark.node
@pytest.mark.skipif(not ESBUILD.exists(), reason="esbuild is not installed: `make test` with a network installs it")
def test_the_editor_is_what_its_source_makes() -> None:
    pin = pins()["bundle"]
    content, licence = bundle(pin)
    assert content == (STATIC / pin["file"]).read_bytes(), "its source changed: run `make editor`"
    assert licence == licence_of(pin).read_text(encoding="utf-8")


@pytest.mark.node
@pytest.mark.skipif(not PACKAGES.exists(), reason="the packages are not installed: `make test` with a network does it")
def test_the_packages_of_the_editor_are_those_of_the_lock_file() -> None:
    locked = json.loads((PACKAGES.parent / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    words = licence_of(pins()["bundle"]).read_text(encoding="utf-8")
    told = dict(re.findall(r"^(@?[\w/-]+) (\d[\w.-]*)$", words, re.MULTILINE))
    assert {"@codemirror/view", "@codemirror/lang-yaml", "@lezer/yaml"} <= set(told)
    assert told == {one: locked[f"node_modules/{one}"]["version"] for one in told}
    assert package_of(PACKAGES / "@codemirror" / "view" / "dist" / "index.js") == PACKAGES / "@codemirror" / "view"
