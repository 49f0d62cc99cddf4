"""``python -m tests.crashes.child FOLDER INBOX SEED``: works on a library until it is killed.

Writes a line of JSON before each thing it begins, ``{"begin": [command, …]}``, and one when the
library has said that it is done, ``{"done": …}``. ``python -m tests.crashes.child FOLDER --migrate
MIGRATIONS`` opens a library that has to be migrated first.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

from desktop_app.catalog import opening
from desktop_app.catalog.catalog import Catalog
from desktop_app.domain.changes import Column, ImportProgress, Origin, TagDelta
from desktop_app.domain.ports import CancelToken
from desktop_app.session import Library
from tests.crashes.made import BASE_ROWS, LATER_REVISION

_COMMANDS = 60
_TAGS = ("sea", "sun", "fog", "Dune", "new one", "[odd]", 'quoted "so"', "夕日")
_WEIGHTS = {
    "tags": 6, "title": 3, "favorite": 2, "rename": 1, "delete": 1, "trash": 2, "restore": 1,
    "empty": 2, "undo": 5, "redo": 2, "import": 3,
}  # fmt: skip


class Worker:
    """Carries out commands drawn at random, each told before and after."""

    def __init__(self, library: Library, inbox: Path, seed: int) -> None:
        self._library = library
        self._files = sorted(inbox.iterdir())
        self._random = Random(seed)

    def work(self) -> None:
        """Do one thing after the other."""
        kinds, weights = list(_WEIGHTS), list(_WEIGHTS.values())
        for kind in self._random.choices(kinds, weights, k=_COMMANDS):
            command = self._drawn(kind)
            if command is not None:
                tell(begin=command)
                tell(done=self._carry_out(command))

    def _drawn(self, kind: str) -> list[object] | None:
        """Return a command of this kind; None when there is nothing to do."""
        random = self._random
        some = random.sample(_TAGS, 2)
        files = self._files[: random.randint(3, 12)]
        drawn: dict[str, list[object]] = {
            "tags": [self._rows(), some[: random.randint(1, 2)], []],
            "title": [self._rows(), random.choice(("Dune", "夕日の海", "Sea at night"))],
            "favorite": [self._rows(), random.random() < 0.7],
            "rename": [some[:1], some[1]],
            "delete": [some],
            "trash": [random.sample(range(1, BASE_ROWS + 40), 60)],
            "import": [[str(path) for path in files]],
        }
        drawn["restore"] = drawn["trash"]
        if kind == "tags" and random.random() < 0.25:
            drawn["tags"] = [self._rows(), [], some]
        if kind == "import":
            if not files:
                return None
            self._files = self._files[len(files) :]
        return [kind, *drawn.get(kind, [])]

    def _rows(self) -> list[int]:
        if self._random.random() < 0.6:
            return list(range(1, BASE_ROWS + 40))
        return sorted(self._random.sample(range(1, BASE_ROWS + 40), 1_500))

    def _carry_out(self, command: Sequence[Any]) -> list[tuple[int, str]]:
        """Do it; return row and content hash of the assets that were added."""
        catalog, origin = self._library.catalog, Origin.WINDOW
        match command:
            case ["tags", list(rows), list(add), list(remove)]:
                catalog.edit_tags(rows, TagDelta(tuple(add), tuple(remove)), origin=origin)
            case ["title", list(rows), str(title)]:
                catalog.edit(rows, {Column.TITLE: title}, origin=origin)
            case ["favorite", list(rows), bool(is_on)]:
                catalog.edit(rows, {Column.FAVORITE: is_on}, origin=origin)
            case ["rename", list(olds), str(new)]:
                catalog.rename_tags(olds, new, origin=origin)
            case ["delete", list(tags)]:
                catalog.delete_tags(tags, origin=origin)
            case ["import", list(paths)]:
                return self._import([Path(path) for path in paths])
            case ["empty"]:
                self._library.empty_trash(origin=origin)
            case [str(name), *rows]:  # trash, restore, undo, redo
                getattr(catalog, name)(*rows, origin=origin)
        return []

    def _import(self, paths: Sequence[Path]) -> list[tuple[int, str]]:
        added: list[tuple[int, str]] = []
        catalog = self._library.catalog

        def hear(progress: ImportProgress) -> None:
            tell(imported=progress.added)

        unsubscribe = catalog.subscribe(
            lambda changes: added.extend(
                (asset.row, str(asset.content_hash)) for asset in catalog.assets(changes.added)
            )
        )
        self._library.importer.run(paths, token=CancelToken(), progress=hear)
        unsubscribe()
        return added


def tell(**what: object) -> None:
    """Write one line for the parent."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def migrate(folder: Path, migrations: str) -> None:
    """Open a library of an earlier schema."""
    import alembic.command  # noqa: F401 - takes longer than the migration itself

    opening.MIGRATIONS = migrations
    vars(opening)["SCHEMA_REVISION"] = LATER_REVISION
    tell(begin=["migrate"])
    Catalog.open(folder / "catalog.db").close()
    tell(done=[])


def main(arguments: Sequence[str]) -> None:
    """Work as told until killed, or until there is nothing left to do."""
    folder = Path(arguments[0])
    if arguments[1] == "--migrate":
        migrate(folder, arguments[2])
        return
    with Library(folder) as library:
        Worker(library, Path(arguments[1]), int(arguments[2])).work()


if __name__ == "__main__":
    main(sys.argv[1:])
