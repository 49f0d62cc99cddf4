"""``lightbox doctor``: looks at a library from outside, opens nothing for writing, repairs nothing.

It reads the catalog with SQLite alone, so that it has something to say where the library itself
can no longer be opened, and works beside a window that has it open.
"""

import os
import platform
import shutil
import sqlite3
import stat
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from desktop_app.catalog.layout import SCHEMA_REVISION
from desktop_app.cli import terminal
from desktop_app.cli.exit_codes import ExitCode
from desktop_app.cli.sentences import visible
from desktop_app.domain.entities import FileState
from desktop_app.domain.errors import CatalogError
from desktop_app.session import CATALOG_NAME, ORIGINALS_NAME, RENDITIONS_NAME

_NAMED = 10
"""How many of what is wrong are named one by one."""
_LITTLE_SPACE_BYTES = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what it is like, and whether somebody should do something."""

    text: str
    is_problem: bool = False


@dataclass(frozen=True, slots=True)
class _Row:
    asset_id: str
    file_state: int
    size_bytes: int
    source_path: str | None


def examine(folder: Path) -> int:
    """Write what was found; the exit code tells whether anything is wrong.

    Raises:
        CatalogError: ``library.absent``.
    """
    if not (folder / CATALOG_NAME).is_file():
        raise CatalogError("library.absent", folder=str(folder))
    is_sound = True
    for finding in findings(folder):
        is_sound = is_sound and not finding.is_problem
        terminal.write(f"{'problem' if finding.is_problem else 'ok':8}{visible(finding.text)}")
    return ExitCode.DONE if is_sound else ExitCode.SOME_FAILED


def findings(folder: Path) -> Iterator[Finding]:
    """Yield what can be said of a library, most basic things first."""
    yield Finding(
        f"library in {folder} (Python {platform.python_version()}, SQLite {sqlite3.sqlite_version})"
    )
    yield from _permissions(folder)
    yield _space(folder)
    yield from _database(folder / CATALOG_NAME, "catalog")
    try:
        rows = _rows(folder / CATALOG_NAME)
    except sqlite3.Error:
        return  # said above
    yield from _revision(folder / CATALOG_NAME)
    yield Finding(f"{len(rows)} assets in the catalog")
    yield from _originals(folder / ORIGINALS_NAME, rows)
    if (folder / RENDITIONS_NAME).is_file():
        yield from _database(folder / RENDITIONS_NAME, "rendition cache")
        yield from _renditions(folder / RENDITIONS_NAME, {row.asset_id for row in rows})


def _permissions(folder: Path) -> Iterator[Finding]:
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        yield Finding("the folder cannot be read and written by you", is_problem=True)
    if os.name == "nt":
        return
    open_to_others = [
        path
        for path in (folder, folder / CATALOG_NAME, folder / ORIGINALS_NAME)
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    if open_to_others:
        named = ", ".join(path.name for path in open_to_others)
        yield Finding(f"other users may look into {named} (chmod go= ends it)", is_problem=True)
    else:
        yield Finding("only you may look into it")


def _space(folder: Path) -> Finding:
    free_bytes = shutil.disk_usage(folder).free
    return Finding(f"{_told(free_bytes)} free on its disk", free_bytes < _LITTLE_SPACE_BYTES)


def _database(path: Path, name: str) -> Iterator[Finding]:
    try:
        with closing(_connect(path)) as connection:
            said = [str(line) for (line,) in connection.execute("PRAGMA quick_check(10)")]
    except sqlite3.Error as error:
        yield Finding(f"the {name} cannot be read: {error}", is_problem=True)
        return
    if said == ["ok"]:
        yield Finding(f"the {name} is whole, {_told(path.stat().st_size)}")
    else:
        yield Finding(f"the {name} is damaged: {'; '.join(said)}", is_problem=True)


def _revision(path: Path) -> Iterator[Finding]:
    try:
        with closing(_connect(path)) as connection:
            (found,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except (sqlite3.Error, TypeError):
        yield Finding("the catalog does not say which version made it", is_problem=True)
        return
    if found > SCHEMA_REVISION:
        yield Finding(f"a newer Lightbox made it (schema {found})", is_problem=True)
    else:
        yield Finding(f"schema {found}")


def _rows(path: Path) -> list[_Row]:
    with closing(_connect(path)) as connection:
        return [
            _Row(*line)
            for line in connection.execute(
                "SELECT id, file_state, file_size_bytes, source_path FROM asset"
            )
        ]


def _originals(folder: Path, rows: Sequence[_Row]) -> Iterator[Finding]:
    files = {path.stem: path for path in folder.glob("??/*") if path.is_file()}
    stored = [row for row in rows if row.file_state == FileState.STORED]
    yield from _told_of(
        "originals are gone", (r.asset_id for r in stored if r.asset_id not in files)
    )
    yield from _told_of(
        "originals do not have the size they were stored with",
        (
            row.asset_id
            for row in stored
            if row.asset_id in files
            and row.size_bytes
            and files[row.asset_id].stat().st_size != row.size_bytes
        ),
    )
    yield from _told_of(
        "files left in their own place are no longer there",
        (
            row.source_path or row.asset_id
            for row in rows
            if row.file_state == FileState.REFERENCED
            and not (row.source_path and Path(row.source_path).is_file())
        ),
    )
    known = {row.asset_id for row in rows}
    ownerless = [path for stem, path in files.items() if stem not in known]
    size_bytes = sum(path.stat().st_size for path in ownerless)
    yield from _told_of(
        f"files belong to no asset ({_told(size_bytes)})", (path.name for path in ownerless)
    )
    absent = sum(row.file_state in {FileState.ABSENT, FileState.MISSING} for row in rows)
    yield Finding(f"{len(stored)} originals stored here, {absent} not on this machine")


def _renditions(path: Path, known: set[str]) -> Iterator[Finding]:
    try:
        with closing(_connect(path)) as connection:
            found = [asset_id for (asset_id,) in connection.execute("SELECT asset_id FROM entry")]
    except sqlite3.Error:
        return  # said of the database already, or of another layout that is begun anew
    ownerless = sum(asset_id not in known for asset_id in found)
    yield Finding(f"{len(found)} renditions, {ownerless} of assets that are gone")


def _told_of(what: str, names: Iterator[str]) -> Iterator[Finding]:
    """Yield a problem that names the first few, or nothing when there are none."""
    listed = sorted(names)
    if listed:
        more = ", …" if len(listed) > _NAMED else ""
        named = f"{', '.join(listed[:_NAMED])}{more}"
        yield Finding(f"{len(listed)} {what}: {named}", is_problem=True)


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=10)


def _told(size_bytes: int) -> str:
    amount = float(size_bytes)
    for unit in ("bytes", "kB", "MB", "GB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "bytes" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} TB"
