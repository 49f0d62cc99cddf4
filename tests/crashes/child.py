"""What is done to a library in a process of its own, until it is killed.

Before each thing it begins it tells ``{"begin": [command, …]}`` through a pipe, and
``{"done": …}`` when the library has said that it is done.
"""

from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import Any

import alembic.command  # noqa: F401 - takes longer than the migration itself

from desktop_app.catalog import opening
from desktop_app.catalog.catalog import Catalog
from desktop_app.domain.changes import Column, ImportProgress, Origin, TagDelta
from desktop_app.domain.ports import CancelToken
from desktop_app.session import Library
from tests.crashes.made import BASE_ROWS, LATER_REVISION

Tell = Callable[[dict[str, Any]], None]

_COMMANDS = 60
_PUSHED_AT_ONCE = 40
_TAGS = ("sea", "sun", "fog", "Dune", "new one", "[odd]", 'quoted "so"', "夕日")
_WEIGHTS = {
    "tags": 6, "title": 3, "favorite": 2, "rename": 1, "delete": 1, "trash": 2, "restore": 1,
    "empty": 2, "undo": 5, "redo": 2, "import": 3,
}  # fmt: skip
_PUSHES = 4


class Worker:
    """Carries out commands drawn at random, each told before and after."""

    def __init__(self, library: Library, inbox: Path, random: Random, tell: Tell) -> None:
        self._library = library
        self._files = sorted(inbox.iterdir())
        self._random = random
        self._tell = tell

    def work(self, *, is_pushing: bool) -> None:
        """Do one thing after the other."""
        weights = {**_WEIGHTS, "push": _PUSHES} if is_pushing else _WEIGHTS
        for kind in self._random.choices(list(weights), list(weights.values()), k=_COMMANDS):
            command = self._drawn(kind)
            if command is not None:
                self._tell({"begin": command})
                self._tell({"done": self._carry_out(command)})

    def _drawn(self, kind: str) -> list[Any] | None:
        """Return a command of this kind; None when there is nothing to do."""
        random = self._random
        some = random.sample(_TAGS, 2)
        files = self._files[: random.randint(3, 12)]
        drawn: dict[str, list[Any]] = {
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
            case ["push"]:
                self._push()
            case [str(name), *rows]:  # trash, restore, undo, redo
                getattr(catalog, name)(*rows, origin=origin)
        return []

    def _import(self, paths: Sequence[Path]) -> list[tuple[int, str]]:
        added: list[tuple[int, str]] = []
        catalog = self._library.catalog

        def hear(progress: ImportProgress) -> None:
            self._tell({"imported": progress.added})

        unsubscribe = catalog.subscribe(
            lambda changes: added.extend(
                (asset.row, str(asset.content_hash)) for asset in catalog.assets(changes.added)
            )
        )
        self._library.importer.run(paths, token=CancelToken(), progress=hear)
        unsubscribe()
        return added

    def _push(self) -> None:
        """Play a server that refuses some of what it gets, and has not answered the rest yet."""
        replica = self._library.catalog.replica
        for claimed in replica.claim(_PUSHED_AT_ONCE):
            if self._random.random() < 0.3:
                replica.block(claimed, "push.refused", {"words": "violates check"})


def work(tell: Tell, folder: Path, inbox: Path, seed: int, is_pushing: bool) -> None:  # noqa: FBT001
    """Edit, import, undo, and whatever else a user does."""
    with Library(folder) as library:
        Worker(library, inbox, Random(seed), tell).work(is_pushing=is_pushing)


def upkeep(tell: Tell, folder: Path) -> None:
    """Open the library, and do what it does for itself: sweep, back up, put right."""
    tell({"begin": ["upkeep"]})
    with Library(folder) as library:
        library.upkeep.finish()
    tell({"done": []})


def migrate(tell: Tell, folder: Path, migrations: str) -> None:
    """Open a library of an earlier schema."""
    opening.MIGRATIONS = migrations
    vars(opening)["SCHEMA_REVISION"] = LATER_REVISION
    tell({"begin": ["migrate"]})
    Catalog.open(folder / "catalog.db").close()
    tell({"done": []})


def serve(pipe: Connection, job: Callable[..., None], arguments: Sequence[Any]) -> None:
    """Be the process: do the job and tell of it through the pipe."""
    job(pipe.send, *arguments)
    pipe.close()
