"""``lightbox search``, ``export`` and ``stats``: reading from a library."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path

from desktop_app.cli import terminal
from desktop_app.cli.exit_codes import ExitCode
from desktop_app.cli.importing import interruptible
from desktop_app.cli.opening import open_existing
from desktop_app.cli.sentences import sentence, visible
from desktop_app.domain.entities import Asset, AssetRow, CollectionId, Json
from desktop_app.domain.query import AssetQuery, QueryProblem
from desktop_app.exporting.exporter import Exporter, ExportProgress
from desktop_app.exporting.rows import COLUMNS, documented_row
from desktop_app.session import Library

_PAGE = 500
_LOCAL_COLUMNS = ("collection", "file")
"""What follows the documented columns: the collection's name, and where the original lies."""


class OutputForm(StrEnum):
    """How found assets are written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def search(folder: Path, query: str, form: OutputForm, limit: int | None) -> int:
    """Write the assets that a query finds in the library in `folder`."""
    with open_existing(folder) as library:
        rows = _find(library, query)
        if rows is None:
            return ExitCode.NOT_UNDERSTOOD
        assets = _assets(library, rows[:limit])
        if form is OutputForm.TABLE:
            terminal.write_table(_line(asset) for asset in assets)
            return ExitCode.DONE
        names = {collection.id: collection.name for collection in library.catalog.collections()}
        told = (_row(library, asset, names) for asset in assets)
        if form is OutputForm.JSON:
            terminal.write_json_array(told)
        else:
            terminal.write_csv((*COLUMNS, *_LOCAL_COLUMNS), told)
    return ExitCode.DONE


def export(folder: Path, query: str, target: Path, *, is_with_rows: bool) -> int:
    """Copy the originals that a query finds into `target`."""
    line = terminal.ProgressLine()

    def show(progress: ExportProgress) -> None:
        line.show(f"{progress.done} of {progress.total}")

    with open_existing(folder) as library, interruptible() as token:
        rows = _find(library, query)
        if rows is None:
            return ExitCode.NOT_UNDERSTOOD
        exporter = Exporter(target, library.original_path, is_with_rows=is_with_rows)
        result = exporter.run(_assets(library, rows), len(rows), token=token, progress=show)
    line.clear()
    for problem in result.problems:
        told = sentence(problem.code, problem.params)
        terminal.tell(f"{visible(problem.name)} ({problem.asset_id}): {told}")
    terminal.write_table(
        [("exported", str(result.exported)), ("problems", str(len(result.problems)))]
    )
    if result.is_cancelled:
        return ExitCode.INTERRUPTED
    return ExitCode.SOME_FAILED if result.problems else ExitCode.DONE


def stats(folder: Path, *, is_json: bool) -> int:
    """Write count, total size and average size of each type of asset."""
    with open_existing(folder) as library:
        found = library.catalog.statistics_by_type()
    if is_json:
        terminal.write_json(
            [
                {
                    "asset_type": one.asset_type,
                    "total_assets": one.total_assets,
                    "total_size_bytes": one.total_size_bytes,
                    "avg_file_size": one.avg_file_size_bytes,
                }
                for one in found
            ]
        )
        return ExitCode.DONE
    terminal.write_table(
        [
            ("type", "assets", "bytes", "average"),
            *(
                (
                    one.asset_type,
                    str(one.total_assets),
                    str(one.total_size_bytes),
                    f"{one.avg_file_size_bytes:.0f}",
                )
                for one in found
            ),
        ]
    )
    return ExitCode.DONE


def _find(library: Library, query: str) -> Sequence[AssetRow] | None:
    """Return the rows that a query finds, or None after telling what is wrong with it.

    A script must not get more than it asked for because a part was not understood.
    """
    result = library.searcher.search(AssetQuery(text=query)).result()
    for problem in result.problems:
        _point_at(query, problem)
    return None if result.problems else result.rows


def _point_at(query: str, problem: QueryProblem) -> None:
    marks = "^" * max(1, problem.end - problem.start)
    terminal.tell(f"lightbox: {sentence(problem.code, problem.params)}")
    terminal.tell(f"  {''.join(c if c.isprintable() else ' ' for c in query)}")
    terminal.tell(f"  {' ' * problem.start}{marks}")


def _assets(library: Library, rows: Sequence[AssetRow]) -> Iterator[Asset]:
    for start in range(0, len(rows), _PAGE):
        yield from library.catalog.assets([int(row) for row in rows[start : start + _PAGE]])


def _line(asset: Asset) -> tuple[str, ...]:
    size = f"{asset.width_px}x{asset.height_px}" if asset.width_px and asset.height_px else "?"
    name = asset.custom_title or asset.file_name or asset.original_prompt
    return asset.id, asset.created_at[:10], asset.mime_type, size, name


def _row(library: Library, asset: Asset, names: Mapping[CollectionId, str]) -> dict[str, Json]:
    original = library.original_path(asset)
    collection = None if asset.collection_id is None else names.get(asset.collection_id)
    return {
        **documented_row(asset),
        "collection": collection,
        "file": None if original is None else str(original),
    }
