"""Pictures and originals of rows that came from a real server, onto this machine."""

import hashlib
import io
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from PIL import Image

from desktop_app.accounts.connecting import Connecting
from desktop_app.accounts.known import KnownAccount
from desktop_app.domain.changes import ChangeSet, Origin
from desktop_app.domain.entities import Asset, AssetId, FileState
from desktop_app.domain.files import RENDITION, Keeping, KeepingRule
from desktop_app.domain.ports import CancelToken
from desktop_app.remote.project import checked_project
from desktop_app.session import Library
from tests.stack.faults import Fault, FaultKind
from tests.stack.rows import asset_row
from tests.stack.stack import Stack, StackUser

BUCKET = "user-library"
WAITED_S = 20.0


def picture(width: int = 320, height: int = 200, kind: str = "PNG", seed: int = 1) -> bytes:
    made = io.BytesIO()
    image = Image.effect_noise((width, height), 40 + seed).convert("RGB")
    image.save(made, kind)
    return made.getvalue()


class Server:
    """One user's library on a stack."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.user: StackUser = stack.sign_up()

    def put(self, key: str, data: bytes, mime_type: str = "image/png") -> str:
        """Store an object right in the user's folder; return its key."""
        whole = f"{self.user.id}/{key}"
        self.stack.http.post(
            f"/storage/v1/object/{BUCKET}/{whole}",
            headers={**self.stack.headers(self.user), "content-type": mime_type},
            content=data,
        ).raise_for_status()
        return whole

    def sign(self, key: str) -> str:
        """Return a whole signed URL."""
        told = self.stack.http.post(
            f"/storage/v1/object/sign/{BUCKET}/{key}",
            headers=self.stack.headers(self.user),
            json={"expiresIn": 3600},
        ).json()
        return f"{self.stack.url}/storage/v1{told['signedURL']}"

    def add(self, **values: object) -> AssetId:
        """Insert a row as a web client would."""
        row = asset_row(self.user.id, **values)
        self.stack.insert("user_library", row)
        return AssetId(str(row["id"]))

    def account(self) -> KnownAccount:
        connecting = Connecting(checked_project(self.stack.url, self.stack.anon_key))
        return connecting.with_password(self.user.email, self.user.password, CancelToken())


class Watched:
    """An open library that syncs, and what it tells."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.changes: list[ChangeSet] = []
        self._told = threading.Condition()
        library.catalog.subscribe(self._on_changed)

    def _on_changed(self, change: ChangeSet) -> None:
        with self._told:
            self.changes.append(change)
            self._told.notify_all()

    def wait(self, is_so: Callable[[], bool]) -> None:
        """Wait until something is so; it is looked at after each commit."""
        with self._told:
            assert self._told.wait_for(is_so, WAITED_S), self.changes[-3:]

    def asset(self, id_: AssetId) -> Asset | None:
        return self.library.catalog.asset_by_id(id_)

    def has_picture(self, id_: AssetId) -> bool:
        return self.library.cache.read(id_, 256) is not None

    def state_of(self, id_: AssetId) -> FileState | None:
        asset = self.asset(id_)
        return None if asset is None else asset.file_state

    def told_of_picture(self, id_: AssetId) -> bool:
        asset = self.asset(id_)
        return asset is not None and any(
            asset.row in change.changed and change.columns & {RENDITION, "content_hash"}
            for change in self.changes
        )


@contextmanager
def opened(account: KnownAccount) -> Iterator[Watched]:
    with Library(account.folder, account=account.account) as library:
        watched = Watched(library)
        library.begin_sync()
        yield watched


@pytest.fixture
def server(stack: Stack) -> Server:
    return Server(stack)


def test_a_picture_comes_of_the_thumbnail(server: Server) -> None:
    key = server.put("one.thumb.webp", picture(256, 160, "WEBP"), "image/webp")
    id_ = server.add(thumbnail_path=key, storage_path=f"{server.user.id}/never-asked.png")
    with opened(server.account()) as watched:
        watched.wait(lambda: watched.told_of_picture(id_))
        assert watched.has_picture(id_)
        assert watched.state_of(id_) is FileState.ABSENT
    assert not [r for r in server.stack.requests() if "never-asked" in r.target]


def test_paths_in_every_form_lead_to_their_file(server: Server) -> None:
    key = server.put("two.png", picture())
    other = server.put("a b (3).png", picture(seed=2))
    ids = [
        server.add(storage_path=key),
        server.add(storage_path=f"{BUCKET}/{key}"),
        server.add(storage_path=server.sign(key)),
        server.add(storage_path=server.sign(other), file_size_bytes=0),
        server.add(storage_path=f"{server.stack.url}/storage/v1/object/public/{BUCKET}/{key}"),
    ]
    elsewhere = server.add(storage_path="https://pictures.example/one.png")
    here = server.add(storage_path="/etc/hostname")
    with opened(server.account()) as watched:
        for id_ in ids:
            watched.wait(lambda: watched.has_picture(id_))  # noqa: B023 - called at once
        for id_ in (elsewhere, here):
            watched.wait(lambda: watched.state_of(id_) is FileState.MISSING)  # noqa: B023
        found = watched.asset(ids[3])
        assert found is not None
        assert found.storage_path.startswith("http")  # never written back
        watched.wait(lambda: bool(watched.asset(ids[3]).width_px))  # type: ignore[union-attr]
        found = watched.asset(ids[3])
        assert found is not None
        assert (found.width_px, found.height_px) == (320, 200)
        assert found.file_size_bytes > 0
    rows = server.stack.sql("select storage_path from user_library where id = %s::uuid", [ids[1]])
    assert rows[0]["storage_path"] == f"{BUCKET}/{key}"


def test_what_is_called_webp_and_is_png_is_shown_and_stored_as_what_it_is(server: Server) -> None:
    data = picture()
    key = server.put("three.webp", data, "image/webp")
    id_ = server.add(storage_path=key, mime_type="image/webp", thumbnail_path=key)
    with opened(server.account()) as watched:
        watched.wait(lambda: watched.has_picture(id_))
        asset = watched.asset(id_)
        assert asset is not None
        path = watched.library.fetched_path(asset, CancelToken())
        assert path is not None
        assert path.suffix == ".png"
        assert path.read_bytes() == data
        stored = watched.asset(id_)
        assert stored is not None
        assert stored.file_state is FileState.STORED
        assert stored.content_hash == hashlib.sha256(data).hexdigest()
        assert stored.mime_type == "image/webp"
        assert watched.library.original_path(stored) == path


def test_a_file_that_is_not_there_yet_is_asked_for_again(server: Server) -> None:
    id_ = server.add(storage_path=f"{server.user.id}/later.png")
    with opened(server.account()) as watched:
        stack = server.stack
        watched.library.want_pictures([id_])
        asked = threading.Event()

        def look() -> None:
            while not any("object/sign" in request.target for request in stack.requests()):
                asked.wait(0.05)

        look()
        assert watched.state_of(id_) in {None, FileState.ABSENT}
        server.put("later.png", picture())
        watched.wait(lambda: watched.has_picture(id_))


def test_a_row_that_appears_while_the_window_is_open_gets_its_picture(server: Server) -> None:
    with opened(server.account()) as watched:
        first = server.add(storage_path=server.put("first.png", picture()))
        watched.wait(lambda: watched.has_picture(first))
        second = server.add(storage_path=server.put("second.png", picture(seed=3)))
        watched.wait(lambda: watched.has_picture(second))


def test_a_file_that_several_rows_share_stays_when_one_of_them_goes(server: Server) -> None:
    data = picture()
    key = server.put("shared.png", data)
    ids = [server.add(storage_path=key), server.add(storage_path=key)]
    with opened(server.account()) as watched:
        for id_ in ids:
            watched.wait(lambda: watched.state_of(id_) is not None)  # noqa: B023
            asset = watched.asset(id_)
            assert asset is not None
            assert watched.library.fetched_path(asset, CancelToken()) is not None
        gone, stays = (watched.asset(id_) for id_ in ids)
        assert gone is not None
        assert stays is not None
        watched.library.catalog.trash([gone.row], origin=Origin.GRID)
        watched.library.empty_trash(origin=Origin.GRID)
        stack = server.stack
        done = threading.Event()
        while stack.sql("select 1 as one from user_library where id = %s::uuid", [gone.id]):
            assert not done.wait(0.05)
        path = watched.library.original_path(stays)
        assert path is not None
        assert path.read_bytes() == data
    assert server.stack.sql("select 1 as one from storage.objects where name = %s", [key])


def test_a_link_that_has_ended_is_signed_anew(server: Server) -> None:
    id_ = server.add(storage_path=server.put("ended.png", picture()))
    message = '\\"exp\\" claim timestamp check failed'
    body = f'{{"statusCode":"400","error":"InvalidJWT","message":"{message}"}}'
    fault = Fault(
        FaultKind.ANSWER,
        r"object/sign/user-library/.*ended",
        "GET",
        times=1,
        status=400,
        headers={"content-type": "application/json"},
        body=body,
    )
    with server.stack.fault(fault) as active, opened(server.account()) as watched:
        watched.wait(lambda: watched.has_picture(id_))
        assert active.hits == 1


def rest_bytes(server: Server, name: str) -> int:
    """Return how much of an object was answered at most to whoever asked for a part of it."""
    found = (r for r in server.stack.requests() if name in r.target and r.status == 206)
    return max((one.answered_bytes for one in found), default=0)


def test_a_download_that_is_cut_goes_on_where_it_was(server: Server) -> None:
    data = picture(1400, 1100)
    assert len(data) > 3_000_000
    id_ = server.add(storage_path=server.put("cut.png", data), asset_type="video")
    fault = Fault(FaultKind.TRUNCATE, r"object/sign/user-library/.*cut", "GET", times=1)
    with server.stack.fault(fault) as active, opened(server.account()) as watched:
        watched.wait(lambda: watched.state_of(id_) is not None)
        asset = watched.asset(id_)
        assert asset is not None
        path = watched.library.fetched_path(asset, CancelToken())
        assert active.hits == 1
        assert path is not None
        assert path.read_bytes() == data
    assert 0 < rest_bytes(server, "cut.png") < len(data)


def test_what_was_begun_is_gone_on_with_after_a_restart(server: Server) -> None:
    data = picture(1400, 1100)
    id_ = server.add(
        storage_path=server.put("begun.png", data), asset_type="video", mime_type="video/mp4"
    )
    account = server.account()
    fault = Fault(FaultKind.TRUNCATE, r"object/sign/user-library/.*begun", "GET", times=1)
    refusing = Fault(
        FaultKind.ANSWER, r"object/sign/user-library/.*begun", "GET", times=None, status=503
    )
    stack = server.stack
    with stack.fault(fault), stack.fault(refusing), opened(account) as watched:
        watched.wait(lambda: watched.state_of(id_) is not None)
        asset = watched.asset(id_)
        assert asset is not None
        watched.library.want_original(asset)
        parts = watched.library.folder / "downloads"
        done = threading.Event()
        while not any(path.stat().st_size for path in parts.glob("*.part")):
            assert not done.wait(0.02)
    server.stack.forget_requests()
    with opened(account) as watched:
        asset = watched.asset(id_)
        assert asset is not None
        token = CancelToken()
        while (path := watched.library.fetched_path(asset, token)) is None:
            assert not token.wait(0.05)
        assert path.read_bytes() == data
    assert 0 < rest_bytes(server, "begun.png") < len(data)


def test_originals_are_all_here_when_the_library_keeps_them(server: Server) -> None:
    ids = [server.add(storage_path=server.put(f"{n}.png", picture(seed=n))) for n in range(3)]
    with opened(server.account()) as watched:
        sync = watched.library.sync
        assert sync is not None
        sync.keep_originals(KeepingRule(Keeping.ALL))
        for id_ in ids:
            watched.wait(lambda: watched.state_of(id_) is FileState.STORED)  # noqa: B023
        assert sync.keeping_rule == KeepingRule(Keeping.ALL)
        sync.keep_originals(KeepingRule(Keeping.BUDGET, 1))
        for id_ in ids:
            watched.wait(lambda: watched.state_of(id_) is FileState.ABSENT)  # noqa: B023
        # First it is written down, then the file goes.
        gone = threading.Event()
        while list((watched.library.folder / "originals").glob("*/*.png")):
            assert not gone.wait(0.02)
        assert all(watched.has_picture(id_) for id_ in ids)


def test_offline_who_asks_for_an_original_is_told_at_once(server: Server) -> None:
    id_ = server.add(
        storage_path=server.put("far.png", picture()), asset_type="video", mime_type="video/mp4"
    )
    with opened(server.account()) as watched:
        watched.wait(lambda: watched.state_of(id_) is not None)
        asset = watched.asset(id_)
        assert asset is not None
        with server.stack.offline():
            assert watched.library.fetched_path(asset, CancelToken()) is None
