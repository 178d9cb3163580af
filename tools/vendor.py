"""Bring in what the pages of the web application do not write themselves, each file with its hash and its licence.

    python -m tools.vendor            the copied files and the icons, from the tarballs that vendor.toml names
    python -m tools.vendor --editor   the editor, from its source and the packages in tests/node/node_modules

Nothing is written that does not match the hashes in vendor.toml. With `--accept` the new hashes are written there, for
whoever changed a version or the source to look at in the diff.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import urllib.request
from collections import defaultdict
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from tests.node.language_server import NODE, environment

ROOT = Path(__file__).parent.parent
PINS = ROOT / "tools" / "vendor.toml"
STATIC = ROOT / "src" / "reconvene" / "web" / "static"
SOURCE = ROOT / "src" / "reconvene" / "web" / "editor" / "editor.js"
PACKAGES = ROOT / "tests" / "node" / "node_modules"
ESBUILD = PACKAGES / "esbuild" / "bin" / "esbuild"
SVG = "http://www.w3.org/2000/svg"

Pin = dict[str, Any]
Made = tuple[bytes, str]
"""A file and the text of its licence."""


def pins() -> Pin:
    """What vendor.toml says."""
    return tomllib.loads(PINS.read_text(encoding="utf-8"))


def pinned(said: Pin) -> list[Pin]:
    """Every file that vendor.toml names, however it is made."""
    return [*said["copied"], *said["sprite"], said["bundle"]]


def licence_of(pin: Pin) -> Path:
    """Where the licence of a vendored file stands."""
    return STATIC / "vendor" / "licences" / f"{Path(pin['file']).name}.txt"


def tarball(pin: Pin, found: dict[str, str]) -> dict[str, bytes]:
    """The files of a package as npm publishes it, by their paths in it; notes in `found` the hash it has."""
    name = pin["package"].rsplit("/", 1)[-1]
    address = f"https://registry.npmjs.org/{pin['package']}/-/{name}-{pin['version']}.tgz"
    with urllib.request.urlopen(address, timeout=60) as answer:
        packed: bytes = answer.read()
    found[pin["tarball"]] = "sha512-" + base64.b64encode(hashlib.sha512(packed).digest()).decode()
    files: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(packed), mode="r:gz") as archive:
        for member in archive:
            held = archive.extractfile(member)
            if held is not None:
                files[member.name.partition("/")[2]] = held.read()
    return files


def copied(pin: Pin, found: dict[str, str]) -> Made:
    """One file of a package, as it is published, without its pointer to a source map that is not brought along."""
    files = tarball(pin, found)
    content = re.sub(rb"\s*//# sourceMappingURL=\S+\s*$", b"\n", files[pin["member"]])
    return content, files[pin["licence_file"]].decode()


def sprite(pin: Pin, found: dict[str, str]) -> Made:
    """One SVG with a symbol for each icon, to be shown with `<use href="…/icons.svg#NAME">`."""
    files = tarball(pin, found)
    symbols = [symbol(name, files[f"icons/{name}.svg"]) for name in sorted(pin["icons"])]
    words = "\n".join(symbols)
    content = f'<svg xmlns="{SVG}">\n<!-- {pin["package"]} {pin["version"]}, {pin["licence"]} -->\n{words}\n</svg>\n'
    return content.encode(), files[pin["licence_file"]].decode()


def symbol(name: str, drawn: bytes) -> str:
    """An icon as a symbol: its strokes as they are drawn, its colour that of the words beside it."""
    kept = ("viewBox", "fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin")
    icon = ET.fromstring(drawn)  # noqa: S314  (its hash is checked)
    ET.register_namespace("", SVG)
    attributes = " ".join(f'{key}="{icon.attrib[key]}"' for key in kept)
    strokes = "".join(ET.tostring(stroke, encoding="unicode").strip() for stroke in icon).replace(f' xmlns="{SVG}"', "")
    return f'<symbol id="{name}" {attributes}>{strokes}</symbol>'


def bundle(pin: Pin) -> Made:
    """The editor and what it needs in one module, made by esbuild, with the licences of every package that is in it."""
    with tempfile.TemporaryDirectory() as folder:
        out, meta = Path(folder, "editor.js"), Path(folder, "meta.json")
        options = ["--bundle", "--minify", "--format=esm", "--target=es2022", "--charset=utf8", "--legal-comments=none"]
        command: list[str | Path] = [
            NODE,
            ESBUILD,
            SOURCE,
            *options,
            "--log-level=warning",
            f"--outfile={out}",
            f"--metafile={meta}",
        ]
        subprocess.run(
            command, cwd=ROOT, env={**environment(), "NODE_PATH": str(PACKAGES)}, stdin=subprocess.DEVNULL, check=True
        )
        inputs = json.loads(meta.read_text(encoding="utf-8"))["inputs"]
        return out.read_bytes(), licences({package_of(ROOT / path) for path in inputs} - {None}, pin["licence"])


def package_of(path: Path) -> Path | None:
    """The folder of the package that a file belongs to; None for a file of ours."""
    if not path.is_relative_to(PACKAGES):
        return None
    scope = path.relative_to(PACKAGES).parts
    return PACKAGES.joinpath(*scope[: 2 if scope[0].startswith("@") else 1])


def licences(packages: set[Path | None], wanted: str) -> str:
    """The licences of these packages, each text once, under the packages that it holds for."""
    held: dict[str, list[str]] = defaultdict(list)
    for folder in sorted(package for package in packages if package):
        says = json.loads((folder / "package.json").read_text(encoding="utf-8"))
        if says["license"] != wanted:
            raise SystemExit(f"{says['name']} is under {says['license']}, not {wanted}: is that what we want to ship?")
        held[(folder / "LICENSE").read_text(encoding="utf-8").strip()].append(f"{says['name']} {says['version']}")
    return "\n\n\n".join("\n".join(names) + "\n\n" + text for text, names in held.items()) + "\n"


def write(pin: Pin, made: Made) -> None:
    """Put a file and its licence where the pages find them."""
    content, licence = made
    for path, data in ((STATIC / pin["file"], content), (licence_of(pin), licence.encode())):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    print(f"{pin['file']}: {len(content):,} bytes")


def main(arguments: list[str]) -> int:
    """Make the files, compare their hashes, write them; 1 if one does not match."""
    said = pins()
    changed: dict[str, str] = {}
    made: list[tuple[Pin, Made]] = []
    if "--editor" in arguments:
        made.append((said["bundle"], bundle(said["bundle"])))
    else:
        made.extend((pin, copied(pin, changed)) for pin in said["copied"])
        made.extend((pin, sprite(pin, changed)) for pin in said["sprite"])
    changed.update({pin["sha256"]: hashlib.sha256(content).hexdigest() for pin, (content, _) in made})
    changed = {old: new for old, new in changed.items() if old != new}
    if changed and "--accept" not in arguments:
        for old, new in changed.items():
            print(f"vendor.toml says {old}, and what came is {new}", file=sys.stderr)
        print("Nothing is written. If that is what you want, add --accept.", file=sys.stderr)
        return 1
    text = PINS.read_text(encoding="utf-8")
    for old, new in changed.items():
        text = text.replace(f'"{old}"', f'"{new}"')
    PINS.write_text(text, encoding="utf-8")
    for pin, one in made:
        write(pin, one)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
