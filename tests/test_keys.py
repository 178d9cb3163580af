"""Keys: their files, their back-up, and the published vectors of Ed25519."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reconvene.record.fault import RecordFault
from reconvene.record.key_folder import KeyFolder, key_from_text, key_text, load_key
from reconvene.record.keys import SigningKey, create_key, key_from_secret

# RFC 8032, section 7.1: the secret key, the public key, the message and its signature.
VECTORS = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24"
            "655141438e7a100b"
        ),
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aee"
            "b00d291612bb0c00"
        ),
    ),
]
PASSPHRASE = "seven envelopes in a drawer"  # noqa: S105 - of these tests


@pytest.fixture
def keys(tmp_path: Path) -> KeyFolder:
    return KeyFolder(tmp_path / "keys")


@pytest.fixture(scope="module")
def sealed() -> tuple[SigningKey, str]:
    key = create_key("sweden")
    return key, key_text(key, PASSPHRASE)


@pytest.mark.parametrize(("secret", "public", "message", "signature"), VECTORS)
def test_signatures_are_the_published_ones(secret: str, public: str, message: str, signature: str) -> None:
    key = key_from_secret("sweden", bytes.fromhex(secret))
    assert key.public.raw.hex() == public
    assert key.sign_bytes(bytes.fromhex(message)).hex() == signature
    assert key.public.verifies_bytes(bytes.fromhex(signature), bytes.fromhex(message))
    assert not key.public.verifies_bytes(bytes.fromhex(signature), b"another message")


@pytest.mark.parametrize("signature", ["", "00", "zz", "00" * 64, "é"])
def test_what_is_no_signature_signs_nothing(signature: str) -> None:
    assert not create_key("sweden").public.verifies(signature, "tag", "text")


def test_a_key_is_never_printed() -> None:
    key = create_key("sweden")
    assert key.secret.hex() not in repr(key)
    assert repr(key) == f"SigningKey(sweden, {key.public.id[:16]})"


def test_a_key_file_is_its_owners_alone_and_is_never_written_over(keys: KeyFolder) -> None:
    key = create_key("sweden")
    path = keys.save(key)
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert keys.load(key.public.id) == load_key(path)
    assert keys.load(key.public.id).secret == key.secret
    before = path.read_bytes()
    with pytest.raises(RecordFault, match="File exists"):
        keys.save(key)
    assert path.read_bytes() == before
    assert list(keys.examine()) == []


@pytest.mark.skipif(os.name != "posix", reason="file modes are a thing of POSIX systems")
def test_a_key_file_that_others_may_read_is_told(keys: KeyFolder) -> None:
    keys.save(create_key("sweden")).chmod(0o640)
    (finding,) = keys.examine()
    assert finding.message == "Others on this machine may read the key: its mode is 640."


def test_a_missing_key_file_is_told_with_what_to_do(keys: KeyFolder) -> None:
    with pytest.raises(RecordFault) as told:
        keys.load("0" * 64)
    assert told.value.finding.id == "key-missing"
    assert "back-up" in told.value.finding.help


def test_a_key_is_backed_up_under_a_passphrase(sealed: tuple[SigningKey, str]) -> None:
    key, text = sealed
    assert key.secret.hex() not in text
    assert key_from_text(text, PASSPHRASE).secret == key.secret
    with pytest.raises(ValueError, match="the passphrase is another"):
        key_from_text(text, "eight envelopes")
    with pytest.raises(ValueError, match="no passphrase was given"):
        key_from_text(text)


def test_two_back_ups_of_a_key_are_two_texts(sealed: tuple[SigningKey, str]) -> None:
    key, text = sealed
    assert key_text(key, PASSPHRASE) != text


@given(place=st.integers(0), bit=st.integers(0, 6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_one_flipped_bit_in_a_back_up_is_found(sealed: tuple[SigningKey, str], place: int, bit: int) -> None:
    _, text = sealed
    changed = bytearray(text.encode())
    changed[place % len(changed)] ^= 1 << bit
    with pytest.raises(ValueError, match=r".+"):
        key_from_text(changed.decode(), PASSPHRASE)
