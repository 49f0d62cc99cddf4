"""Copies originals out of the library, each with its metadata beside it.

The copy is the original, byte for byte, so it keeps the metadata its generator wrote. What the
user added goes into ``name.ext.xmp``, and when asked the whole row into ``name.ext.json``, which
an import reads again. Nothing that is already in the folder is ever replaced.
"""

import errno
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from desktop_app.domain.entities import Asset, AssetId, Json
from desktop_app.domain.errors import Cancelled, ErrorKind, MediaError
from desktop_app.domain.ports import CancelToken
from desktop_app.exporting.file_names import file_stem
from desktop_app.exporting.rows import documented_row
from desktop_app.exporting.xmp import xmp_of
from desktop_app.media.sources import open_regular, reading_errors

_CHUNK_BYTES = 1024 * 1024
_UNFINISHED = ".part"
_FULL_DISK = frozenset({errno.ENOSPC, errno.EDQUOT})


@dataclass(frozen=True, slots=True)
class ExportProblem:
    """One asset that did not get out, and why, as an error code with parameters."""

    asset_id: AssetId
    name: str
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ExportProgress:
    """How far an export is; told after each asset and at the end."""

    done: int
    total: int
    exported: int
    problems: tuple[ExportProblem, ...] = ()
    is_cancelled: bool = False


class Exporter:
    """Writes assets into one folder.

    Attributes:
        folder: where to; made, with the folders above it, when it is not there.
        is_with_rows: write each asset's row as JSON, too.
    """

    def __init__(
        self,
        folder: Path,
        original_path: Callable[[Asset], Path | None],
        *,
        fetch: Callable[[Asset, CancelToken], Path | None] | None = None,
        is_with_rows: bool = False,
    ) -> None:
        """Prepare to write.

        Args:
            folder: where to.
            original_path: tells where an asset's file is, None for nowhere.
            fetch: has a file brought that is nowhere, None when it cannot be had.
            is_with_rows: write each asset's row as JSON, too.
        """
        self.folder = folder
        self.is_with_rows = is_with_rows
        self._original_path = original_path
        self._fetch = fetch

    def run(
        self,
        assets: Iterable[Asset],
        total: int,
        *,
        token: CancelToken,
        progress: Callable[[ExportProgress], None],
    ) -> ExportProgress:
        """Export the assets; what fails for one of them is told and the others go on.

        Raises:
            MediaError: ``export.no_folder`` (it cannot be made or written to),
                ``export.disk_full``.
        """
        with _writing_errors("export.no_folder"):
            self.folder.mkdir(parents=True, exist_ok=True)
        state = ExportProgress(0, total, 0)
        for asset in assets:
            problem = None
            try:
                token.check()
                self._export(asset, token)
            except Cancelled:
                return ExportProgress(
                    state.done, total, state.exported, state.problems, is_cancelled=True
                )
            except MediaError as error:
                if error.code == "export.disk_full":
                    raise
                problem = ExportProblem(asset.id, file_stem(asset), error.code, error.params)
            state = ExportProgress(
                state.done + 1,
                total,
                state.exported + (problem is None),
                state.problems if problem is None else (*state.problems, problem),
            )
            progress(state)
        return state

    def _export(self, asset: Asset, token: CancelToken) -> None:
        original = self._original_path(asset)
        if original is None and self._fetch is not None:
            original = self._fetch(asset, token)
        if original is None:
            raise MediaError("export.not_here")
        with open_regular(original) as source:
            modified_at_ns = os.fstat(source.fileno()).st_mtime_ns
            with self._new_file(asset, original.suffix, modified_at_ns) as (path, copy):
                while True:
                    token.check()
                    with reading_errors():
                        chunk = source.read(_CHUNK_BYTES)
                    if not chunk:
                        break
                    with _writing_errors():
                        copy.write(chunk)
                with _writing_errors():
                    self._write_beside(path, asset)

    def _write_beside(self, path: Path, asset: Asset) -> None:
        _beside(path, ".xmp").write_text(xmp_of(asset), encoding="utf-8")
        if self.is_with_rows:
            _beside(path, ".json").write_text(_as_json(documented_row(asset)), encoding="utf-8")

    @contextmanager
    def _new_file(
        self, asset: Asset, extension: str, modified_at_ns: int
    ) -> Iterator[tuple[Path, BinaryIO]]:
        """Give a file that gets its name, free now, when it and those beside it are complete."""
        path = self._reserve(file_stem(asset), extension)
        unfinished = _beside(path, _UNFINISHED)
        try:
            with _writing_errors():
                file = unfinished.open("wb")
            with file:
                yield path, file
                with _writing_errors():
                    file.flush()
            with _writing_errors():
                os.utime(unfinished, ns=(modified_at_ns, modified_at_ns))
                unfinished.replace(path)
        except BaseException:
            for left in (unfinished, path, _beside(path, ".xmp"), _beside(path, ".json")):
                with suppress(OSError):
                    left.unlink()
            raise

    def _reserve(self, stem: str, extension: str) -> Path:
        """Make an empty file whose name, and the names beside it, nothing has yet."""
        number = 1
        while True:
            name = stem if number == 1 else f"{stem} ({number})"
            path = self.folder / f"{name}{extension}"
            number += 1
            if _beside(path, ".xmp").exists() or _beside(path, ".json").exists():
                continue
            with _writing_errors():
                try:
                    path.touch(exist_ok=False)
                except FileExistsError:
                    continue
                return path


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _as_json(row: Mapping[str, Json]) -> str:
    # A lone surrogate, which a broken file can bring, has no UTF-8: it stays escaped.
    text = json.dumps(row, ensure_ascii=False, indent=1)
    return text.encode("utf-8", "backslashreplace").decode() + "\n"


@contextmanager
def _writing_errors(code: str = "export.not_written") -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL_DISK:
            raise MediaError("export.disk_full", ErrorKind.RETRYABLE) from error
        raise MediaError(code, reason=error.strerror or "") from error
