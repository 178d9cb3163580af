"""The command line: one module for each verb, and the way in."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run the command line and leave with its exit code.

    The version is answered before anything else is imported, so that asking for it costs no more than starting Python.
    """
    if sys.argv[1:] in (["--version"], ["-V"]):
        from reconvene import __version__

        print(f"reconvene {__version__}")
        return
    # What a verb reads it keeps until it ends, so that looking for what can be thrown away finds nothing and takes a
    # fifth of its time; it is looked for seldom.
    gc.set_threshold(200_000, 20, 100)
    from reconvene.cli.app import run

    run()
