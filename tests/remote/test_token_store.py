"""The refresh token outlives the program, in the keyring or in a file for the user's eyes only."""

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.domain.errors import ErrorKind
from desktop_app.domain.remote import RemoteError
from desktop_app.remote import token_store
from desktop_app.remote.token_store import KeyringTokenStore, TokenPlace
from tests.remote.doubles import ME, SOMEBODY, URL

if TYPE_CHECKING:
    from desktop_app.remote.access import TokenStore

pytestmark = pytest.mark.asyncio


class Ring:
    """A keyring in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.is_locked = False
        self.is_forgetful = False

    def find(self) -> "Ring":
        return self

    def get_password(self, service: str, username: str) -> str | None:
        self._look()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._look()
        if not self.is_forgetful:
            self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._look()
        del self.kept[service, username]

    def _look(self) -> None:
        if self.is_locked:
            raise OSError("the user closed the dialog; token refresh-1")


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def store(folder: Path, ring: Ring | None, user_id: str = ME, url: str = URL) -> KeyringTokenStore:
    return KeyringTokenStore(url, user_id, folder, find_keyring=lambda: ring)


def place(tokens: KeyringTokenStore) -> TokenPlace | None:
    return tokens.place


async def test_it_is_what_access_asks_for(tmp_path: Path) -> None:
    port: TokenStore = store(tmp_path, None)
    assert await port.load() is None


async def test_a_keyring_keeps_the_token_and_no_file_does(tmp_path: Path) -> None:
    ring = Ring()
    mine = store(tmp_path, ring)
    assert await mine.load() is None
    await mine.save("refresh-1")
    assert await mine.load() == "refresh-1"
    assert await store(tmp_path, ring).load() == "refresh-1"
    assert not files(tmp_path)
    await mine.forget()
    await mine.forget()
    assert await mine.load() is None
    assert not ring.kept


async def test_where_it_lies_is_told(tmp_path: Path) -> None:
    with_ring, without = store(tmp_path / "a", Ring()), store(tmp_path / "b", None)
    assert place(with_ring) is place(without) is None
    await with_ring.save("refresh-1")
    await without.save("refresh-1")
    assert place(with_ring) is TokenPlace.KEYRING
    assert place(without) is TokenPlace.FILE
    again = store(tmp_path / "b", None)
    await again.load()
    assert place(again) is TokenPlace.FILE


async def test_without_a_keyring_a_file_keeps_it_for_the_user_alone(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    mine = store(folder, None)
    assert await mine.load() is None
    await mine.save("refresh-1")
    await mine.save("refresh-2")
    [path] = files(folder)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert path.read_text() == "refresh-2"
    assert ME not in path.name
    assert await store(folder, None).load() == "refresh-2"
    await mine.forget()
    assert not files(folder)


async def test_users_and_projects_do_not_share(tmp_path: Path) -> None:
    for ring in (Ring(), None):
        await store(tmp_path, ring).save("refresh-1")
        assert await store(tmp_path, ring, SOMEBODY).load() is None
        assert await store(tmp_path, ring, url="https://other.test").load() is None


@pytest.mark.parametrize("fault", ["is_locked", "is_forgetful"])
async def test_a_keyring_that_does_not_take_it_leaves_it_to_the_file(
    tmp_path: Path, fault: str
) -> None:
    ring = Ring()
    mine = store(tmp_path, ring)
    await mine.save("refresh-1")
    setattr(ring, fault, True)
    await mine.save("refresh-2")
    assert place(mine) is TokenPlace.FILE
    setattr(ring, fault, False)
    assert await store(tmp_path, ring).load() == "refresh-2", "the newer one"
    await mine.save("refresh-3")
    assert place(mine) is TokenPlace.KEYRING
    assert not files(tmp_path)
    assert await store(tmp_path, ring).load() == "refresh-3"


async def test_a_locked_keyring_is_not_an_empty_one(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ring = Ring()
    await store(tmp_path, ring).save("refresh-1")
    ring.is_locked = True
    with pytest.raises(RemoteError, match=r"remote\.keyring_locked") as caught:
        await store(tmp_path, ring).load()
    assert caught.value.kind is ErrorKind.RETRYABLE
    assert "refresh-1" not in caplog.text
    await store(tmp_path, ring).forget()
    ring.is_locked = False
    assert await store(tmp_path, ring).load() == "refresh-1"


async def test_an_empty_entry_and_an_odd_file_are_no_token(tmp_path: Path) -> None:
    ring = Ring()
    mine = store(tmp_path, ring)
    await mine.save("refresh-1")
    for name in ring.kept:
        ring.kept[name] = ""
    assert await mine.load() is None
    without = store(tmp_path, None)
    await without.save("refresh-1")
    files(tmp_path)[0].write_bytes(b"\xff\xfe")
    assert await without.load() is None


@pytest.mark.parametrize("odd", ["", "x" * 3000])
async def test_a_token_that_no_store_could_hold_is_refused(tmp_path: Path, odd: str) -> None:
    with pytest.raises(RemoteError, match=r"remote\.token_not_kept"):
        await store(tmp_path, Ring()).save(odd)


async def test_a_token_that_cannot_be_kept_is_said_and_the_one_before_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = store(tmp_path, None)
    await mine.save("refresh-1")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RemoteError, match=r"remote\.token_not_kept") as caught:
        await mine.save("refresh-2")
    assert caught.value.kind is ErrorKind.RETRYABLE
    monkeypatch.undo()
    assert await mine.load() == "refresh-1"
    assert len(files(tmp_path)) == 1


async def test_the_systems_keyring_counts_only_if_it_keeps_anything(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import keyring
    from keyring.backends import fail, null

    class Good(null.Keyring):
        priority = 5

    kinds: list[tuple[Any, bool]] = [(fail.Keyring, False), (null.Keyring, False), (Good, True)]
    for kind, is_taken in kinds:
        monkeypatch.setattr(keyring, "get_keyring", kind)
        assert (token_store.system_keyring() is not None) is is_taken
