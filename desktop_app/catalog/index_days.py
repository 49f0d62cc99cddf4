"""Which local day an instant falls on, for a million instants at once.

Midnights are asked of the zone once for each day that occurs, so that changes of the clocks are
where they belong; everything else is a search among those midnights.
"""

from datetime import UTC, date, datetime, timedelta, tzinfo

import numpy as np
import numpy.typing as npt

DAY_US = 86_400_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = _EPOCH.toordinal()
_FIRST_DAY = date(2, 1, 1).toordinal()
_LAST_DAY = date(9998, 12, 31).toordinal()

Days = npt.NDArray[np.int32]
"""Proleptic ordinals, as `datetime.date.toordinal` counts them."""


class SystemZone(tzinfo):
    """The zone this machine is set to, with its changes of the clocks through the years."""

    def utcoffset(self, moment: datetime | None, /) -> timedelta:
        """Return how far local time is ahead of UTC at this local moment."""
        if moment is None:
            return timedelta(0)
        try:
            offset = moment.replace(tzinfo=None).astimezone().utcoffset()
        except (OverflowError, OSError, ValueError):
            # Beyond what the system's own calendar reaches.
            return timedelta(0)
        return offset or timedelta(0)

    def dst(self, _moment: datetime | None, /) -> timedelta | None:
        """Return None: the offset alone is known."""
        return None

    def tzname(self, moment: datetime | None, /) -> str:
        """Return the offset as the zone's name."""
        return f"UTC{self.utcoffset(moment)}"

    def fromutc(self, moment: datetime, /) -> datetime:
        """Return the local time of a moment given in UTC."""
        try:
            local = moment.replace(tzinfo=UTC).astimezone()
        except (OverflowError, OSError, ValueError):
            return moment
        return local.replace(tzinfo=self)


class LocalDays:
    """The calendar of one zone, which remembers the midnights it was asked for."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._midnights_us: dict[int, int] = {}

    def days(self, instants_us: npt.NDArray[np.int64]) -> Days:
        """Return the local day of each instant (microseconds UTC)."""
        utc_days = np.floor_divide(instants_us, DAY_US) + _EPOCH_DAY
        present = np.unique(utc_days)
        # No zone is further from UTC than a day.
        near = np.unique(np.concatenate([present - 1, present, present + 1, present + 2]))
        near = np.unique(np.clip(near, _FIRST_DAY, _LAST_DAY))
        midnights_us = np.array([self._midnight_us(day) for day in near.tolist()], np.int64)
        found = np.searchsorted(midnights_us, instants_us, side="right") - 1
        return near[np.maximum(found, 0)].astype(np.int32)

    def _midnight_us(self, day: int) -> int:
        known = self._midnights_us.get(day)
        if known is None:
            midnight = datetime.fromordinal(day).replace(tzinfo=self._zone)
            known = (midnight - _EPOCH) // timedelta(microseconds=1)
            self._midnights_us[day] = known
        return known


def months_of(days: Days) -> npt.NDArray[np.int32]:
    """Return the month of each day, counted from January of the year 0."""
    present, where = np.unique(days, return_inverse=True)
    months = [
        moment.year * 12 + moment.month - 1 for moment in map(date.fromordinal, present.tolist())
    ]
    return np.array(months, np.int32)[where]


def month_name(month: int) -> str:
    """Return ``2025-08`` for a month counted by `months_of`."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def month_number(name: str) -> int | None:
    """Return the month that `month_name` names so; None when it names none."""
    year, _, month = name.partition("-")
    if not (year.isdecimal() and month.isdecimal() and 1 <= int(month) <= 12):
        return None
    return int(year) * 12 + int(month) - 1
