"""Install what package-lock.json names into node_modules, with the Node.js and npm of the development environment."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.node.language_server import NODE, WHEEL, environment

HERE = Path(__file__).parent


def main() -> int:
    """Run `npm ci` here; its exit code is ours."""
    npm = WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    arguments: list[str | Path] = [NODE, npm, "ci", "--loglevel=error", "--fetch-retries=1"]
    return subprocess.run(arguments, cwd=HERE, env=environment(), stdin=subprocess.DEVNULL, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
