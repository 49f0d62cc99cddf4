"""Instants as integer microseconds since 1970 in UTC, and as PostgreSQL writes them."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def text_of(instant_us: int) -> str:
    """Return the instant as ISO 8601 text in UTC, e.g. ``2025-08-30T10:00:00.250000+00:00``."""
    return (_EPOCH + timedelta(microseconds=instant_us)).isoformat()


def local_day(instant_us: int) -> int:
    """Return the proleptic ordinal of the day on which the instant falls in the system's zone."""
    return (_EPOCH + timedelta(microseconds=instant_us)).astimezone().toordinal()
