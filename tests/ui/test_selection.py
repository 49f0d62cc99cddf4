"""Selecting as every file manager does, over positions of the shown result."""

from collections.abc import Sequence
from typing import cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from desktop_app.domain.entities import AssetRow
from desktop_app.ui.selection import Selection

pytestmark = pytest.mark.usefixtures("qapp")


def shown(count: int, first: int = 100) -> Sequence[AssetRow]:
    """Rows as the searcher hands them out: an array, used as a sequence."""
    return cast("Sequence[AssetRow]", np.arange(first, first + count, dtype=np.int64))


def test_a_click_selects_one_and_a_range_begins_there() -> None:
    selection = Selection()
    selection.set_result(shown(10))
    selection.select_only(2)
    selection.extend_to(5)
    assert selection.rows() == [102, 103, 104, 105]
    selection.extend_to(1)
    assert selection.rows() == [101, 102]
    assert selection.current == 1


def test_ctrl_click_adds_and_takes_away() -> None:
    selection = Selection()
    selection.set_result(shown(10))
    selection.select_only(2)
    selection.toggle(7)
    selection.toggle(2)
    assert selection.rows() == [107]
    selection.toggle(5)
    selection.extend_to(6, adding=True)
    assert selection.rows() == [105, 106, 107]


def test_everything_of_a_million_is_selected_at_once_and_inverted() -> None:
    selection = Selection()
    selection.set_result(shown(1_000_000))
    selection.select_all()
    assert selection.count == 1_000_000
    selection.toggle(3)
    selection.invert()
    assert selection.rows() == [103]


def test_selected_assets_stay_selected_in_a_new_result(qtbot: QtBot) -> None:
    selection = Selection()
    selection.set_result(shown(10))
    selection.select_only(4)
    selection.toggle(6)
    with qtbot.waitSignal(selection.changed):
        rows = np.array([106, 50, 104, 107], dtype=np.int64)
        selection.set_result(cast("Sequence[AssetRow]", rows))
    assert selection.rows() == [106, 104]
    assert selection.current_row == 106
    assert selection.current == 0


def test_assets_that_are_gone_are_no_longer_selected() -> None:
    selection = Selection()
    selection.set_result(shown(10))
    selection.select_only(4)
    selection.set_result(shown(3, first=500))
    assert selection.count == 0
    assert selection.current == -1
    assert selection.current_row is None


def test_an_empty_result_takes_no_selection() -> None:
    selection = Selection()
    selection.set_result(shown(0))
    selection.select_all()
    selection.extend_to(3)
    selection.toggle(0)
    assert selection.rows() == []


def test_a_rubber_band_adds_to_what_was_selected_before_it() -> None:
    selection = Selection()
    selection.set_result(shown(20))
    selection.select_only(1)
    base = selection.mask
    selection.select_positions([(5, 8), (10, 12)], base)
    selection.select_positions([(5, 7)], base)
    assert selection.rows() == [101, 105, 106]
    selection.select_positions([(0, 2)], None)
    assert selection.rows() == [100, 101]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["only", "toggle", "extend", "add", "all", "invert", "clear"]),
            st.integers(0, 29),
        ),
        max_size=30,
    )
)
def test_the_count_is_always_that_of_the_mask(steps: list[tuple[str, int]]) -> None:
    selection = Selection()
    selection.set_result(shown(30))
    for name, position in steps:
        if name == "only":
            selection.select_only(position)
        elif name == "toggle":
            selection.toggle(position)
        elif name in {"extend", "add"}:
            selection.extend_to(position, adding=name == "add")
        elif name == "all":
            selection.select_all()
        elif name == "invert":
            selection.invert()
        else:
            selection.clear()
        assert selection.count == selection.mask.count(1) == len(selection.rows())
