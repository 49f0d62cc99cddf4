"""Instants as PostgreSQL writes them, and clocks of machines that may be wrong."""

import asyncio
from datetime import UTC, datetime, timedelta

FIRST_MOMENT_US = 1_756_548_000_000_000
"""2025-08-30T10:00:00Z: when every simulated world begins."""
SECOND_US = 1_000_000
YEAR_US = 365 * 86_400 * SECOND_US

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def timestamp(instant_us: int) -> str:
    """Return the instant as PostgREST does: without the zeros at the end of the fraction."""
    text = (_EPOCH + timedelta(microseconds=instant_us)).isoformat()
    head, plus, zone = text.partition("+")
    return (head.rstrip("0") if "." in head else head) + plus + zone


def instant_us(text: str) -> int:
    """Return the instant in a server's text."""
    return (datetime.fromisoformat(text) - _EPOCH) // timedelta(microseconds=1)


class MachineClock:
    """The clock of one machine: runs with the loop, and may be set to anything."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self.offset_us = 0

    def now_us(self) -> int:
        """Return microseconds since 1970 in UTC, as this machine believes."""
        return FIRST_MOMENT_US + self.offset_us + int(self._loop.time() * SECOND_US)
