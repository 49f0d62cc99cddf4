"""Results on standard output, progress and what went wrong on standard error."""

import csv
import io
import json
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TextIO

from desktop_app.cli.sentences import visible
from desktop_app.domain.entities import Json

_LINE_EVERY_S = 2.0
_CLEAR_LINE = "\r\x1b[K"


def use_utf8() -> None:
    """Write UTF-8 wherever output goes to a file or program; never fail over a character."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def tell(text: str) -> None:
    """Say something to the person, not to the script."""
    sys.stderr.write(f"{text}\n")


def write(text: str) -> None:
    """Write one line of the result."""
    sys.stdout.write(f"{text}\n")


def write_json(value: Json) -> None:
    """Write one JSON value, readable."""
    write(json.dumps(value, ensure_ascii=False, indent=2))


def write_json_array(rows: Iterable[Mapping[str, Json]]) -> None:
    """Write a JSON array, an object a line, as the rows come."""
    separator = "["
    for row in rows:
        sys.stdout.write(f"{separator}\n{json.dumps(row, ensure_ascii=False)}")
        separator = ","
    write("[]" if separator == "[" else "\n]")


def write_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Json]]) -> None:
    """Write a table as RFC 4180 has it; lists and objects as JSON, nothing for null."""
    lines = csv.writer(sys.stdout, lineterminator="\r\n")
    lines.writerow(columns)
    for row in rows:
        lines.writerow([_cell(row[column]) for column in columns])


def write_table(rows: Iterable[Sequence[str]]) -> None:
    """Write lines of fields with a tab between them."""
    for row in rows:
        write("\t".join(visible(field) for field in row))


class ProgressLine:
    """One line on standard error that goes on; where nobody looks, a line now and then."""

    def __init__(
        self, stream: TextIO | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._clock = clock
        self._is_terminal = self._stream.isatty()
        self._told_at_s: float | None = None

    def show(self, text: str, *, is_news: bool = False) -> None:
        """Replace the line; what is news is written at once where nobody looks, too."""
        if self._is_terminal:
            self._stream.write(f"{_CLEAR_LINE}{text}")
            self._stream.flush()
            self._told_at_s = self._clock()
        elif is_news or self._is_due:
            self._stream.write(f"{text}\n")
            self._told_at_s = self._clock()

    def clear(self) -> None:
        """Take the line away."""
        if self._is_terminal and self._told_at_s is not None:
            self._stream.write(_CLEAR_LINE)
            self._stream.flush()

    @property
    def _is_due(self) -> bool:
        return self._told_at_s is None or self._clock() - self._told_at_s >= _LINE_EVERY_S


def _cell(value: Json) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return value
