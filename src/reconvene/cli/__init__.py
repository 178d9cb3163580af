"""The command line: one module for each verb, and the way in."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and leave with its exit code.

    The version is answered before anything else is imported, so that asking for it costs no more than starting Python.
    """
    if sys.argv[1:] in (["--version"], ["-V"]):
        from reconvene import __version__

        print(f"reconvene {__version__}")
        return
    from reconvene.cli.app import run

    run()
