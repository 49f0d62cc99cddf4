"""Finding the files under what the user dropped.

What is named itself is taken, hidden or a link. Inside a folder hidden files and folders stay
out, and links are not followed: one that leads out of the folder was not meant, one that stays
inside leads to what is found anyway, and none can make a loop.
"""

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from desktop_app.domain.changes import ImportProblem
from desktop_app.domain.ports import CancelToken


def walk(paths: Sequence[Path], token: CancelToken) -> Iterator[Path | ImportProblem]:
    """Yield every file once, in the order of their names, and a problem for what is not readable.

    Raises:
        Cancelled: through the token.
    """
    seen: set[tuple[int, int]] = set()
    for path in paths:
        token.check()
        try:
            found = path.stat()
        except (OSError, ValueError) as error:
            yield _problem_with(path, error)
            continue
        if not stat.S_ISDIR(found.st_mode):
            if _is_new(found, seen):
                yield path.absolute()
            continue
        yield from _walk_folder(path.absolute(), token, seen)


def problem_of(path: Path, code: str, params: dict[str, str | int] | None = None) -> ImportProblem:
    """Return a problem whose path can be shown, whatever bytes the name is made of."""
    return ImportProblem(shown(path), code, params or {})


def shown(path: Path | str) -> str:
    """Return a path or name as text that every encoding holds."""
    return os.fsencode(path).decode("utf-8", "replace")


def _walk_folder(
    folder: Path, token: CancelToken, seen: set[tuple[int, int]]
) -> Iterator[Path | ImportProblem]:
    waiting = [folder]
    while waiting:
        token.check()
        current = waiting.pop()
        folders: list[Path] = []
        try:
            if not _is_new(current.stat(), seen):  # mounted twice, or dropped twice
                continue
            with os.scandir(current) as entries:
                listed = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            yield _problem_with(current, error)
            continue
        for entry in listed:
            if _is_hidden(entry) or entry.is_symlink():
                continue
            path = Path(entry.path)
            try:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(path)
                elif _is_new(path.stat(), seen):
                    yield path
            except OSError as error:
                yield _problem_with(path, error)
        waiting.extend(reversed(folders))


def _is_new(found: os.stat_result, seen: set[tuple[int, int]]) -> bool:
    """Whether this file or folder was not met before; two names of one file are two files."""
    if not stat.S_ISDIR(found.st_mode) and found.st_nlink > 1:
        return True
    key = (found.st_dev, found.st_ino)
    if key in seen:
        return False
    seen.add(key)
    return True


def _is_hidden(entry: os.DirEntry[str]) -> bool:
    if entry.name.startswith("."):
        return True
    hidden_flag = getattr(stat, "FILE_ATTRIBUTE_HIDDEN", 0)
    attributes = getattr(entry.stat(follow_symlinks=False), "st_file_attributes", 0)
    return bool(attributes & hidden_flag)


def _problem_with(path: Path, error: OSError | ValueError) -> ImportProblem:
    if isinstance(error, FileNotFoundError):
        return problem_of(path, "import.vanished")
    reason = (error.strerror or "") if isinstance(error, OSError) else ""
    return problem_of(path, "import.unreadable", {"reason": reason})
