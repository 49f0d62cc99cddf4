"""Sync as a person sees it: wires the panel, the cards, the question and the commands to it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.changes import ChangeSet, Origin
from desktop_app.domain.entities import AssetRow
from desktop_app.domain.query import AssetQuery, Place, PlaceKind
from desktop_app.domain.sync import Entity, Problem, Side, SyncPhase
from desktop_app.ui.actions import Group
from desktop_app.ui.activity.removals_question import RemovalsQuestion
from desktop_app.ui.activity.removed_panel import RemovedPanel
from desktop_app.ui.activity.sync_cards import SyncCards
from desktop_app.ui.activity.sync_panel import SyncPanel
from desktop_app.ui.activity.sync_port import CatalogPort, ReplicaPort, SyncPort
from desktop_app.ui.activity.sync_state import SyncState
from desktop_app.ui.activity.sync_words import status_line
from desktop_app.ui.activity.unfetched import unfetched_state
from desktop_app.ui.empty_states import empty_state
from desktop_app.ui.storage_room import StorageRoom

if TYPE_CHECKING:
    from desktop_app.ui.inspector.inspector import Inspector
    from desktop_app.ui.shell import Shell

_MOST_ROWS = 5_000
"""Cards are shown for a selection up to this size; a larger one is not looked through."""


class SyncRoom(QObject):
    """The room of sync in one window; without a library that syncs it keeps out of sight.

    Attributes:
        state: what is known of sync.
        panel: the activity panel behind the status cell.
        removed: the list of what was removed elsewhere.
        cards: conflict and problem of the assets in the inspector.
        question: the question about removals while it is open.
        storage: what is kept on this machine.

    Signals:
        sign_in_requested: the user wants to sign in again.
    """

    sign_in_requested = Signal()

    def __init__(self, window: "Shell", inspector: "Inspector") -> None:
        super().__init__(window)
        self._window = window
        self._inspector = inspector
        self._is_asked = False
        self._wanted_row: AssetRow | None = None
        self.question: RemovalsQuestion | None = None
        self.state = SyncState(window.workers, self)
        self.panel = SyncPanel(window.theme, self.state, window)
        self.removed = RemovedPanel(window.theme, window)
        self.cards = SyncCards(window.theme)
        inspector.form.set_sync_part(self.cards)
        self.storage = StorageRoom(window, self.state, self.panel)
        self._show_commands(is_shown=False)
        self._connect_state()
        self._connect_parts()
        self._connect_commands()

    def attach(self, sync: SyncPort, catalog: CatalogPort, folder: Path) -> None:
        """Begin to show the sync of a library that lies in a folder."""
        self._show_commands(is_shown=True)
        self._window.status_bar.set_state_opens(self.tr("Show sync activity"))
        self.state.attach(sync, catalog)
        self.storage.attach(sync, catalog, folder)

    def on_changed(self, changes: ChangeSet) -> None:
        """Hear of a commit."""
        self.state.on_changed(changes)
        self.storage.on_changed(changes)

    def close_tasks(self) -> None:
        """Stop to listen, and call off what is being read."""
        self.state.close_tasks()
        self.storage.close_tasks()

    def show_removed(self) -> None:
        """Open the list of what was removed elsewhere."""
        self.panel.leave()
        self.removed.open()

    def ask(self) -> None:
        """Ask whether what is gone on the server is to go here too."""
        status = self.state.status
        if not status.asked_removals or self.question is not None:
            return
        total = self.state.contents.asset_count
        question = RemovalsQuestion(self._window.theme, self._window, status.asked_removals, total)
        question.answered.connect(self._on_removals_answered)
        question.closed.connect(self._on_question_closed)
        self.question = question
        question.open()

    def _connect_state(self) -> None:
        state = self.state
        state.status_changed.connect(self._on_status_changed)
        state.contents_changed.connect(self._on_contents_changed)
        self._inspector.shown_changed.connect(self._on_shown_changed)
        self._window.browse.result_changed.connect(self._on_result_changed)

    def _connect_parts(self) -> None:
        window, panel, cards = self._window, self.panel, self.cards
        window.status_bar.state_requested.connect(panel.toggle)
        window.sidebar.removed_requested.connect(self.show_removed)
        panel.shown_changed.connect(self._on_panel_shown)
        panel.sync_requested.connect(self._sync_now)
        panel.pause_toggled.connect(lambda: self._pause(not self.state.is_paused))
        panel.metered_chosen.connect(self._set_metered)
        panel.answer_requested.connect(self.ask)
        panel.sign_in_requested.connect(self.sign_in_requested)
        panel.waiting_requested.connect(lambda: self._go(PlaceKind.WAITING))
        panel.removed_requested.connect(self.show_removed)
        panel.transfers.cancel_requested.connect(self._on_cancel_requested)
        self.removed.restore_requested.connect(self._restore)
        for card in (panel.card, cards.card):
            card.answered.connect(self._resolve)
            card.asset_requested.connect(self._show_asset)
        for part in (panel.problems, cards.problems):
            part.retry_requested.connect(self._retry)
            part.revert_requested.connect(self._revert)
            part.asset_requested.connect(self._show_asset)

    def _connect_commands(self) -> None:
        slots: dict[str, Callable[[], object]] = {
            "show_activity": self.panel.toggle,
            "show_removed": self.show_removed,
            "sync_now": self._sync_now,
            "retry_all": lambda: self._retry(self.state.contents.problems),
            "keep_all_mine": lambda: self._resolve_all(Side.MINE),
            "take_all_theirs": lambda: self._resolve_all(Side.THEIRS),
        }
        commands = self._window.commands
        for name, slot in slots.items():
            commands[name].triggered.connect(lambda _checked=False, run=slot: run())
        commands["pause_sync"].triggered.connect(self._pause)
        commands["metered"].triggered.connect(self._set_metered)

    def _show_commands(self, *, is_shown: bool) -> None:
        for action in self._window.commands.of_group(Group.SYNC):
            action.setVisible(is_shown)

    # --- what sync tells

    def _on_status_changed(self) -> None:
        state, commands = self.state, self._window.commands
        self._window.status_bar.set_state(*status_line(state))
        commands["pause_sync"].setChecked(state.is_paused)
        commands["pause_sync"].setEnabled(state.status.phase is not SyncPhase.STOPPED)
        commands["metered"].setChecked(state.status.is_metered)
        commands["sync_now"].setEnabled(not state.is_paused)
        # Offline or not, the question stands until the engine has no more to ask.
        if not state.status.asked_removals:
            self._is_asked = False
            if self.question is not None:
                self.question.leave()
        self._show_unfetched()

    def _on_contents_changed(self) -> None:
        contents = self.state.contents
        self._window.status_bar.set_state(*status_line(self.state))
        self._window.sidebar.set_removed_count(len(contents.recycled))
        self.removed.set_recycled(contents.recycled)
        commands = self._window.commands
        commands["retry_all"].setEnabled(bool(contents.problems))
        for name in ("keep_all_mine", "take_all_theirs"):
            commands[name].setEnabled(bool(contents.conflicts))
        self._on_shown_changed()
        # The question needs the number of all assets, which comes with the contents.
        if self.question is not None:
            self.question.show_counts(self.state.status.asked_removals, contents.asset_count)
        elif contents.asset_count and not self._is_asked:
            self._is_asked = True
            self.ask()

    def _on_shown_changed(self) -> None:
        """Show in the inspector what sync has to say of the assets that are shown there."""
        rows, contents = self._inspector.shown_rows, self.state.contents
        shown = set(rows) if 0 < len(rows) <= _MOST_ROWS else set()
        conflicts = [each for each in contents.conflicts if each.row in shown]
        problems = [each for each in contents.problems if each.row in shown]
        self.cards.show_cards(conflicts, problems, contents)
        is_one = len(rows) == 1
        columns = frozenset(conflict.column for conflict in conflicts) if is_one else frozenset()
        is_refused = is_one and bool(problems)
        self._inspector.form.set_sync_state(columns, is_refused=is_refused)

    def _on_panel_shown(self, is_shown: bool) -> None:  # noqa: FBT001 - a slot
        if is_shown:
            self.removed.hide()

    # --- what the user answers

    def _sync_now(self) -> None:
        if self.state.sync is not None:
            self.state.sync.wake()

    def _pause(self, is_wanted: bool) -> None:  # noqa: FBT001 - a slot
        sync = self.state.sync
        if sync is not None and is_wanted:
            sync.pause()
        elif sync is not None:
            sync.resume()

    def _set_metered(self, is_metered: bool) -> None:  # noqa: FBT001 - a slot
        if self.state.sync is not None:
            self.state.sync.set_metered(is_metered=is_metered)

    def _on_cancel_requested(self, asset_id: str) -> None:
        if self.state.sync is not None:
            self.state.sync.cancel_transfer(asset_id)

    def _on_removals_answered(self, is_accepted: bool) -> None:  # noqa: FBT001 - a slot
        if self.state.sync is not None:
            self.state.sync.answer_removals(accept=is_accepted)

    def _on_question_closed(self) -> None:
        self.question = None

    def _resolve_all(self, side: Side) -> None:
        self._resolve(tuple(conflict.seq for conflict in self.state.contents.conflicts), side)

    def _resolve(self, numbers: Sequence[int], side: Side) -> None:
        if numbers:
            self._write(lambda replica: replica.resolve(numbers, keep=side, origin=Origin.WINDOW))

    def _retry(self, problems: Sequence[Problem]) -> None:
        sync = self.state.sync
        for entity, ids in _by_entity(problems):
            self._write(_retrying(entity, ids, sync))

    def _revert(self, problems: Sequence[Problem]) -> None:
        for entity, ids in _by_entity(problems):
            self._write(_reverting(entity, ids))

    def _restore(self, ids: Sequence[str]) -> None:
        self._write(lambda replica: replica.restore_recycled(ids, origin=Origin.WINDOW))

    def _write(self, work: Callable[[ReplicaPort], ChangeSet]) -> None:
        replica = self.state.replica
        if replica is not None:
            self._window.edits.run(lambda _catalog: work(replica))

    # --- where the user goes

    def _go(self, kind: PlaceKind) -> None:
        browse = self._window.browse
        browse.set_query(replace(browse.query, place=Place(kind)))

    def _show_asset(self, row: AssetRow) -> None:
        """Select an asset, among all assets if it is not in what is shown."""
        if self._select(row):
            return
        browse = self._window.browse
        self._wanted_row = row
        browse.set_query(AssetQuery(sort=browse.query.sort))

    def _on_result_changed(self, _result: object) -> None:
        row, self._wanted_row = self._wanted_row, None
        if row is not None:
            self._select(row)
        self._show_unfetched()

    def _show_unfetched(self) -> None:
        """Say in the empty grid why nothing is there yet, and what it is once all has come."""
        window, result = self._window, self._window.browse.result
        if self.state.sync is None or result is None or len(result.rows):
            return
        query = result.query
        if query.place.kind is PlaceKind.ALL and not query.is_narrowed:
            window.show_empty(
                unfetched_state(self.state.status) or empty_state(query, has_account=True)
            )

    def _select(self, row: AssetRow) -> bool:
        import numpy as np  # noqa: PLC0415 - not before the first paint

        selection = self._window.selection
        found = np.flatnonzero(np.asarray(selection.shown_rows) == row)
        if not len(found):
            return False
        position = int(found[0])
        selection.select_only(position)
        self._window.grid.ensure_visible(position)
        self._window.commands["inspector"].setChecked(True)
        return True


def _by_entity(problems: Iterable[Problem]) -> list[tuple[Entity, list[str]]]:
    found: dict[Entity, list[str]] = {}
    for problem in problems:
        found.setdefault(problem.entity, []).append(problem.id)
    return list(found.items())


def _retrying(
    entity: Entity, ids: Sequence[str], sync: SyncPort | None
) -> Callable[[ReplicaPort], ChangeSet]:
    def retry(replica: ReplicaPort) -> ChangeSet:
        changes = replica.retry(entity, ids, origin=Origin.WINDOW)
        if sync is not None:
            sync.wake()
        return changes

    return retry


def _reverting(entity: Entity, ids: Sequence[str]) -> Callable[[ReplicaPort], ChangeSet]:
    return lambda replica: replica.revert(entity, ids, origin=Origin.WINDOW)
