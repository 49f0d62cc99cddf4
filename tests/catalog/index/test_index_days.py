"""Local days of instants, around every change of the clocks and at the ends of the calendar."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.catalog.index_days import (
    LocalDays,
    SystemZone,
    month_name,
    month_number,
    months_of,
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ZONES = [
    ZoneInfo(name)
    for name in ("UTC", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "America/Sao_Paulo")
]
INSTANTS = st.integers(-2_000_000_000, 4_000_000_000).map(lambda seconds: seconds * 1_000_000 + 7)


@given(st.lists(INSTANTS, max_size=20), st.sampled_from(ZONES))
def test_days_are_those_of_the_calendar(instants_us: list[int], zone: tzinfo) -> None:
    days = LocalDays(zone).days(np.array(instants_us, np.int64))
    expected = [
        (EPOCH + timedelta(microseconds=us)).astimezone(zone).toordinal() for us in instants_us
    ]
    assert days.tolist() == expected


def test_a_day_begins_at_midnight_when_the_clocks_change() -> None:
    zone = ZoneInfo("America/New_York")
    for day in (date(2025, 3, 9), date(2025, 11, 2)):
        midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
        next_midnight = midnight + timedelta(days=1)
        edges_us = [
            (edge - EPOCH) // timedelta(microseconds=1) for edge in (midnight, next_midnight)
        ]
        instants_us = np.array([edges_us[0] - 1, edges_us[0], edges_us[1] - 1, edges_us[1]])
        ordinal = day.toordinal()
        assert LocalDays(zone).days(instants_us).tolist() == [
            ordinal - 1,
            ordinal,
            ordinal,
            ordinal + 1,
        ]


def test_instants_beyond_the_calendar_have_some_day() -> None:
    ends = np.array([-(2**62), 2**62], np.int64)
    for zone in (*ZONES, SystemZone()):
        first, last = LocalDays(zone).days(ends).tolist()
        assert date.fromordinal(first) < date(3, 1, 1)
        assert date.fromordinal(last) > date(9998, 1, 1)


@given(INSTANTS)
def test_the_systems_zone_agrees_with_the_system(instant_us: int) -> None:
    moment = EPOCH + timedelta(microseconds=instant_us)
    zone = SystemZone()
    local = moment.astimezone(zone)
    assert local.replace(tzinfo=None) == moment.astimezone().replace(tzinfo=None)
    assert local.utcoffset() == moment.astimezone().utcoffset()


def test_the_systems_zone_does_not_fail_at_the_ends_of_time() -> None:
    zone = SystemZone()
    assert zone.utcoffset(None) == timedelta(0)
    assert zone.dst(None) is None
    assert zone.tzname(EPOCH).startswith("UTC")
    for end in (datetime.min, datetime.max):  # noqa: DTZ901 - the ends are what is tried
        assert abs(zone.utcoffset(end)) <= timedelta(days=1)
        assert zone.fromutc(end.replace(tzinfo=zone)).tzinfo is not None


def test_months_have_names() -> None:
    days = np.array([date(2024, 12, 31).toordinal(), date(2025, 1, 1).toordinal()], np.int32)
    assert [month_name(month) for month in months_of(days).tolist()] == ["2024-12", "2025-01"]


@pytest.mark.parametrize("name", ["0001-01", "2025-08", "9998-12"])
def test_a_months_name_leads_back_to_it(name: str) -> None:
    number = month_number(name)
    assert number is not None
    assert month_name(number) == name


@pytest.mark.parametrize("name", ["", "2025", "2025-13", "2025-00", "x-y", "²-1"])
def test_other_names_are_no_months(name: str) -> None:
    assert month_number(name) is None
