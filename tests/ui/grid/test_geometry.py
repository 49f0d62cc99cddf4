"""Every tile has its place, no two share one, and each place leads back to its tile."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.ui.grid.geometry import GridGeometry, Spacing

DESIGNED = Spacing(12, 10, 19)


@st.composite
def geometries(draw: st.DrawFn) -> GridGeometry:
    counts = draw(st.lists(st.integers(1, 40), min_size=1, max_size=12))
    starts = [sum(counts[:index]) for index in range(len(counts))]
    return GridGeometry(
        sum(counts),
        draw(st.sampled_from([starts, []])),
        width_px=draw(st.integers(40, 2_000)),
        wished_px=draw(st.integers(16, 600)),
        spacing=Spacing(
            draw(st.integers(0, 30)), draw(st.integers(0, 20)), draw(st.integers(1, 40))
        ),
    )


@given(geometries())
def test_tiles_stay_inside_and_apart(plan: GridGeometry) -> None:
    cells = [plan.cell(position) for position in range(plan.count)]
    for cell in cells:
        assert cell.x >= 0
        assert 0 <= cell.y < cell.y + cell.size <= plan.height_px
    for before, after in pairwise(cells):
        is_next_in_row = after.y == before.y and after.x >= before.x + before.size
        assert is_next_in_row or after.y >= before.y + before.size


@given(geometries(), st.data())
def test_a_point_on_a_tile_leads_back_to_it(plan: GridGeometry, data: st.DataObject) -> None:
    position = data.draw(st.integers(0, plan.count - 1))
    cell = plan.cell(position)
    x = data.draw(st.integers(cell.x, cell.x + cell.size - 1))
    y = data.draw(st.integers(cell.y, cell.y + cell.size - 1))
    assert plan.position_at(x, y) == position
    assert plan.nearest_to(x, y) == position
    assert plan.position_in_row(plan.row_of(position), plan.column_of(position)) == position


@given(geometries(), st.integers(-50, 9_000), st.integers(1, 2_000))
def test_rows_on_the_screen_are_those_that_touch_it(
    plan: GridGeometry, top: int, height: int
) -> None:
    bottom = top + height
    touching = [
        position
        for position in range(plan.count)
        if plan.cell(position).y < bottom and plan.cell(position).y + plan.tile_px > top
    ]
    shown = [p for span in plan.rows_between(top, bottom) for p in range(span.start, span.end)]
    assert shown == touching
    start, end = plan.positions_between(top, bottom)
    assert list(range(start, end)) == touching
    for span in plan.rows_between(top, bottom):
        assert plan.cell(span.start) == (plan.x_of(0), span.y, plan.tile_px)


@given(geometries(), st.tuples(*[st.integers(-20, 2_500)] * 4))
def test_a_rubber_band_takes_what_it_touches(
    plan: GridGeometry, corners: tuple[int, int, int, int]
) -> None:
    left, right = sorted(corners[:2])
    top, bottom = sorted(corners[2:])
    touched = [
        position
        for position in range(plan.count)
        if (cell := plan.cell(position)).x < right
        and cell.x + cell.size > left
        and cell.y < bottom
        and cell.y + cell.size > top
        and left < right
        and top < bottom
    ]
    ranges = plan.ranges_within(left, top, right, bottom)
    assert [p for start, end in ranges for p in range(start, end)] == touched


@given(geometries(), st.integers(-50, 9_000), st.integers(1, 2_000))
def test_headings_stand_above_their_tiles(plan: GridGeometry, top: int, height: int) -> None:
    for section, y in plan.headings_between(top, top + height):
        assert y < top + height
        first = next(p for p in range(plan.count) if plan.section_of(p) == section)
        assert y < plan.cell(first).y
        if first:
            assert y >= plan.cell(first - 1).y + plan.tile_px


def test_the_designed_window_holds_five_columns() -> None:
    plan = GridGeometry(222, [0, 10], width_px=888, wished_px=160, spacing=DESIGNED)
    assert plan.columns == 5
    assert plan.tile_px == 164
    assert plan.cell(0) == (12, 41, 164)
    assert plan.cell(4).x + 164 == 888 - 12


def test_nothing_takes_no_room() -> None:
    plan = GridGeometry(0, [], width_px=888, wished_px=160, spacing=DESIGNED)
    assert plan.height_px == 0
    assert plan.position_at(20, 20) == -1
    assert plan.nearest_to(20, 20) == -1
    assert plan.positions_between(0, 500) == (0, 0)
    assert list(plan.rows_between(0, 500)) == []
    assert list(plan.headings_between(0, 500)) == []
    assert plan.ranges_within(0, 0, 500, 500) == []


def test_tiles_that_are_still_to_come_keep_their_room() -> None:
    listed = GridGeometry(100, [], width_px=888, wished_px=160, spacing=DESIGNED)
    whole = GridGeometry(1_000, [], width_px=888, wished_px=160, spacing=DESIGNED)
    first = GridGeometry(100, [], width_px=888, wished_px=160, spacing=DESIGNED, unlisted=900)
    assert first.height_px == whole.height_px > listed.height_px
    assert first.positions_between(0, 10**6) == (0, 100)


def test_a_million_tiles_in_one_column_lie_beyond_32_bits_without_harm() -> None:
    plan = GridGeometry(
        6_000_000, range(0, 6_000_000, 300), width_px=540, wished_px=512, spacing=DESIGNED
    )
    last = plan.cell(5_999_999)
    assert last.y > 2**31
    assert plan.position_at(last.x, last.y) == 5_999_999
