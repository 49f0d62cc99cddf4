"""One round: a process works on a library, is killed at a random moment, and all is looked at."""

import multiprocessing
import shutil
import signal
import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

from desktop_app.catalog.backups import is_whole
from desktop_app.catalog.layout import SCHEMA_REVISION
from desktop_app.domain.entities import FileState
from desktop_app.session import Library
from tests.builders import ACCOUNT
from tests.crashes import child
from tests.crashes.checks import (
    all_assets,
    check_index,
    check_nothing_waits_but_news,
    check_whole,
    found_states,
    stored_states,
)
from tests.crashes.made import (
    LATER_REVISION,
    make_base,
    make_damaged,
    make_inbox,
    make_left_open,
    make_migrations,
)
from tests.crashes.model import Change, Model, State

_MOST_COMMANDS = 20
_LONGEST_S = 0.12
"""About as long as a command takes, likewise the next ones for what is done there."""
_LONGEST_UPKEEP_S = 0.09
_LONGEST_RESTORE_S = 0.1
_LONGEST_ADOPTION_S = 1.4
_LONGEST_MIGRATION_S = 0.08
_STARTING_S = 60.0
_LOCAL, _SYNCED = "local", "synced"

_context = multiprocessing.get_context("forkserver")
# Each process is forked off one that has imported everything, which takes most of a second.
_context.set_forkserver_preload(["tests.crashes.child"])


class Field:
    """Where rounds are held: the libraries they begin with, and the files they import."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.inbox = folder / "inbox"
        make_inbox(self.inbox)
        make_base(folder / _LOCAL)
        make_base(folder / _SYNCED, ACCOUNT)
        make_left_open(folder / _LOCAL, folder / "left open", self.inbox)
        for name in (_LOCAL, _SYNCED):
            make_damaged(folder / name, folder / f"damaged {name}", self.inbox)
        make_migrations(folder / "migrations")
        with closing(sqlite3.connect(folder / _LOCAL / "catalog.db")) as connection:
            self.base = stored_states(connection)

    def library_of(self, name: str, seed: int) -> Path:
        """Return a fresh copy of a library."""
        folder = self.folder / f"round-{seed}"
        shutil.copytree(self.folder / name, folder)
        return folder


def hold_round(ground: Field, seed: int) -> str:
    """Hold one round; return in one line what was interrupted.

    Raises:
        AssertionError: something is not as it must be.
    """
    rounds: tuple[Callable[[Field, int], str], ...] = (
        _local_round,
        _synced_round,
        _upkeep_round,
        _restore_round,
        _local_round,
        _pushing_round,
        _migration_round,
    )
    try:
        return rounds[seed % len(rounds)](ground, seed)
    finally:
        shutil.rmtree(ground.folder / f"round-{seed}")


def _local_round(ground: Field, seed: int) -> str:
    return _working_round(ground, seed, _LOCAL)


def _synced_round(ground: Field, seed: int) -> str:
    return _working_round(ground, seed, _SYNCED)


def _pushing_round(ground: Field, seed: int) -> str:
    return _working_round(ground, seed, _SYNCED, is_pushing=True)


def _working_round(ground: Field, seed: int, name: str, *, is_pushing: bool = False) -> str:
    folder = ground.library_of(name, seed)
    told = _killed(
        child.work,
        (folder, ground.inbox, seed, is_pushing),
        Random(seed),
        most_commands=_MOST_COMMANDS,
        longest_s=_LONGEST_S,
    )
    model = Model(dict(ground.base))
    begun: list[Any] = []
    change = Change()
    imported: dict[int, str] = {}
    just_imported = 0
    for line in told:
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
        found = found_states(library)
        new = found.keys() - model.states.keys()
        assert not new or begun[:1] == ["import"], "assets that nobody imported"
        assert len(new) >= just_imported, "assets that were reported are gone"
        for row, state in model.states.items():
            if row not in change.before and row not in change.removed:
                assert found[row] == state, f"row {row}: {state} was reported; begun: {begun[:1]}"
        how_far = model.part_done(change, found)
        check_whole(library)
        check_index(library)
        assert {asset.content_hash for asset in all_assets(library) if asset.row in imported} == {
            content_hash for row, content_hash in imported.items() if row in found
        }
        _check_undo(library, ground, imported.keys() | new)
        if name is _SYNCED and not is_pushing:
            check_nothing_waits_but_news(folder)
    _check_closed(folder)
    what = str(begun[0]) if begun else "between two commands"
    return f"{name}: {len(told):3} lines, killed in: {what} ({how_far} of it was done)"


def _check_undo(library: Library, ground: Field, imported: set[int]) -> None:
    """The whole history can be taken back."""
    while library.catalog.undo() is not None:
        pass
    for row, state in found_states(library).items():
        expected = State() if row in imported else ground.base[row]
        assert state == expected, f"row {row} after all was undone"
    check_whole(library)
    check_index(library)


def _upkeep_round(ground: Field, seed: int) -> str:
    """Killed while it sweeps or makes the copy of the day."""
    folder = ground.library_of("left open", seed)
    told = _killed(child.upkeep, (folder,), Random(seed), longest_s=_LONGEST_UPKEEP_S)
    backups = folder / "backups"
    made = sorted(backups.glob("*.db"))
    assert all(is_whole(path) for path in made), "half a copy under the name of a whole one"
    files = sum(1 for path in (folder / "originals").rglob("*") if path.is_file())
    with Library(folder) as library:
        library.upkeep.finish()
        found = found_states(library)
        assert {row: found[row] for row in ground.base} == ground.base
        check_whole(library)
        check_index(library)
    _check_closed(folder)
    (copy,) = backups.iterdir()  # and nothing unfinished beside it
    assert is_whole(copy)
    how_far = "all" if len(told) > 1 else f"{files} files and {len(made)} copies were left"
    return f"{len(told):3} lines, killed in: sweep and backup ({how_far})"


def _restore_round(ground: Field, seed: int) -> str:
    """Killed while a damaged catalog is replaced, or what was imported since is brought back."""
    name, has_backup = ((_LOCAL, True), (_LOCAL, False), (_SYNCED, True), (_SYNCED, False))[
        seed // 7 % 4
    ]
    folder = ground.library_of(f"damaged {name}", seed)
    if not has_backup:
        shutil.rmtree(folder / "backups")
    damaged = (folder / "catalog.db").read_bytes()
    originals = {path for path in (folder / "originals").rglob("*") if path.is_file()}
    is_adopting = name is _LOCAL and seed % 2 == 0
    longest_s = _LONGEST_ADOPTION_S if is_adopting else _LONGEST_RESTORE_S
    told = _killed(child.upkeep, (folder,), Random(seed), longest_s=longest_s)
    is_put_right = (folder / "catalog.db").exists() and len(told) > 1
    with Library(folder) as library:
        code = "catalog.restored" if has_backup else "catalog.begun_anew"
        is_marked = (folder / "catalog.db.restored").exists()
        assert [notice.code for notice in library.notices] in ([code], [])
        assert library.notices or is_put_right or not is_marked, "nobody was told of it"
        library.upkeep.finish()
        assert library.catalog.account == (ACCOUNT if name is _SYNCED else None)
        found = found_states(library)
        if has_backup:
            assert {row: found[row] for row in ground.base} == ground.base
        kept = {path for path in (folder / "originals").rglob("*") if path.is_file()}
        assert kept == originals, "an original went"
        if name is _LOCAL:
            check_whole(library)
            stored = [one for one in all_assets(library) if one.file_state is FileState.STORED]
            assert len(stored) == len(originals)
        check_index(library)
    aside = [path.read_bytes() for path in folder.glob("catalog.damaged-*.db")]
    assert damaged in aside, "the damaged catalog was not kept"
    _check_closed(folder)
    what = "restore" if has_backup else "beginning anew"
    how_far = "all of it was done" if is_put_right else "not all of it was done"
    return f"{name}: {len(told):3} lines, killed in: {what} ({how_far})"


def _migration_round(ground: Field, seed: int) -> str:
    folder = ground.library_of((_LOCAL, _SYNCED)[seed // 7 % 2], seed)
    with closing(sqlite3.connect(folder / "catalog.db")) as connection:
        before = stored_states(connection)
    arguments = (folder, str(ground.folder / "migrations"))
    told = _killed(child.migrate, arguments, Random(seed), longest_s=_LONGEST_MIGRATION_S)
    assert all(is_whole(path) for path in (folder / "backups").glob("*.db"))
    with closing(sqlite3.connect(folder / "catalog.db")) as connection:
        assert connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        columns = {name for _, name, *_ in connection.execute("PRAGMA table_info(asset)")}
        after = stored_states(connection)
    is_migrated = revision == LATER_REVISION
    assert revision in {SCHEMA_REVISION, LATER_REVISION}
    assert ("mood" in columns) is is_migrated
    if is_migrated:
        assert {row: state.tags for row, state in after.items()} == {
            row: state.tags for row, state in before.items()
        }
        assert list((folder / "backups").glob("catalog-*.db"))
    else:
        assert after == before
        _finished(child.migrate, arguments)
    with closing(sqlite3.connect(folder / "catalog.db")) as connection:
        moody = connection.execute("SELECT count(*) FROM asset WHERE mood IS NOT NULL").fetchone()
    assert moody == (len(before),)
    assert not list((folder / "backups").glob("*.part*"))
    how_far = "all" if is_migrated else "none"
    return f"{len(told):3} lines, killed in: migration ({how_far} of it was done)"


def _check_closed(folder: Path) -> None:
    assert is_whole(folder / "catalog.db")
    assert not (folder / "catalog.db-wal").exists()
    assert not (folder / "catalog.db.open").exists()


def _killed(
    job: Callable[..., None],
    arguments: Sequence[Any],
    random: Random,
    *,
    longest_s: float,
    most_commands: int = 1,
) -> list[dict[str, Any]]:
    """Start a process, kill it some time into one of its first commands; return what it said."""
    wanted = random.randint(1, most_commands)
    delay_s = random.uniform(0, longest_s)
    near, far = _context.Pipe(duplex=False)
    process = _context.Process(target=child.serve, args=(far, job, arguments))
    process.start()
    far.close()
    watchdog = threading.Timer(_STARTING_S, process.kill)
    watchdog.start()
    timer = threading.Timer(delay_s, process.kill)
    told: list[dict[str, Any]] = []
    begun = 0
    try:
        while True:
            line = near.recv()
            told.append(line)
            begun += "begin" in line
            if "begin" in line and begun == wanted:
                timer.start()
    except (EOFError, OSError):  # killed, perhaps in the middle of a word
        pass
    process.join()
    near.close()
    for waiting in (watchdog, timer):
        waiting.cancel()
        if waiting.ident is not None:
            waiting.join()
    code = process.exitcode
    process.close()
    assert code in {0, -signal.SIGKILL}, f"the process ended by itself with {code}"
    return told


def _finished(job: Callable[..., None], arguments: Sequence[Any]) -> None:
    """Let a process do all of a job."""
    near, far = _context.Pipe(duplex=False)
    process = _context.Process(target=child.serve, args=(far, job, arguments))
    process.start()
    far.close()
    process.join()
    near.close()
    assert process.exitcode == 0
    process.close()
