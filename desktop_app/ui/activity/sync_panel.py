"""The panel behind the status cell: what is on its way, what waits, what needs the user."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QWidget

from desktop_app.domain.sync import SyncPhase
from desktop_app.ui.activity.conflict_card import ConflictCard
from desktop_app.ui.activity.corner_panel import CornerPanel
from desktop_app.ui.activity.storage_part import StoragePart
from desktop_app.ui.activity.sync_panel_parts import (
    LinkLine,
    LoadBar,
    ProblemsPart,
    TransfersPart,
    group_label,
)
from desktop_app.ui.activity.sync_state import SyncState
from desktop_app.ui.activity.sync_words import (
    SyncCounts,
    last_synced_text,
    status_line,
    status_sentence,
)
from desktop_app.ui.small_button import small_button
from desktop_app.ui.theme import Theme


class SyncPanel(CornerPanel):
    """All of what sync says and lets the user do; nothing in it is modal.

    Attributes:
        transfers, card, problems, storage: the sections with buttons of their own.

    Signals:
        sync_requested, pause_toggled: the buttons at the top.
        metered_chosen: whether the line is paid by volume.
        answer_requested: the user wants to be asked about the removals again.
        sign_in_requested: the user wants to sign in again.
        waiting_requested, removed_requested: the user wants to see the places.
    """

    sync_requested = Signal()
    pause_toggled = Signal()
    metered_chosen = Signal(bool)
    answer_requested = Signal()
    sign_in_requested = Signal()
    waiting_requested = Signal()
    removed_requested = Signal()

    def __init__(self, theme: Theme, state: SyncState, window: QWidget) -> None:
        super().__init__(theme, window, self.tr("Sync activity"))
        self._state = state
        self._make_top_buttons()
        self._make_content()
        self._make_foot()
        state.status_changed.connect(self._on_status_changed)
        state.contents_changed.connect(self._on_contents_changed)
        state.transfers_changed.connect(self._on_transfers_changed)
        self.shown_changed.connect(state.watch_transfers)
        self.refresh_look()
        self._on_contents_changed()

    def first_focus(self) -> QWidget:
        """Begin at what is most likely wanted."""
        for part in (self._act, self._sync_now):
            if not part.isHidden():
                return part
        return super().first_focus()

    def refresh_look(self) -> None:
        """Take over lengths and icons."""
        super().refresh_look()
        theme, px = self._theme, self._theme.px
        self._pause.setIcon(theme.icon("play" if self._state.is_paused else "pause", "muted", 14))
        self._sync_now.setIcon(theme.icon("refresh", "muted", 14))
        for button in (self._pause, self._sync_now):
            button.setIconSize(QSize(px(14), px(14)))
        for part in (
            self.transfers,
            self._waiting,
            self.problems,
            self._removed,
            self.card,
            self.storage,
        ):
            part.refresh_look()

    def _make_top_buttons(self) -> None:
        self._sync_now = small_button(self.tr("Sync now"))
        self._sync_now.clicked.connect(self.sync_requested)
        self._pause = small_button(self.tr("Pause sync"))
        self._pause.clicked.connect(self.pause_toggled)
        self.buttons.insertWidget(0, self._sync_now)
        self.buttons.insertWidget(1, self._pause)

    def _make_content(self) -> None:
        theme = self._theme
        self._sentence = QLabel()
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setWordWrap(True)
        self._sentence.setProperty("role", "muted")
        self._loading = LoadBar()
        self._act = QPushButton()
        self._act.setProperty("role", "primary")
        self._act.clicked.connect(self._on_act_clicked)
        self.transfers = TransfersPart(theme)
        self._waiting = LinkLine(theme, self.tr("Show"), self.tr("Show what waits to sync"))
        self._waiting.pressed.connect(self.waiting_requested)
        self._conflicts_heading = group_label()
        self.card = ConflictCard(theme)
        self.problems = ProblemsPart(theme)
        self._removed = LinkLine(theme, self.tr("Show"), self.tr("Show what was removed elsewhere"))
        self._removed.pressed.connect(self.removed_requested)
        self._quiet = QLabel(self.tr("Nothing waits, neither for the server nor for you."))
        self._quiet.setTextFormat(Qt.TextFormat.PlainText)
        self._quiet.setProperty("role", "muted")
        for part in (
            self._sentence,
            self._loading,
            self._act,
            self.transfers,
            self._waiting,
            self._conflicts_heading,
            self.card,
            self.problems,
            self._removed,
            self._quiet,
        ):
            self.content.addWidget(part)
        self.content.addStretch(1)
        self.storage = StoragePart(theme)
        self.content.addWidget(self.storage)

    def _make_foot(self) -> None:
        self._metered = QCheckBox(self.tr("Metered connection: files wait, edits go through"))
        self._metered.clicked.connect(self.metered_chosen)
        self._last = group_label("small")
        for part in (self._metered, self._last):
            self.foot.addWidget(part)

    def _on_status_changed(self) -> None:
        state, status = self._state, self._state.status
        dot, heading = status_line(state)
        self.heading.set_line(heading)
        sentence = status_sentence(state)
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self._loading.show_status(status)
        texts = {
            SyncPhase.ASKING: self.tr("Answer…"),
            SyncPhase.SIGNED_OUT: self.tr("Sign in…"),
            SyncPhase.STOPPED: self.tr("Try again"),
        }
        self._act.setText(texts.get(status.phase, ""))
        self._act.setVisible(status.phase in texts)
        name = self.tr("Resume sync") if state.is_paused else self.tr("Pause sync")
        self._pause.setAccessibleName(name)
        self._pause.setToolTip(name)
        icon = "play" if state.is_paused else "pause"
        self._pause.setIcon(self._theme.icon(icon, "muted", 14))
        # Nothing goes on that could be paused, nor could it be seen to be.
        self._pause.setEnabled(status.phase is not SyncPhase.STOPPED)
        self._sync_now.setEnabled(not state.is_paused)
        self._metered.setChecked(status.is_metered)
        self._last.setText(last_synced_text(status))
        # The heading says it where there is nothing else to say.
        self._last.setVisible(dot != "ok")
        self.storage.show_status(status)
        self._show_waiting()

    def _on_contents_changed(self) -> None:
        contents = self._state.contents
        count = len(contents.conflicts)
        self._conflicts_heading.setText(SyncCounts().conflicts(count))
        self._conflicts_heading.setVisible(count > 0)
        self.card.show_conflicts(contents.conflicts, contents)
        self.problems.show_problems(contents.problems, contents)
        removed = len(contents.recycled)
        self._removed.set_text(SyncCounts().removed(removed) if removed else "")
        self._on_status_changed()

    def _on_transfers_changed(self) -> None:
        self.transfers.show_transfers(self._state.transfers)
        self._show_waiting()

    def _show_waiting(self) -> None:
        state, contents = self._state, self._state.contents
        waiting = contents.waiting
        count = waiting.queued + waiting.in_flight
        self._waiting.set_text(SyncCounts().edits(count) if count else "")
        has_any = count or contents.conflicts or contents.problems or state.transfers
        is_at_rest = state.status.phase is SyncPhase.UP_TO_DATE and self._sentence.isHidden()
        self._quiet.setVisible(is_at_rest and not has_any)

    def _on_act_clicked(self) -> None:
        asked = {
            SyncPhase.ASKING: self.answer_requested,
            SyncPhase.SIGNED_OUT: self.sign_in_requested,
            SyncPhase.STOPPED: self.sync_requested,
        }
        asked[self._state.status.phase].emit()
