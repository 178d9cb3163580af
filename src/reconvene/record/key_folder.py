"""Key files: the private half of a key, in a folder, readable by its owner only; and its back-up under a passphrase."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from reconvene.record.canon import canonical, read_canonical
from reconvene.record.entry import check_name
from reconvene.record.fault import RecordFault, fault, found
from reconvene.record.keys import SigningKey, key_from_secret
from reconvene.record.passphrase import seal, unseal
from reconvene.text.finding import Finding, Severity

SUFFIX = ".key"
OWNER_ONLY = 0o600
OTHERS = 0o077
NO_KEY = "it does not say what a key file says"


class KeyFolder:
    """A folder of private keys, one file each, named after the first sixteen digits of the key's fingerprint."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, id: str) -> Path:
        """Where the key with this fingerprint lies."""
        return self.folder / f"{id[:16]}{SUFFIX}"

    def save(self, key: SigningKey, passphrase: str | None = None) -> Path:
        """Write a key, sealed if there is a passphrase. Raises `RecordFault` where it cannot be; never overwrites."""
        path = self.path(key.public.id)
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write_new(path, key_text(key, passphrase) + "\n")
        except OSError as error:
            raise fault(
                "key-unwritable",
                str(path),
                f"The key cannot be written: {error.strerror}.",
                "name another folder, or mend its permissions; without the file the key is lost",
            ) from error
        return path

    def load(self, id: str, passphrase: str | None = None) -> SigningKey:
        """The key with this fingerprint. Raises `RecordFault` if it is missing, damaged or sealed under another."""
        return load_key(self.path(id), passphrase)

    def files(self) -> list[Path]:
        """The key files, by name."""
        return sorted(self.folder.glob(f"*{SUFFIX}"))

    def examine(self) -> Iterator[Finding]:
        """What is wrong with the files, without opening what is sealed."""
        for path in self.files():
            try:
                _read(path)
            except RecordFault as error:
                yield error.finding
            except ValueError as error:
                yield _damaged(path, str(error)).finding
            if os.name == "posix" and path.stat().st_mode & OTHERS:
                yield found(
                    "key-open-to-others",
                    str(path),
                    f"Others on this machine may read the key: its mode is {path.stat().st_mode & 0o777:o}.",
                    "chmod 600 it, and rotate the key if somebody may have read it",
                    severity=Severity.WARNING,
                )


def key_text(key: SigningKey, passphrase: str | None = None) -> str:
    """A key as text: as it lies in a file, and as it is backed up. Without a passphrase it is bare."""
    said = {"desk": key.desk, "key": key.public.id, "version": "1"}
    secret = key.secret.hex()
    held = {"sealed": seal(key.secret, passphrase)} if passphrase is not None else {"secret": secret}
    body = {**said, **held}
    return canonical({**body, "check": _check(body)})


def key_from_text(text: str, passphrase: str | None = None) -> SigningKey:
    """The key of such a text. Raises ValueError if one bit of it has changed, or the passphrase is another."""
    given = _checked(text)
    if "sealed" in given and passphrase is None:
        raise ValueError("it is sealed, and no passphrase was given")
    try:
        secret = unseal(given["sealed"], passphrase or "") if "sealed" in given else bytes.fromhex(given["secret"])
        key = key_from_secret(check_name(given["desk"]), secret)
        if key.public.id != given["key"]:
            raise ValueError("it holds another key than it says")
    except (KeyError, TypeError) as error:
        raise ValueError(NO_KEY) from error
    return key


def load_key(path: Path, passphrase: str | None = None) -> SigningKey:
    """The key in a file. Raises `RecordFault` if it is missing, damaged or sealed under another passphrase."""
    try:
        return key_from_text(_read(path), passphrase)
    except ValueError as error:
        raise _damaged(path, str(error)) from error


def _read(path: Path) -> str:
    """The text of a key file, its check sum tried."""
    try:
        text = path.read_bytes().decode("utf-8", "replace").removesuffix("\n")
    except OSError as error:
        raise fault(
            "key-missing",
            str(path),
            f"The key cannot be read: {error.strerror}.",
            "bring it back from its back-up (`reconvene keys restore`); if it is lost, make another "
            "(`reconvene keys new`), and let others compare its fingerprint",
        ) from error
    _checked(text)
    return text


def _damaged(path: Path, why: str) -> RecordFault:
    return fault(
        "key-damaged",
        str(path),
        f"The key cannot be used: {why}.",
        "bring the file back from its back-up; what the key has signed stays good without it",
    )


def _checked(text: str) -> dict[str, str]:
    try:
        given: dict[str, str] = read_canonical(text)
        check = given.pop("check")
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(NO_KEY) from error
    if _check(given) != check:
        raise ValueError("its check sum is that of another text")
    return given


def _check(body: dict[str, str]) -> str:
    return hashlib.sha256(canonical(body).encode()).hexdigest()


def _write_new(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
