"""Originals that are on the server alone: looked at in the viewer, missing, broken, shared."""

import hashlib
import uuid
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from desktop_app.domain.changes import Origin
from desktop_app.domain.entities import AssetId, FileState
from tests.journeys.conftest import SignIn
from tests.journeys.files.made import generated, noise
from tests.journeys.files.server import Server
from tests.journeys.signed_in import SignedIn
from tests.media.made_clips import clip
from tests.robots.grid import GridRobot
from tests.robots.viewer import ViewerRobot
from tests.stack.faults import Fault, FaultKind
from tests.stack.stack import Stack, StackUser

SLOWLY_S = 1.0


def put_asset(server: Server, content: bytes, extension: str = "png", **values: object) -> str:
    """Have another client store a file and its thumbnail, and insert its row."""
    number = str(uuid.uuid4())
    kind = "image" if extension == "png" else "video"
    mime_type = f"{kind}/{extension}"
    key = server.put(f"{server.user.id}/{number}.{extension}", content, mime_type)
    small = server.put(
        f"{server.user.id}/{number}.thumb.webp", noise((256, 192), kind="WEBP"), "image/webp"
    )
    row = {
        "id": number,
        "asset_type": kind,
        "mime_type": mime_type,
        "storage_path": key,
        "thumbnail_path": small,
        "file_size_bytes": len(content),
    }
    return server.insert(**{**row, **values})


def view(desktop: SignedIn, asset_id: str) -> ViewerRobot:
    """Open the viewer on an asset."""
    row = desktop.asset(asset_id).row
    desktop.wait_until(lambda: row in desktop.shown())
    desktop.window.selection.set_current(desktop.shown().index(row))
    desktop.window.commands["view"].trigger()
    return ViewerRobot(desktop.window.furniture.viewer)


def test_an_original_comes_when_it_is_looked_at(
    stack: Stack, user: StackUser, sign_in: SignIn
) -> None:
    server, content = Server(stack, user), noise((800, 600))
    one = put_asset(server, content)
    desktop = sign_in(stack, user)
    desktop.wait_until_synced()
    GridRobot(desktop.window.grid, desktop.qtbot).wait_idle()
    desktop.wait_until(lambda: desktop.library.cache.read(one, 256) is not None)

    slowly = Fault(FaultKind.DELAY, rf"object/sign/.*{one}\.png", "GET", delay_s=SLOWLY_S)
    with stack.fault(slowly) as fault:
        viewer = view(desktop, one)
        desktop.wait_until(lambda: viewer.stage.picture is not None)
        assert _seen_px(viewer) == 256
        assert desktop.asset(one).file_state is FileState.ABSENT
        desktop.wait_until(lambda: viewer.viewer._overlays.note.text().startswith("Fetching"))
        desktop.wait_until(lambda: _seen_px(viewer) == 800)
        assert fault.hits == 1
    assert viewer.viewer._overlays.note.text() == ""
    asset = desktop.asset(one)
    path = desktop.library.original_path(asset)
    assert asset.file_state is FileState.STORED
    assert path is not None
    assert path.read_bytes() == content
    assert asset.content_hash == hashlib.sha256(content).hexdigest()


@pytest.mark.qt_log_ignore(
    r"No HW decoder found",
    r"No RHI backend",
    r"Couldn't (load|resolve) .* (library|symbols)",
    extend=True,
)
def test_a_video_plays_as_soon_as_it_has_come(
    stack: Stack, user: StackUser, sign_in: SignIn
) -> None:
    server, content = Server(stack, user), clip()
    one = put_asset(server, content, "mp4", duration_seconds=0.5)
    desktop = sign_in(stack, user)
    desktop.wait_until_synced()
    desktop.wait_until(lambda: desktop.library.cache.read(AssetId(one), 256) is not None)
    slowly = Fault(FaultKind.DELAY, rf"object/sign/.*{one}\.mp4", "GET", delay_s=SLOWLY_S)
    with stack.fault(slowly):
        viewer = view(desktop, one)
        place = viewer.viewer.video
        desktop.wait_until(lambda: place._poster.picture is not None)
        assert viewer.message == "This video is not on this machine yet."
        desktop.wait_until(lambda: place.is_playing)
    assert viewer.message == ""
    path = desktop.library.original_path(desktop.asset(one))
    assert path is not None
    assert path.read_bytes() == content


def test_what_is_missing_says_so_and_is_tried_again(
    stack: Stack, user: StackUser, sign_in: SignIn
) -> None:
    server, content = Server(stack, user), noise((800, 600))
    missing = server.insert(file_size_bytes=len(content))
    desktop = sign_in(stack, user)
    desktop.wait_until_synced()
    viewer = view(desktop, missing)
    desktop.wait_until(lambda: viewer.message == "This picture is not on this machine yet.")
    desktop.picture("missing")
    stack.forget_requests()
    viewer.try_again()
    desktop.wait_until(lambda: bool(server.asked("object/sign")))
    desktop.wait_until(lambda: viewer.can_try_again)
    assert viewer.message == "This picture is not on this machine yet."

    server.put(f"{user.id}/{missing}.png", content)
    viewer.try_again()
    desktop.wait_until(lambda: _seen_px(viewer) == 800)
    assert (viewer.message, viewer.can_try_again) == ("", False)
    assert desktop.asset(missing).file_state is FileState.STORED


def test_what_is_no_picture_at_all_says_so(stack: Stack, user: StackUser, sign_in: SignIn) -> None:
    server = Server(stack, user)
    broken = str(uuid.uuid4())
    key = server.put(f"{user.id}/{broken}.png", b"\x89PNG\r\n\x1a\nand nothing else")
    server.insert(id=broken, storage_path=key)
    whole = put_asset(server, noise())
    desktop = sign_in(stack, user)
    desktop.wait_until_synced()
    viewer = view(desktop, broken)
    desktop.wait_until(lambda: desktop.asset(broken).file_state is FileState.STORED)
    desktop.wait_until(lambda: viewer.message == "This picture cannot be shown.")
    viewer.try_again()
    desktop.wait_until(lambda: viewer.can_try_again)
    assert viewer.message == "This picture cannot be shown."
    viewer.press(Qt.Key.Key_Escape)
    viewer = view(desktop, whole)
    desktop.wait_until(lambda: _seen_px(viewer) == 320)
    assert (viewer.message, viewer.can_try_again) == ("", False)


def test_a_file_that_two_rows_share_outlives_one_of_them(
    stack: Stack, user: StackUser, sign_in: SignIn, tmp_path: Path
) -> None:
    server, desktop = Server(stack, user), sign_in(stack, user)
    desktop.wait_until_synced()
    files = [generated(tmp_path / f"{n}.png", f"picture {n}", seed=n) for n in range(3)]
    desktop.window.furniture.imports.import_paths(files)
    desktop.wait_until(lambda: len(server.rows()) == 3)
    desktop.wait_until_synced()
    shared, hidden, alone = server.rows()
    digests = {row["storage_path"]: server.digest(row["storage_path"]) for row in server.rows()}
    # Other clients write what they are given: with the bucket's name, or as a link.
    bare, link = shared["storage_path"], hidden["storage_path"]
    copies = [
        server.insert(storage_path=f"user-library/{bare}"),
        server.insert(
            storage_path=f"{stack.url}/storage/v1/object/sign/user-library/{link}?token=e.y.J"
        ),
    ]
    desktop.wait_until(lambda: len(desktop.shown()) == 5)

    _discard(desktop, [str(row["id"]) for row in (shared, hidden, alone)])
    desktop.wait_until(lambda: len(server.rows()) == 2)
    desktop.wait_until_synced()
    assert {str(row["id"]) for row in server.rows()} == set(copies)
    assert server.keys() == sorted([bare, link]), "what nobody names has gone, thumbnails too"
    assert {key: server.digest(key) for key in (bare, link)} == {
        key: digests[key] for key in (bare, link)
    }
    viewer = view(desktop, copies[1])
    desktop.wait_until(lambda: _seen_px(viewer) == 64)


def _discard(desktop: SignedIn, ids: list[str]) -> None:
    """Move assets to the Trash and empty it."""
    rows = [desktop.asset(one).row for one in ids]
    desktop.catalog.trash(rows, origin=Origin.WINDOW)
    desktop.library.empty_trash(origin=Origin.WINDOW)


def _seen_px(viewer: ViewerRobot) -> int:
    picture = viewer.stage.picture
    return 0 if picture is None else picture.levels[0].width()
