"""Pictures that are not on this machine are asked for while they would be seen, and painted."""

from dataclasses import replace

from pytestqt.qtbot import QtBot

from desktop_app.domain.changes import ChangeSet, Origin
from desktop_app.domain.entities import AssetId, AssetRow, FileState
from desktop_app.domain.files import RENDITION
from desktop_app.ui.grid.view import GridView
from tests.robots.grid import GridRobot
from tests.ui.grid.fakes import FakeLibrary, made_result, made_tile


def test_what_would_be_seen_is_fetched_and_painted_when_it_has_come(
    bare_grid: GridView, library: FakeLibrary, qtbot: QtBot
) -> None:
    asked: list[list[AssetId]] = []
    for row in (1, 2, 900):
        library.edited[row] = replace(made_tile(row), file_state=FileState.ABSENT)
    library.missing = {1, 2, 3, 900}
    bare_grid.attach(
        library.tiles, library.rendition, library.paths, lambda ids: asked.append(list(ids))
    )
    robot = GridRobot(bare_grid, qtbot)
    bare_grid.set_result(made_result(range(1, 1_001)))
    # The third is on this machine and cannot be shown: there is nothing to be fetched.
    qtbot.waitUntil(lambda: bool(asked) and asked[-1] == [made_tile(1).id, made_tile(2).id])

    library.missing.discard(1)
    tiles_asked = len(library.tiles_asked)
    changed = (AssetRow(1),)
    bare_grid.on_changed(ChangeSet(1, Origin.SYNC, changed=changed, columns=frozenset({RENDITION})))
    qtbot.waitUntil(lambda: robot.color_in(0).name() == "#336699")
    qtbot.waitUntil(lambda: asked[-1] == [made_tile(2).id])
    assert len(library.tiles_asked) == tiles_asked

    bare_grid.verticalScrollBar().setValue(bare_grid.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: asked[-1] in ([], [made_tile(900).id]))
