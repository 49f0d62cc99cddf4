"""Rows that would lead a careless program out of its folder, or to another server."""

import uuid
from pathlib import Path

from desktop_app.domain.entities import AssetId, FileState
from desktop_app.domain.ports import CancelToken
from tests.journeys.conftest import SignIn
from tests.journeys.files.made import noise
from tests.journeys.files.server import Server
from tests.journeys.files.test_originals import view
from tests.journeys.signed_in import SignedIn
from tests.robots.grid import GridRobot
from tests.robots.viewer import ViewerRobot
from tests.stack.stack import Stack, StackUser


def hostile_paths(user_id: str, bait: Path, stack_url: str) -> list[str]:
    """Return what no row should say; the bait is a picture that nobody may see or touch."""
    climbing = "../" * 12 + bait.as_posix().lstrip("/")
    return [
        "../../x",
        climbing,
        f"{user_id}/{climbing}",
        f"{user_id}/%2e%2e/%2e%2e/x.png",
        bait.as_posix(),
        bait.as_uri(),
        "C:\\Windows\\system32\\x.png",
        "\\\\server\\share\\x.png",
        f"{user_id}/nul%00.png",
        f"{user_id}/line\nbreak.png",
        f"{user_id}/{'x' * 3000}.png",
        "http://169.254.169.254/latest/meta-data/x.png",
        "https://elsewhere.example/storage/v1/object/sign/user-library/x.png?token=x",
        f"{stack_url}/rest/v1/user_library?select=*",
        f"{stack_url}/storage/v1/object/sign/another-bucket/{user_id}/x.png",
        f"{uuid.uuid4()}/of-somebody-else.png",
        "",
        "user-library/",
        "data:image/png;base64,AAAA",
    ]


def test_no_path_of_a_row_leads_anywhere_but_into_the_bucket(
    stack: Stack, user: StackUser, sign_in: SignIn, tmp_path: Path
) -> None:
    bait = tmp_path / "bait" / "bait.png"
    bait.parent.mkdir()
    bait.write_bytes(noise((333, 333)))
    server = Server(stack, user)
    paths = hostile_paths(user.id, bait, stack.url)
    ids = [server.insert(storage_path=path, thumbnail_path=path) for path in paths]
    odd = server.insert(
        storage_path=server.put(f"{user.id}/odd.png", noise()),
        mime_type="image/../../../odd",
        custom_title="../../odd",
    )
    desktop = sign_in(stack, user)
    desktop.wait_until_synced()
    stack.forget_requests()
    GridRobot(desktop.window.grid, desktop.qtbot).wait_idle()
    viewer = view(desktop, ids[0])
    for one in ids:
        _step_to(desktop, viewer, one)
        asset = desktop.asset(one)
        assert desktop.library.fetched_path(asset, CancelToken()) is None
        assert asset.file_state in {FileState.ABSENT, FileState.MISSING}
        assert desktop.library.cache.read(AssetId(one), 256) is None
    desktop.window.selection.set_current(desktop.shown().index(desktop.asset(odd).row))
    desktop.wait_until(lambda: desktop.asset(odd).file_state is FileState.STORED)

    asked = {request.target for request in stack.requests()}
    assert not [one for one in asked if ".." in one or "another-bucket" in one or "bait" in one]
    assert max(map(len, asked)) < 6_000
    stored = [path for path in (desktop.folder / "originals").rglob("*") if path.is_file()]
    assert stored == [desktop.library.original_path(desktop.asset(odd))]
    assert list(bait.parent.iterdir()) == [bait]
    assert bait.read_bytes() == noise((333, 333))
    desktop.close()
    known = {desktop.home, bait.parent, tmp_path / "looks"}
    assert set(tmp_path.iterdir()) <= known


def _step_to(desktop: SignedIn, viewer: ViewerRobot, asset_id: str) -> None:
    """Have the viewer show another asset, and wait until it says that there is nothing to see."""
    desktop.window.selection.set_current(desktop.shown().index(desktop.asset(asset_id).row))

    def is_seen() -> bool:
        seen = viewer.viewer.asset
        return seen is not None and seen.id == asset_id and viewer.message != ""

    desktop.wait_until(is_seen)
