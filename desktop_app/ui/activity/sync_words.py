"""How sync stands, in words: the status cell, sentences of the panel, counted things."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QDateTime, QObject

from desktop_app.domain.sync import SyncPhase, SyncStatus
from desktop_app.ui.activity.sync_state import SyncState
from desktop_app.ui.sentences import (
    asset_count_text,
    code_sentence,
    counted,
    has_sentence,
    locale,
    number_text,
    problem_count_text,
)

translate = QCoreApplication.translate

StatusLine = tuple[str, str]
"""A colour token for the dot, and the text beside it."""

_NO_LINE = "remote.offline"
_NO_SESSION = "remote.signed_out"


class SyncCounts(QObject):
    """Counted texts of sync. They stand in a class since lupdate finds plurals only by `tr`."""

    def waiting(self, count: int) -> str:
        """Return ``12 waiting``."""
        return counted(self.tr("%1 waiting", "", count), count)

    def conflicts(self, count: int) -> str:
        """Return ``2 conflicts``."""
        return counted(self.tr("%1 conflict(s)", "", count), count)

    def edits(self, count: int) -> str:
        """Return how many entries wait for the server."""
        return counted(self.tr("%1 change(s) waiting for the server", "", count), count)

    def transfers(self, count: int) -> str:
        """Return how many files are on their way."""
        return counted(self.tr("%1 file(s) on the way", "", count), count)

    def more_transfers(self, count: int) -> str:
        """Return how many files are on their way besides those that are listed."""
        return counted(self.tr("and %1 more file(s)", "", count), count)

    def removed(self, count: int) -> str:
        """Return how many assets were removed elsewhere."""
        return counted(self.tr("%1 asset(s) removed elsewhere", "", count), count)

    def keep_mine_for_all(self, count: int) -> str:
        """Return what the button says that settles all conflicts one way."""
        return counted(self.tr("Keep mine for all %1", "", count), count)

    def take_theirs_for_all(self, count: int) -> str:
        """Return what the button says that settles all conflicts the other way."""
        return counted(self.tr("Take theirs for all %1", "", count), count)


def moment_text(instant_us: int) -> str:
    """Return a moment of today as ``10:42``, of another day with the day."""
    moment = QDateTime.fromMSecsSinceEpoch(instant_us // 1000)
    if moment.date() == QDateTime.currentDateTime().date():
        return locale().toString(moment, translate("Sync", "HH:mm"))
    return locale().toString(moment, translate("Sync", "d MMM, HH:mm"))


def status_line(state: SyncState) -> StatusLine:
    """Return what the status bar says: the most pressing thing, and what waits beside it."""
    status = state.status
    line = _PHASES.get(status.phase)
    if line is not None:
        return line(state)
    contents = state.contents
    # What rests of an asset that is gone there and was edited here is a conflict, no problem.
    problems = len(contents.problems) or (0 if contents.conflicts else status.blocked)
    if problems:
        return "warn", problem_count_text(problems)
    if contents.conflicts:
        return "warn", SyncCounts().conflicts(len(contents.conflicts))
    if status.waiting:
        return "accent", _metered(SyncCounts().waiting(status.waiting), status)
    if status.synced_at_us is None:
        return "ok", translate("Sync", "Up to date")
    moment = moment_text(status.synced_at_us)
    return "ok", translate("Sync", "Up to date {time}").replace("{time}", moment)


def status_sentence(state: SyncState) -> str:
    """Return the sentence under the panel's heading; "" when the heading says it all."""
    status = state.status
    if status.phase is SyncPhase.STOPPED:
        return _with_retry(_reason(status), status)
    if status.phase is SyncPhase.OFFLINE:
        return _with_retry(_offline_sentence(status), status)
    if status.phase is SyncPhase.SIGNED_OUT:
        return _signed_out_sentence(status)
    if status.phase is SyncPhase.PAUSED:
        return translate("Sync", "Nothing is sent or fetched until you resume.")
    if status.phase is SyncPhase.ASKING:
        return asked_text(status.asked_removals, state.contents.asset_count)
    return _reason(status) or _loading_sentence(status)


def last_synced_text(status: SyncStatus) -> str:
    """Return when all was up to date last."""
    if status.synced_at_us is None:
        return translate("Sync", "Not yet up to date")
    text = translate("Sync", "Last up to date {time}")
    return text.replace("{time}", moment_text(status.synced_at_us))


def asked_text(gone: int, total: int) -> str:
    """Return what the question about removals tells; a total of 0 is not known."""
    if not total:
        text = translate("Sync", "{assets} are no longer on the server.")
        return text.replace("{assets}", asset_count_text(gone))
    text = translate("Sync", "{gone} of your {total} assets are no longer on the server.")
    return text.replace("{gone}", number_text(gone)).replace("{total}", number_text(total))


def _offline_sentence(status: SyncStatus) -> str:
    """Return why there is no line, where the user may do something about it."""
    reason = "" if status.error == _NO_LINE else _reason(status)
    return reason or translate(
        "Sync", "Everything works on. What you change is kept and sent when there is a line."
    )


def _signed_out_sentence(status: SyncStatus) -> str:
    text = translate("Sync", "Sign in again to go on. What you changed is kept until then.")
    if status.error == _NO_SESSION or not has_sentence(status.error):
        return text
    title, _its_text = code_sentence(status.error, {})
    return f"{title}. {text}"


def _reason(status: SyncStatus) -> str:
    """Return what keeps sync from going on; "" when nothing does, or there are no words for it."""
    if not has_sentence(status.error):
        return ""
    title, text = code_sentence(status.error, {})
    return f"{title}. {text}".strip()


def _with_retry(text: str, status: SyncStatus) -> str:
    if status.retry_at_us is None:
        return text
    again = translate("Sync", "Next try at {time}.")
    return f"{text} {again.replace('{time}', moment_text(status.retry_at_us))}".strip()


def _with_waiting(text: str, state: SyncState) -> str:
    # Where no sync runs, only the outbox knows what has come since.
    held = state.contents.waiting
    count = max(state.status.waiting, held.queued + held.in_flight)
    return f"{text} · {SyncCounts().waiting(count)}" if count else text


def _metered(text: str, status: SyncStatus) -> str:
    word = translate("Sync", "metered")
    return f"{text} · {word}" if status.is_metered else text


def _loading_sentence(status: SyncStatus) -> str:
    if status.phase is not SyncPhase.SYNCING or not status.pulled:
        return ""
    return translate("Sync", "What has come can be looked at, searched and edited already.")


def _loading(status: SyncStatus) -> str:
    # What comes in while it is loaded was not counted with the rest.
    if status.total is None or status.total < status.pulled:
        text = translate("Sync", "Fetching your library · {assets}")
        return text.replace("{assets}", asset_count_text(status.pulled))
    text = translate("Sync", "Fetching your library · {done} of {total}")
    text = text.replace("{done}", number_text(status.pulled))
    return text.replace("{total}", number_text(status.total))


def _syncing(state: SyncState) -> StatusLine:
    done, total = state.batch
    status = state.status
    if status.pulled:
        return "accent", _loading(status)
    if not total:
        return "accent", translate("Sync", "Syncing…")
    text = translate("Sync", "Syncing {done} of {total}").replace("{done}", number_text(done))
    return "accent", _metered(text.replace("{total}", number_text(total)), status)


def _paused(state: SyncState) -> StatusLine:
    return "muted", _with_waiting(translate("Sync", "Sync is paused"), state)


def _signed_out(state: SyncState) -> StatusLine:
    return "warn", _with_waiting(translate("Sync", "Signed out"), state)


def _stopped(state: SyncState) -> StatusLine:
    return "warn", _with_waiting(translate("Sync", "Sync has stopped"), state)


def _offline(state: SyncState) -> StatusLine:
    return "muted", _with_waiting(translate("Sync", "Offline"), state)


def _connecting(state: SyncState) -> StatusLine:
    return "muted", _with_waiting(translate("Sync", "Connecting…"), state)


def _asking(_state: SyncState) -> StatusLine:
    return "warn", translate("Sync", "Sync needs your answer")


_PHASES: dict[SyncPhase, Callable[[SyncState], StatusLine]] = {
    SyncPhase.PAUSED: _paused,
    SyncPhase.SIGNED_OUT: _signed_out,
    SyncPhase.STOPPED: _stopped,
    SyncPhase.OFFLINE: _offline,
    SyncPhase.CONNECTING: _connecting,
    SyncPhase.SYNCING: _syncing,
    SyncPhase.ASKING: _asking,
}
