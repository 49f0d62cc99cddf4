"""``lightbox import``: files and folders into the library, until done or interrupted."""

import signal
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from desktop_app.cli import terminal
from desktop_app.cli.exit_codes import ExitCode
from desktop_app.cli.opening import open_or_make
from desktop_app.cli.sentences import sentence, visible
from desktop_app.domain.changes import ImportProgress, Origin
from desktop_app.domain.entities import CollectionId
from desktop_app.domain.ports import CancelToken
from desktop_app.session import Library


def import_files(
    folder: Path,
    paths: Sequence[Path],
    *,
    collection: str | None,
    is_reference: bool,
    is_keeping_duplicates: bool,
) -> int:
    """Import into the library in `folder`, which is made when it is not there.

    The first interrupt ends it after the batch under way; what is in by then stays.
    """
    line = terminal.ProgressLine()

    def show(progress: ImportProgress) -> None:
        line.show(f"{progress.done} of {progress.total}")

    with open_or_make(folder) as library, interruptible() as token:
        collection_id = None if collection is None else _collection(library, collection)
        result = library.importer.run(
            [path.absolute() for path in paths],
            token=token,
            progress=show,
            keep_duplicates=is_keeping_duplicates,
            reference=is_reference,
            collection_id=collection_id,
        )
    line.clear()
    for problem in result.problems:
        terminal.tell(f"{visible(problem.path)}: {sentence(problem.code, problem.params)}")
    terminal.write_table(
        [
            ("added", str(result.added)),
            ("duplicates", str(result.duplicates)),
            ("problems", str(len(result.problems))),
        ]
    )
    if result.is_cancelled:
        return ExitCode.INTERRUPTED
    return ExitCode.SOME_FAILED if result.problems else ExitCode.DONE


@contextmanager
def interruptible() -> Iterator[CancelToken]:
    """Give a token that the first Ctrl+C or request to end cancels; the second ends at once."""
    token = CancelToken()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    def cancel(_number: int, _frame: FrameType | None) -> None:
        token.cancel()
        restore()

    for number in before:
        signal.signal(number, cancel)
    try:
        yield token
    finally:
        restore()


def _collection(library: Library, name: str) -> CollectionId:
    wanted = unicodedata.normalize("NFC", name).strip()
    for collection in library.catalog.collections():
        if unicodedata.normalize("NFC", collection.name).strip() == wanted:
            return collection.id
    collection_id, _changes = library.catalog.create_collection(wanted, origin=Origin.COMMAND_LINE)
    return collection_id
