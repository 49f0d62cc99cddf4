"""Days in words, as the system's language writes them."""

from PySide6.QtCore import QCoreApplication, QDate, QLocale

_JULIAN_DAY_OF_ORDINAL_0 = 1_721_425
"""Qt counts Julian days; sections count days of the proleptic Gregorian calendar from year 1."""


def heading_day(day: int) -> str:
    """Return e.g. ``Saturday 30 August 2025`` for a day ordinal."""
    text = QLocale().dateFormat(QLocale.FormatType.LongFormat)
    # Where the weekday comes before the day alone, the design sets no comma between them.
    return QLocale().toString(_date(day), text.replace("dddd, d MMMM", "dddd d MMMM"))


def plain_day(day: int) -> str:
    """Return e.g. ``30 August 2025``: the same without the day of the week."""
    text = QLocale().dateFormat(QLocale.FormatType.LongFormat)
    for weekday in ("dddd, ", "dddd ", ", dddd", " dddd", "dddd"):
        text = text.replace(weekday, "")
    return QLocale().toString(_date(day), text.strip(" ,"))


def short_day(day: int) -> str:
    """Return e.g. ``30/08/2025``, for where there is room for no more."""
    return QLocale().toString(_date(day), QLocale.FormatType.ShortFormat)


def number(value: int) -> str:
    """Return a number with the separators of the system's language."""
    return QLocale().toString(value)


def place_in_result(position: int, count: int) -> str:
    """Return e.g. ``12,345 of 104,512``."""
    text = QCoreApplication.translate("GridView", "%1 of %2")
    return text.replace("%1", number(position + 1)).replace("%2", number(count))


def _date(day: int) -> QDate:
    return QDate.fromJulianDay(day + _JULIAN_DAY_OF_ORDINAL_0)
