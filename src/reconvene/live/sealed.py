"""A desk's folder that is sealed under a passphrase: what opens it, and the private part that lies sealed in it."""

from __future__ import annotations

from pathlib import Path

from reconvene.live.adoption import OVERLAY
from reconvene.live.settings import write_whole
from reconvene.record.cipher import Cipher, unwrap
from reconvene.record.fault import fault
from reconvene.record.key_folder import KeyFolder

SEAL = "seal.json"
"""The data key of a sealed folder, under its passphrase. Without this file nothing in the folder can be opened."""
SEALED_OVERLAY = f"{OVERLAY}.sealed"
KEYS = "keys"
"""Where in its folder a desk has its private keys."""
SEALED_KEYS = "keys.sealed"


def keys_in(folder: Path, cipher: Cipher | None) -> KeyFolder:
    """Where the private keys of a desk lie."""
    return KeyFolder(folder / (KEYS if cipher is None else SEALED_KEYS))


def is_sealed(folder: Path) -> bool:
    """Whether a folder says that it is sealed."""
    return (folder / SEAL).is_file()


def cipher_of(folder: Path, passphrase: str | None) -> Cipher | None:
    """What opens a sealed folder; None if it is not sealed. Raises `RecordFault` for want of the right passphrase."""
    if not is_sealed(folder):
        return None
    place = str(folder / SEAL)
    if passphrase is None:
        step = "it is asked for on a terminal, or taken from RECONVENE_PASSPHRASE"
        raise fault("desk-sealed", place, "The desk is sealed under a passphrase, and none was given.", step)
    try:
        return unwrap((folder / SEAL).read_text(encoding="utf-8"), passphrase)
    except OSError as error:
        raise fault("desk-sealed", place, f"The seal cannot be read: {error.strerror}.", "mend that") from error
    except ValueError as error:
        step = "try the passphrase again; if the file has changed, bring it back from a back-up"
        raise fault("wrong-passphrase", place, f"The desk cannot be opened: {error}.", step) from error


def has_private(folder: Path, cipher: Cipher | None) -> bool:
    """Whether the desk has a private part."""
    return (folder / (OVERLAY if cipher is None else SEALED_OVERLAY)).is_file()


def read_private(folder: Path, cipher: Cipher | None) -> bytes | None:
    """The private part of the process; None if there is none. Raises `RecordFault` if it was changed under its seal."""
    if not has_private(folder, cipher):
        return None
    if cipher is None:
        return (folder / OVERLAY).read_bytes()
    content = cipher.open((folder / SEALED_OVERLAY).read_bytes(), OVERLAY)
    if content is None:
        raise fault(
            "private-part-damaged",
            str(folder / SEALED_OVERLAY),
            "The private part of the process is not the one that was sealed.",
            "bring it back from a back-up",
        )
    return content


def write_private(folder: Path, cipher: Cipher | None, content: bytes) -> None:
    """Write the private part, sealed if the folder is."""
    if cipher is None:
        write_whole(folder / OVERLAY, content)
    else:
        write_whole(folder / SEALED_OVERLAY, cipher.seal(content, OVERLAY))
