"""What is kept on this machine, and what would be, in words."""

from PySide6.QtCore import QCoreApplication, QLocale, QObject

from desktop_app.domain.files import SPARE_BYTES, Keeping, KeepingRule
from desktop_app.domain.sync import SyncPhase, SyncStatus
from desktop_app.ui.activity.storage_state import Storage
from desktop_app.ui.sentences import counted, locale, number_text, size_text

translate = QCoreApplication.translate

BYTES_A_GB = 1_000_000_000


class StorageCounts(QObject):
    """Counted texts of storage. They stand in a class since lupdate finds plurals only by `tr`."""

    def here(self, count: int, total: int) -> str:
        """Return how many of all originals are here."""
        text = self.tr("{count} of %1 original(s) on this machine", "", total)
        return counted(text, total).replace("{count}", number_text(count))

    def to_come(self, count: int) -> str:
        """Return how many originals are still to be fetched."""
        return counted(self.tr("%1 more original(s)", "", count), count)

    def nowhere(self, count: int) -> str:
        """Return how many originals can be found neither here nor on the server."""
        return counted(self.tr("%1 original(s) missing", "", count), count)


def budget_text(budget_bytes: int) -> str:
    """Return a budget as ``20 GB``: whole gigabytes have no decimals."""
    if budget_bytes % BYTES_A_GB:
        return size_text(budget_bytes)
    return locale().formattedDataSize(budget_bytes, 0, QLocale.DataSizeFormat.DataSizeSIFormat)


def kept_text(storage: Storage) -> str:
    """Return what is here now: how many originals, of how many, and how large they are."""
    kept, used = storage.kept, storage.used
    text = f"{StorageCounts().here(kept.here, kept.total)}, {size_text(used.originals_bytes)}"
    return f"{text} · {StorageCounts().nowhere(kept.nowhere)}" if kept.nowhere else text


def rule_text(rule: KeepingRule) -> str:
    """Return which originals are kept."""
    if rule.keeping is Keeping.ALL:
        return translate("Storage", "Kept here: all of them, for working offline")
    if rule.keeping is Keeping.BUDGET:
        text = translate("Storage", "Kept here: up to {size}")
        return text.replace("{size}", budget_text(rule.budget_bytes))
    return translate("Storage", "Kept here: what was opened or imported")


def going_on_text(storage: Storage, status: SyncStatus) -> str:
    """Return what is being fetched unasked, or what keeps it from coming; or ""."""
    rule, kept = storage.rule, storage.kept
    is_all = rule.keeping is Keeping.ALL and kept.to_come > 0
    if not is_all and not storage.wanted_bytes(rule):
        return ""
    waiting = _reason_to_wait(status)
    if waiting:
        return waiting
    if storage.room_bytes == 0:
        return translate("Storage", "The rest waits: the disk is nearly full")
    if not is_all:
        return ""
    text = translate("Storage", "Fetching {originals}").replace(
        "{originals}", StorageCounts().to_come(kept.to_come)
    )
    return _with_size(text, kept.to_come_bytes)


def rest_text(storage: Storage) -> str:
    """Return what else takes room, and what the disk has left."""
    used = storage.used
    text = translate("Storage", "Previews and catalog: {size}")
    text = text.replace("{size}", size_text(used.rest_bytes))
    if used.free_bytes is None:
        return text
    free = translate("Storage", "{size} free on the disk")
    return f"{text} · {free.replace('{size}', size_text(used.free_bytes))}"


def shortage_text(storage: Storage, rule: KeepingRule) -> str:
    """Return that the disk has not enough room for a rule; "" when it has."""
    room_bytes = storage.room_bytes
    if room_bytes is None or not storage.is_short_of_room(rule):
        return ""
    text = translate(
        "Storage",
        "Not enough room on this disk: {wanted} are to come, and there is room for {room}. As much"
        " is fetched as fits; {spare} of the disk stay free.",
    )
    for name, size_bytes in (
        ("{wanted}", storage.wanted_bytes(rule)),
        ("{room}", room_bytes),
    ):
        text = text.replace(name, size_text(size_bytes))
    return text.replace("{spare}", budget_text(SPARE_BYTES))


def choice_text(storage: Storage, rule: KeepingRule) -> str:
    """Return what becomes different when a rule is chosen; "" when nothing does at once."""
    kept, used = storage.kept, storage.used
    if rule.keeping is Keeping.ALL:
        if not kept.to_come:
            return translate("Storage", "All that the server has is here already.")
        text = translate("Storage", "To be fetched in the background: {originals}").replace(
            "{originals}", StorageCounts().to_come(kept.to_come)
        )
        return f"{_with_size(text, kept.to_come_bytes)}."
    if rule.keeping is Keeping.BUDGET and used.originals_bytes > rule.budget_bytes:
        text = translate(
            "Storage",
            "There is {size} more than that here: what was not looked at for longest goes first."
            " Only copies go whose original is on the server for certain.",
        )
        return text.replace("{size}", size_text(used.originals_bytes - rule.budget_bytes))
    if rule.keeping is Keeping.ON_DEMAND and storage.rule.keeping is not Keeping.ON_DEMAND:
        return translate("Storage", "What is here now stays here.")
    return ""


def _with_size(text: str, size_bytes: int) -> str:
    if not size_bytes:
        return text
    about = translate("Storage", "about {size}").replace("{size}", size_text(size_bytes))
    return f"{text}, {about}"


def _reason_to_wait(status: SyncStatus) -> str:
    if status.is_metered:
        return translate("Storage", "The rest waits: the connection is metered")
    reasons = {
        SyncPhase.PAUSED: translate("Storage", "The rest waits: sync is paused"),
        SyncPhase.OFFLINE: translate("Storage", "The rest waits: there is no connection"),
        SyncPhase.SIGNED_OUT: translate("Storage", "The rest waits until you sign in"),
        SyncPhase.STOPPED: translate("Storage", "The rest waits: sync has stopped"),
    }
    return reasons.get(status.phase, "")
