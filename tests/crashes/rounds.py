"""One round: a process works on a library, is killed at a random moment, and all is looked at."""

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from desktop_app.catalog.backups import is_whole
from desktop_app.catalog.layout import SCHEMA_REVISION
from desktop_app.domain.entities import Asset, FileState
from desktop_app.domain.query import AssetQuery, Facet, FacetChoice, Place, PlaceKind
from desktop_app.session import Library
from tests.crashes.made import LATER_REVISION, make_base, make_inbox, make_migrations
from tests.crashes.model import Change, Model, State, States

if TYPE_CHECKING:
    from collections.abc import Callable

_ROOT = Path(__file__).parents[2]
_MOST_COMMANDS = 30
_LONGEST_S = 0.12
"""About as long as a command takes."""
_LONGEST_MIGRATION_S = 0.4
_STARTING_S = 60.0


@dataclass(slots=True)
class Told:
    """What a killed process had said."""

    lines: list[dict[str, Any]] = field(default_factory=list)


class Field:
    """Where rounds are held: the library they begin with, and the files they import."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        make_base(folder / "base")
        make_inbox(folder / "inbox")
        make_migrations(folder / "migrations")
        with closing(sqlite3.connect(folder / "base" / "catalog.db")) as connection:
            self.base = _states(connection)

    def library_of(self, seed: int) -> Path:
        """Return a fresh copy of the library."""
        folder = self.folder / f"round-{seed}"
        shutil.copytree(self.folder / "base", folder)
        return folder


def hold_round(ground: Field, seed: int) -> str:
    """Hold one round; return in one line what was interrupted.

    Raises:
        AssertionError: something is not as it must be.
    """
    folder = ground.library_of(seed)
    if seed % 6 == 5:
        outcome = _migration_round(ground, folder, seed)
    else:
        outcome = _working_round(ground, folder, seed)
    shutil.rmtree(folder)
    return outcome


def _working_round(ground: Field, folder: Path, seed: int) -> str:
    arguments = [str(folder), str(ground.folder / "inbox"), str(seed)]
    told = _killed(arguments, Random(seed), _MOST_COMMANDS, _LONGEST_S)
    model = Model(dict(ground.base))
    begun: list[object] = []
    change = Change()
    imported: dict[int, str] = {}
    just_imported = 0
    for line in told.lines:
        if "begin" in line:
            begun, just_imported = line["begin"], 0
            change = model.change(begun)
        elif "imported" in line:
            just_imported = line["imported"]
        else:
            model.apply(change)
            for row, content_hash in line["done"]:
                imported[row] = content_hash
                model.states[row] = State()
            begun, change, just_imported = [], Change(), 0
    with Library(folder) as library:
        assert library.notices == ()
        library.upkeep.finish()
        found = _found(library)
        new = found.keys() - model.states.keys()
        assert not new or begun[:1] == ["import"], "assets that nobody imported"
        assert len(new) >= just_imported, "assets that were reported are gone"
        for row, state in model.states.items():
            if row not in change.before and row not in change.removed:
                assert found[row] == state, f"row {row}: {state} was reported; begun: {begun}"
        how_far = model.part_done(change, found)
        _check_whole(library, folder)
        _check_index(library)
        assert {asset.content_hash for asset in _assets(library) if asset.row in imported} == {
            content_hash for row, content_hash in imported.items() if row in found
        }
        _check_undo(library, ground.base, imported.keys() | new)
    assert is_whole(folder / "catalog.db")
    assert not (folder / "catalog.db-wal").exists()
    what = str(begun[0]) if begun else "between two commands"
    return f"{len(told.lines):3} lines, killed in: {what} ({how_far} of it was done)"


def _check_whole(library: Library, folder: Path) -> None:
    """Whole as SQLite sees it; each stored asset has its file, and each file its asset."""
    with closing(sqlite3.connect(folder / "catalog.db")) as connection:
        assert connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        connection.execute("INSERT INTO text_index(text_index) VALUES ('integrity-check')")
        linked = connection.execute(
            "SELECT asset_row, count(*) FROM asset_tag GROUP BY asset_row"
        ).fetchall()
    stored = {
        library.store.path_of(asset.id, asset.mime_type): asset
        for asset in _assets(library)
        if asset.file_state is FileState.STORED
    }
    files = {path for path in library.store.folder.rglob("*") if path.is_file()}
    assert files == stored.keys()
    assert all(path.stat().st_size == one.file_size_bytes for path, one in stored.items())
    assert dict(linked) == {one.row: len(one.tags) for one in _assets(library) if one.tags}


def _check_index(library: Library) -> None:
    """The column index finds what plain looking finds."""
    questions: list[tuple[AssetQuery, Callable[[Asset], bool]]] = [
        (AssetQuery(), lambda asset: asset.trashed_at_us is None),
        (AssetQuery(place=Place(PlaceKind.TRASH)), lambda asset: asset.trashed_at_us is not None),
        (
            AssetQuery(place=Place(PlaceKind.FAVORITES)),
            lambda asset: asset.trashed_at_us is None and asset.is_favorite,
        ),
        (
            AssetQuery(facets=(FacetChoice(Facet.TAG, "sea"),)),
            lambda asset: asset.trashed_at_us is None and "sea" in asset.tags,
        ),
        (
            AssetQuery("title:dune"),
            lambda asset: asset.trashed_at_us is None and asset.custom_title == "Dune",
        ),
    ]
    assets = _assets(library)
    for query, is_in in questions:
        result = library.searcher.search(query).result()
        assert result.change_number == library.catalog.change_number
        assert sorted(result.rows) == sorted(asset.row for asset in assets if is_in(asset)), query


def _check_undo(library: Library, base: States, imported: set[int]) -> None:
    """The whole history can be taken back."""
    while library.catalog.undo() is not None:
        pass
    for row, state in _found(library).items():
        assert state == (State() if row in imported else base[row]), f"row {row} after all undone"
    _check_index(library)


def _migration_round(ground: Field, folder: Path, seed: int) -> str:
    with closing(sqlite3.connect(folder / "catalog.db")) as connection, connection:
        before = _states(connection)
    arguments = [str(folder), "--migrate", str(ground.folder / "migrations")]
    told = _killed(arguments, Random(seed), 1, _LONGEST_MIGRATION_S)
    with closing(sqlite3.connect(folder / "catalog.db")) as connection:
        assert connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        columns = {name for _, name, *_ in connection.execute("PRAGMA table_info(asset)")}
        after = _states(connection)
    is_migrated = revision == LATER_REVISION
    assert revision in {SCHEMA_REVISION, LATER_REVISION}
    assert ("mood" in columns) is is_migrated
    if is_migrated:
        assert {row: state.tags for row, state in after.items()} == {
            row: state.tags for row, state in before.items()
        }
        assert any(is_whole(path) for path in (folder / "backups").glob("catalog-*.db"))
    else:
        assert after == before
        _run(arguments)
    with closing(sqlite3.connect(folder / "catalog.db")) as connection:
        moody = connection.execute("SELECT count(*) FROM asset WHERE mood IS NOT NULL").fetchone()
    assert moody == (len(before),)
    how_far = "all" if is_migrated else "none"
    return f"{len(told.lines):3} lines, killed in: migration ({how_far} of it was done)"


def _run(arguments: list[str]) -> None:
    subprocess.run(
        [sys.executable, "-m", "tests.crashes.child", *arguments],
        cwd=_ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _killed(arguments: list[str], random: Random, most_commands: int, longest_s: float) -> Told:
    """Start a process, kill it some time into one of its first commands; return what it said."""
    wanted = random.randint(1, most_commands)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.crashes.child", *arguments],
        cwd=_ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    told = Told()
    watchdog = threading.Timer(_STARTING_S, process.kill)
    watchdog.start()
    timer: threading.Timer | None = None
    assert process.stdout is not None
    begun = 0
    for line in process.stdout:
        if line.endswith("\n"):
            told.lines.append(json.loads(line))
        begun += '"begin"' in line
        if begun == wanted and timer is None:
            timer = threading.Timer(random.uniform(0, longest_s), process.kill)
            timer.start()
    code = process.wait()
    process.stdout.close()
    for waiting in (watchdog, *([timer] if timer else [])):
        waiting.cancel()
        waiting.join()
    assert code in {0, -signal.SIGKILL}, f"the process ended by itself with {code}"
    return told


def _assets(library: Library) -> list[Asset]:
    with library.catalog.reading() as connection:
        rows = connection.exec_driver_sql('SELECT "row" FROM asset').scalars().all()
    return library.catalog.assets(rows)


def _found(library: Library) -> States:
    return {
        asset.row: State(
            asset.custom_title or "",
            asset.tags,
            asset.is_favorite,
            asset.trashed_at_us is not None,
        )
        for asset in _assets(library)
    }


def _states(connection: sqlite3.Connection) -> States:
    found = connection.execute(
        "SELECT \"row\", ifnull(custom_title, ''), tags, is_favorite, trashed_at_us FROM asset"
    )
    return {
        row: State(title, tuple(json.loads(tags)), favorite == 1, trashed is not None)
        for row, title, tags, favorite, trashed in found
    }
