import io
import json
import sys
from typing import TYPE_CHECKING

import pytest

from desktop_app.cli import terminal

if TYPE_CHECKING:
    from desktop_app.domain.entities import Json


class Screen(io.StringIO):
    """A terminal somebody looks at."""

    def isatty(self) -> bool:
        return True


class Watch:
    """Tells the time it is told."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def test_on_a_terminal_one_line_goes_on_and_goes_away() -> None:
    screen = Screen()
    line = terminal.ProgressLine(screen)
    line.show("1 of 2")
    line.show("2 of 2")
    line.clear()
    assert screen.getvalue().split("\r\x1b[K") == ["", "1 of 2", "2 of 2", ""]


def test_a_line_never_shown_is_not_cleared() -> None:
    screen = Screen()
    terminal.ProgressLine(screen).clear()
    assert screen.getvalue() == ""


def test_where_nobody_looks_there_is_a_line_now_and_then() -> None:
    stream, watch = io.StringIO(), Watch()
    line = terminal.ProgressLine(stream, clock=watch)
    for second in range(5):
        watch.now_s = float(second)
        line.show(f"{second} of 5")
    line.clear()
    assert stream.getvalue().splitlines() == ["0 of 5", "2 of 5", "4 of 5"]


def test_news_is_told_at_once_where_nobody_looks() -> None:
    stream = io.StringIO()
    line = terminal.ProgressLine(stream, clock=Watch())
    line.show("connecting")
    line.show("stopped", is_news=True)
    line.show("connecting")
    assert stream.getvalue().splitlines() == ["connecting", "stopped"]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_an_array_is_json_however_long(count: int, capsys: pytest.CaptureFixture[str]) -> None:
    rows: list[dict[str, Json]] = [{"n": number, "text": 'a "fox"\n狐'} for number in range(count)]
    terminal.write_json_array(rows)
    assert json.loads(capsys.readouterr().out) == rows


def test_a_table_holds_no_steering_characters(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.write_table([("a\tb\n", "\x1b[2Jc")])
    assert capsys.readouterr().out == "a b\t[2Jc\n"


def test_cells_of_csv(capsys: pytest.CaptureFixture[str]) -> None:
    row: dict[str, Json] = {"a": None, "b": True, "c": 1.5, "d": ["x", "y"], "e": 'say "hi", fox'}
    terminal.write_csv(list(row), [row])
    assert capsys.readouterr().out.splitlines() == [
        "a,b,c,d,e",
        ',true,1.5,"[""x"", ""y""]","say ""hi"", fox"',
    ]


def test_a_character_that_cannot_be_written_stops_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    terminal.use_utf8()
    terminal.write("狐 \udcff")
    sys.stdout.flush()
    assert raw.getvalue() == "狐 \\udcff\n".encode()
