"""What an import would do, before it does anything: counts, duplicates, what will not go."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from desktop_app.background import stand_back
from desktop_app.domain.changes import ImportProblem
from desktop_app.domain.entities import AssetRow
from desktop_app.domain.errors import MediaError
from desktop_app.domain.ports import CancelToken
from desktop_app.ingest.walk import problem_of, walk
from desktop_app.media.sources import open_regular, reading_errors, sniff

_CHUNK_BYTES = 1024 * 1024
_HASHING_THREADS = 2
_HASHES_ASKED_AT_ONCE = 500
_BESIDE = frozenset({".txt", ".json"})
"""Files that hold a picture's prompt beside it: read with it, and no problem of their own."""


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file that can come in.

    Attributes:
        path: where it is.
        size_bytes: its size.
        mime_type: what it is, by content.
        content_hash: SHA-256 in hex, or "" when nobody asked yet.
        is_duplicate: the same bytes are in the library, or earlier in this plan.
        is_lost: an asset of the library has lost these bytes, and gets them back.
    """

    path: Path
    size_bytes: int
    mime_type: str
    content_hash: str = ""
    is_duplicate: bool = False
    is_lost: bool = False


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """All that was found under what the user dropped.

    Attributes:
        files: what can come in, duplicates included, in the order it will.
        problems: what will not, and why.
    """

    files: tuple[PlannedFile, ...] = ()
    problems: tuple[ImportProblem, ...] = ()

    @property
    def file_count(self) -> int:
        """How many files can come in, duplicates included."""
        return len(self.files)

    @property
    def total_bytes(self) -> int:
        """Sizes of all files, duplicates included."""
        return sum(file.size_bytes for file in self.files)

    @property
    def duplicate_count(self) -> int:
        """How many of them are in the library already, or twice in the plan."""
        return sum(file.is_duplicate for file in self.files)

    @property
    def lost_count(self) -> int:
        """How many of them bring back an original that was lost."""
        return sum(file.is_lost for file in self.files)


def find_files(paths: Sequence[Path], token: CancelToken) -> ImportPlan:
    """Return what can come in by the first bytes of each file; duplicates are not looked for.

    Raises:
        Cancelled: through the token.
    """
    files: list[PlannedFile] = []
    problems: list[tuple[Path | None, ImportProblem]] = []
    for found in walk(paths, token):
        token.check()
        if isinstance(found, ImportProblem):
            problems.append((None, found))
            continue
        try:
            kind, size_bytes = sniff(found)
        except MediaError as error:
            problems.append((found, problem_of(found, error.code, error.params)))
        else:
            files.append(PlannedFile(found, size_bytes, kind.mime_type))
    owners = {file.path for file in files} | {file.path.with_suffix("") for file in files}
    return ImportPlan(
        tuple(files),
        tuple(
            problem
            for path, problem in problems
            if path is None or path.suffix not in _BESIDE or path.with_suffix("") not in owners
        ),
    )


def mark_duplicates(
    plan: ImportPlan,
    rows_with_hashes: Callable[[Iterable[str]], dict[str, AssetRow]],
    token: CancelToken,
    *,
    lost_hashes: Callable[[Iterable[str]], set[str]] = lambda _hashes: set(),
) -> ImportPlan:
    """Return the plan with every file hashed, and those that are there already marked.

    Args:
        plan: as `find_files` returned it.
        rows_with_hashes: returns which of some hashes are in the library.
        token: calls it off.
        lost_hashes: returns which of some hashes belong to originals that are gone.

    Raises:
        Cancelled: through the token.
    """
    with ThreadPoolExecutor(_HASHING_THREADS, "lightbox-hash", stand_back) as threads:
        hashes = list(threads.map(lambda file: content_hash_of(file.path, token), plan.files))
    token.check()
    known: set[str] = set()
    lost: set[str] = set()
    asked = [content_hash for content_hash in hashes if content_hash]
    for start in range(0, len(asked), _HASHES_ASKED_AT_ONCE):
        some = asked[start : start + _HASHES_ASKED_AT_ONCE]
        known |= rows_with_hashes(some).keys()
        lost |= lost_hashes(some)
    files: list[PlannedFile] = []
    for file, content_hash in zip(plan.files, hashes, strict=True):
        is_lost = content_hash in lost
        files.append(
            replace(
                file,
                content_hash=content_hash,
                is_duplicate=content_hash in known and not is_lost,
                is_lost=is_lost,
            )
        )
        if content_hash:
            known.add(content_hash)
            lost.discard(content_hash)
    return replace(plan, files=tuple(files))


def content_hash_of(path: Path, token: CancelToken | None = None) -> str:
    """Return a file's SHA-256, or "" for one that cannot be read: the import will say why."""
    token = token or CancelToken()
    digest = hashlib.sha256()
    try:
        with open_regular(path) as file, reading_errors():
            while not token.is_cancelled and (chunk := file.read(_CHUNK_BYTES)):
                digest.update(chunk)
    except MediaError:
        return ""
    return digest.hexdigest()
