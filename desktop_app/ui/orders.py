"""The orders that the sort button offers, with their names."""

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from desktop_app.domain.query import Sort, SortKey

ORDERS = (
    (Sort(SortKey.CREATED), QT_TRANSLATE_NOOP("Orders", "Newest first")),
    (Sort(SortKey.CREATED, is_descending=False), QT_TRANSLATE_NOOP("Orders", "Oldest first")),
    (Sort(SortKey.ADDED), QT_TRANSLATE_NOOP("Orders", "Last added")),
    (Sort(SortKey.UPDATED), QT_TRANSLATE_NOOP("Orders", "Last changed")),
    (Sort(SortKey.TITLE, is_descending=False), QT_TRANSLATE_NOOP("Orders", "Title A to Z")),
    (Sort(SortKey.MODEL, is_descending=False), QT_TRANSLATE_NOOP("Orders", "Model")),
    (Sort(SortKey.SIZE), QT_TRANSLATE_NOOP("Orders", "Largest files")),
    (Sort(SortKey.PIXELS), QT_TRANSLATE_NOOP("Orders", "Most pixels")),
    (Sort(SortKey.DURATION), QT_TRANSLATE_NOOP("Orders", "Longest")),
)


def order_name(sort: Sort) -> str:
    """Return the translated name of an order."""
    for offered, name in ORDERS:
        if offered == sort:
            return QCoreApplication.translate("Orders", name)
    return QCoreApplication.translate("Orders", ORDERS[0][1])
