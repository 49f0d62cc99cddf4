"""What must hold in the end, whatever was killed when."""

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from tests.stack.stack import Stack
from tests.sync.killer.ledger import Entry, Kind

_COLUMNS = (
    *("custom_title", "tags", "is_favorite", "visibility", "content_category"),
    *("collection_id", "storage_path", "original_prompt"),
)
_COLUMN_OF = {
    Kind.TITLE: "custom_title",
    Kind.TAG: "tags",
    Kind.FAVORITE: "is_favorite",
    Kind.UNDONE_TITLE: "custom_title",
    Kind.UNDONE_TAG: "tags",
}


@dataclass
class Verdict:
    """What was found; each list should be empty.

    Attributes:
        edits: how many committed edits and imports were looked at.
        lost: edits that are nowhere.
        twice: files that are there more than once, and objects without a row.
        trampled: cells that a device changed although its user never touched them.
        diverged: rows that differ between a library and the server.
        unsettled: libraries in which something still waits.
        hits: what the killed devices were at, and how often.
    """

    edits: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    trampled: list[str] = field(default_factory=list)
    diverged: list[str] = field(default_factory=list)
    unsettled: list[str] = field(default_factory=list)
    hits: dict[str, int] = field(default_factory=dict)

    @property
    def is_clean(self) -> bool:
        """Whether everything holds."""
        return not (self.lost or self.twice or self.trampled or self.diverged or self.unsettled)


def judge(
    stack: Stack,
    user_id: str,
    catalogs: Sequence[Path],
    ledgers: Sequence[Sequence[Entry]],
    left: Sequence[tuple[int, int]],
) -> Verdict:
    """Compare the server with both libraries and with what was written down.

    `left` is for each device how many entries wait, and how many are blocked.
    """
    verdict = Verdict()
    audit = stack.sql("SELECT * FROM public.audit ORDER BY seq")
    rows = {
        str(row["id"]): row
        for row in stack.sql(
            "SELECT *, xmin::text AS version FROM public.user_library WHERE user_id = %s", [user_id]
        )
    }
    deleted = {str(line["id"]) for line in audit if line["what"] == "DELETE"}
    written: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for line in audit:
        if line["column_name"]:
            written[str(line["id"]), line["column_name"]].append(line["value"] or "")
    for number, (waiting, _blocked) in enumerate(left):
        if waiting:
            verdict.unsettled.append(f"device {number}: {waiting} wait")
    names = Counter(
        row["name"]
        for row in stack.sql(
            "SELECT name FROM public.user_collections WHERE user_id = %s", [user_id]
        )
    )
    prompts = Counter(row["original_prompt"] for row in rows.values())
    prompts_ever = {line["value"] for line in audit if line["column_name"] == "original_prompt"}
    for ledger, catalog in zip(ledgers, catalogs, strict=True):
        _check_edits(verdict, ledger, written, deleted)
        _check_undone(verdict, ledger, rows)
        _check_discarded(verdict, ledger, rows.keys() - deleted - _answered(catalog))
        # What was discarded before it was ever sent is on no server.
        gone = {entry.value for entry in ledger if entry.kind is Kind.DISCARDED}
        _check_made(verdict, ledger, Kind.IMPORT, prompts, prompts_ever | gone)
        _check_made(verdict, ledger, Kind.COLLECTION, names, set())
    touched = {
        (entry.asset_id, _COLUMN_OF[entry.kind])
        for ledger in ledgers
        for entry in ledger
        if entry.kind in _COLUMN_OF
    }
    for line in audit:
        cell = (str(line["id"]), line["column_name"])
        if line["is_ours"] and line["what"] == "UPDATE" and cell not in touched:
            verdict.trampled.append(f"{cell}: {line['value']}")
    _check_objects(verdict, stack, user_id, rows)
    for number, catalog in enumerate(catalogs):
        _check_same(verdict, f"device {number}", catalog, rows)
    return verdict


def _check_edits(
    verdict: Verdict,
    ledger: Sequence[Entry],
    written: dict[tuple[str, str], list[str]],
    deleted: set[str],
) -> None:
    """Each title and tag has been on the server, or was given up for a later one, or deleted."""
    last_titles: dict[str, str] = {}
    for entry in ledger:
        if entry.kind in {Kind.TITLE, Kind.UNDONE_TITLE}:
            last_titles[entry.asset_id] = entry.value
    discarded = {entry.asset_id for entry in ledger if entry.kind is Kind.DISCARDED}
    for entry in ledger:
        if not entry.is_done or entry.kind not in {Kind.TITLE, Kind.TAG}:
            continue
        verdict.edits += 1
        values = written[entry.asset_id, _COLUMN_OF[entry.kind]]
        is_there = any(entry.value in value for value in values)
        is_superseded = entry.kind is Kind.TITLE and last_titles[entry.asset_id] != entry.value
        if not (is_there or is_superseded or entry.asset_id in deleted | discarded):
            verdict.lost.append(f"{entry.kind} {entry.value} of {entry.asset_id}")


def _check_undone(
    verdict: Verdict, ledger: Iterable[Entry], rows: dict[str, dict[str, object]]
) -> None:
    """What was undone is not there."""
    for entry in ledger:
        if entry.is_done and entry.kind in {Kind.UNDONE_TITLE, Kind.UNDONE_TAG}:
            verdict.edits += 1
            row = rows.get(entry.asset_id, {})
            if entry.value in str(row.get(_COLUMN_OF[entry.kind])):
                verdict.lost.append(f"the undoing of {entry.value} of {entry.asset_id}")


def _check_discarded(verdict: Verdict, ledger: Iterable[Entry], there: set[str]) -> None:
    """What was removed for good has gone, or came back with a word since somebody edited it."""
    for entry in ledger:
        if entry.is_done and entry.kind is Kind.DISCARDED:
            verdict.edits += 1
            if entry.asset_id in there:
                verdict.lost.append(f"the removal of {entry.asset_id}")


def _check_made(
    verdict: Verdict, ledger: Iterable[Entry], kind: Kind, there: Counter[str], ever: set[str]
) -> None:
    """What was made is there once, unless it was there and somebody has removed it."""
    for entry in ledger:
        if entry.kind is not kind:
            continue
        if entry.is_done:
            verdict.edits += 1
            if not there[entry.value] and entry.value not in ever:
                verdict.lost.append(f"{kind} {entry.value}")
        if there[entry.value] > 1:
            verdict.twice.append(f"{kind} {entry.value}: {there[entry.value]} rows")


def _answered(catalog: Path) -> set[str]:
    """Return the assets about whose being there at all both sides differ."""
    with closing(sqlite3.connect(catalog)) as connection:
        found = connection.execute("SELECT id FROM conflict WHERE column_name = ''")
        return {str(line[0]) for line in found}


def _check_objects(
    verdict: Verdict, stack: Stack, user_id: str, rows: dict[str, dict[str, object]]
) -> None:
    """Each imported file has its object and thumbnail, and no object is nobody's."""
    wanted = Counter[str]()
    for row in rows.values():
        if str(row["original_prompt"]).startswith("file "):
            wanted.update([str(row["storage_path"]), str(row["thumbnail_path"])])
    objects = {
        line["name"]
        for line in stack.sql(
            "SELECT name FROM storage.objects WHERE name LIKE %s", [f"{user_id}/%"]
        )
    }
    verdict.lost += [f"object {name}" for name in wanted if name not in objects]
    verdict.twice += [f"object {name} is nobody's" for name in objects if name not in wanted]
    verdict.twice += [f"object {name} is shared" for name, count in wanted.items() if count > 1]


def _check_same(
    verdict: Verdict, name: str, catalog: Path, rows: dict[str, dict[str, object]]
) -> None:
    """The library holds what the server holds, but for rows that wait for the user's word."""
    with closing(sqlite3.connect(catalog)) as connection:
        connection.row_factory = sqlite3.Row
        local = {line["id"]: line for line in connection.execute("SELECT * FROM asset")}
        held = {
            line["id"]
            for line in connection.execute("SELECT id FROM conflict WHERE column_name = ''")
        }
    for asset_id in local.keys() ^ rows.keys():
        if asset_id not in held:
            where = "here alone" if asset_id in local else "on the server alone"
            verdict.diverged.append(f"{name}: {asset_id} is {where}")
    for asset_id in local.keys() & rows.keys():
        ours, theirs = local[asset_id], rows[asset_id]
        mine = {
            **{column: ours[column] for column in _COLUMNS},
            "tags": json.loads(ours["tags"] or "null"),
            "is_favorite": bool(ours["is_favorite"]),
            "version": ours["version"],
        }
        for column, value in mine.items():
            there = theirs[column]
            if value != (str(there) if isinstance(there, UUID) else there):
                verdict.diverged.append(
                    f"{name}: {asset_id} {column}: {value!r} here, {there!r} there"
                )
