"""Signatures of a release: who vouches for it, whoever changes it, and what is no signature at all."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from released import mug

from configurator.catalog_files import CatalogFiles
from configurator.errors import SigningError
from configurator.release.making import release_of
from configurator.release.signing import (
    Signature,
    add_signature,
    new_signing_key,
    public_key_in,
    public_path,
    signatures_beside,
    signatures_path,
    signed,
)
from configurator.release.verifying import signers


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "mug.vpcr").write_bytes(release_of(CatalogFiles(mug(tmp_path / "catalog"))))
    return tmp_path / "mug.vpcr"


def test_several_sign_a_release_and_each_signature_is_held_by_its_own_key(file: Path) -> None:
    data, keys = file.read_bytes(), [file.with_name(name) for name in ("ann.key", "bob.key")]
    publics = tuple(new_signing_key(key) for key in keys)
    assert [public_key_in(public_path(key)) for key in keys] == list(publics)
    for key in (*keys, keys[0]):  # who signs again has one signature
        add_signature(file, data, signed(data, key))
    found = signatures_beside(file)
    assert sorted(signers(data, found)) == sorted(publics)
    assert len(found) == 2
    assert file.read_bytes() == data
    others = [Signature(publics[1], found[0].signature), Signature(found[0].public_key, found[1].signature)]
    assert not any(each.is_of(data) for each in others if each not in found)


def test_a_release_that_was_changed_is_signed_by_nobody(file: Path) -> None:
    data, key = file.read_bytes(), file.with_name("ann.key")
    new_signing_key(key)
    found = add_signature(file, data, signed(data, key))
    for place in (0, len(data) // 2, len(data) - 1):
        changed = bytearray(data)
        changed[place] ^= 1
        assert signers(bytes(changed), found) == ()
    assert signers(data + b"\0", found) == signers(data[:-1], found) == signers(b"", found) == ()
    other = add_signature(file, data[:-1], signed(data[:-1], key))
    assert len(other) == 1  # those of other bytes are left out
    assert signers(data, other) == ()


def test_a_signature_is_for_releases_only(file: Path) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    data, key = file.read_bytes(), Ed25519PrivateKey.generate()
    for message in (data, b"", data[:32]):
        assert not Signature(key.public_key().public_bytes_raw(), key.sign(message)).is_of(data)


def test_files_of_signatures_that_are_cut_off_or_others_are_refused(file: Path) -> None:
    data, key = file.read_bytes(), file.with_name("ann.key")
    assert signatures_beside(file) == ()
    new_signing_key(key)
    add_signature(file, data, signed(data, key))
    path = signatures_path(file)
    whole = path.read_bytes()
    for length in range(len(whole) - 2):
        path.write_bytes(whole[:length])
        with pytest.raises(SigningError, match="cut off"):
            signatures_beside(file)
    told = json.loads(whole)
    changes: list[Any] = [
        {**told, "kind": "another"},
        {**told, "signatures": [{**told["signatures"][0], "signature": told["signatures"][0]["signature"][:-2]}]},
        {**told, "signatures": [{**told["signatures"][0], "algorithm": "none"}]},
        {**told, "signatures": [{**told["signatures"][0], "public_key": ""}]},
        {**told, "signatures": ["it is right"]},
        [],
        7,
    ]
    for each in changes:
        path.write_text(json.dumps(each))
        with pytest.raises(SigningError, match="no signatures of a release"):
            signatures_beside(file)
    path.write_bytes(whole.replace(told["signatures"][0]["signature"].encode(), b"00" * 64))
    assert signers(data, signatures_beside(file)) == ()


def test_keys_are_for_their_owner_and_never_written_over(file: Path) -> None:
    key = file.with_name("ann.key")
    new_signing_key(key)
    before = key.read_bytes(), public_path(key).read_bytes()
    if os.name == "posix":
        assert key.stat().st_mode & 0o777 == 0o600
    with pytest.raises(SigningError, match="is there already"):
        new_signing_key(key)
    public_path(key).unlink()
    with pytest.raises(SigningError, match="is there already"):
        new_signing_key(key)
    assert not public_path(key).exists()
    assert key.read_bytes() == before[0]
    public_path(key).write_bytes(before[1])
    public_path(key).chmod(0o600)
    with pytest.raises(SigningError, match="is no signing key") as told:
        signed(b"", public_path(key))
    assert before[1].decode().split()[-1] not in str(told.value)
    with pytest.raises(SigningError, match="is no public key"):
        public_key_in(key)
    with pytest.raises(SigningError, match="cannot be read"):
        public_key_in(file.with_name("none"))
    if os.name == "posix":
        key.chmod(0o640)
        with pytest.raises(SigningError, match="is open to others") as told:
            signed(b"", key)
        assert "chmod 600" in str(told.value.hint)
