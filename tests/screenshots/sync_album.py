"""The pictures of sync: a library with an account, in each state that a person may find it in."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QWidget

from desktop_app.domain.files import Keeping, KeepingRule
from desktop_app.domain.query import AssetQuery, Place, PlaceKind
from desktop_app.domain.sync import SyncPhase
from desktop_app.ui.activity.storage_used import StorageUsed
from desktop_app.ui.browse import Browse
from tests.screenshots.studio import Studio
from tests.screenshots.sync_states import PlayedSync

_GB = 1_000_000_000
_USED = StorageUsed(4_200_000_000, 312_000_000, 120 * _GB)


def take_sync(studio: Studio) -> None:
    """Take all of them."""
    played = PlayedSync(studio.window, studio.library)
    _take_phases(studio, played)
    played.send_all()
    played.be_up_to_date()
    _take_storage(studio, played)
    played.be_busy()
    _take_what_needs_the_user(studio, played)
    _take_places(studio)


def _take_phases(studio: Studio, played: PlayedSync) -> None:
    """Take the panel where nothing but the phase is of interest."""
    panel = played.room.panel
    studio.select(9, 1)
    panel.open()
    for name, phase in (("connecting", SyncPhase.CONNECTING), ("up-to-date", SyncPhase.UP_TO_DATE)):
        played.be(phase)
        studio.take_corner(f"sync-{name}", panel)
    played.load_first()
    studio.take_corner("sync-first-load", panel)
    played.edit_some()
    for name, phase, error in (
        ("paused", SyncPhase.PAUSED, ""),
        ("signed-out", SyncPhase.SIGNED_OUT, "remote.signed_out"),
        ("other-user", SyncPhase.SIGNED_OUT, "remote.other_user"),
        ("stopped", SyncPhase.STOPPED, "catalog.disk_full"),
        ("offline", SyncPhase.OFFLINE, "remote.offline"),
        ("wrong-clock", SyncPhase.OFFLINE, "remote.wrong_clock"),
    ):
        played.be(phase, error=error, waiting=3)
        studio.take_corner(f"sync-{name}", panel)
    played.be(SyncPhase.UP_TO_DATE, waiting=3, is_metered=True)
    studio.take_corner("sync-metered", panel)
    played.be_syncing()
    studio.take_corner("sync-transfers", panel)
    panel.leave()


def _take_what_needs_the_user(studio: Studio, played: PlayedSync) -> None:
    room = played.room
    for name, first, count in (("conflict", 1, 1), ("conflict-many", 1, 3), ("problem", 3, 1)):
        studio.select(first, count)
        studio.take_both(f"sync-{name}")
    played.be_syncing()
    room.panel.open()
    studio.take_both("sync-activity")
    room.panel.leave()
    played.be_up_to_date()
    room.show_removed()
    studio.take_corner("sync-removed", room.removed)
    room.removed.leave()
    played.ask()
    studio.wait_until(lambda: room.question is not None)
    if room.question is not None:
        studio.take_card("sync-question", room.question)
        room.question.leave()
    room.panel.open()
    studio.take_corner("sync-asking", room.panel)
    room.panel.leave()
    played.be_up_to_date()


def _take_places(studio: Studio) -> None:
    """Take the grid at what waits, and at what is on this machine only."""
    browse = studio.window.browse
    everything = browse.query
    for name, kind in (("waiting", PlaceKind.WAITING), ("this-machine", PlaceKind.THIS_MACHINE)):
        browse.set_query(replace(AssetQuery(sort=everything.sort), place=Place(kind)))
        studio.wait_until(partial(_shows, browse, kind))
        studio.select(0, 1)
        studio.take_both(f"sync-{name}")
    browse.set_query(everything)


def _shows(browse: Browse, kind: PlaceKind) -> bool:
    return browse.result is not None and browse.result.query.place.kind is kind


def _take_storage(studio: Studio, played: PlayedSync) -> None:
    """Take what is kept on this machine: the panel by each rule, and the sheet."""
    panel, state = played.room.panel, played.room.storage.state
    played.leave_most_on_the_server()
    with played.disk(_USED):
        panel.open()
        studio.wait_until(lambda: state.storage is not None and state.storage.used == _USED)
        for name, rule in (
            ("on-demand", KeepingRule()),
            ("budget", KeepingRule(Keeping.BUDGET, 20 * _GB)),
            ("all", KeepingRule(Keeping.ALL)),
        ):
            state.keep(rule)
            studio.take_corner(f"sync-keeping-{name}", panel)
        played.be(SyncPhase.UP_TO_DATE, is_metered=True)
        studio.take_corner("sync-keeping-metered", panel)
        played.be_up_to_date()
        panel.leave()
        with studio.side_by_side("sync-keeping-sheet", columns=2) as take:
            _take_sheet(played, take, KeepingRule(), Keeping.ON_DEMAND)
            _take_sheet(played, take, KeepingRule(), Keeping.ALL)
            _take_sheet(played, take, KeepingRule(Keeping.BUDGET, 20 * _GB), Keeping.BUDGET, 2)
    with played.disk(replace(_USED, free_bytes=9 * _GB)):
        state.keep(KeepingRule(Keeping.ALL))
        panel.open()
        studio.take_corner("sync-keeping-no-room", panel)
        panel.leave()
    state.keep(KeepingRule())
    played.fetch_everything()


def _take_sheet(
    played: PlayedSync,
    take: Callable[[QWidget], None],
    rule: KeepingRule,
    chosen: Keeping,
    budget_gb: int | None = None,
) -> None:
    storage = played.room.storage
    storage.state.keep(rule)
    storage.open_sheet()
    sheet = storage.sheet
    if sheet is None:
        return
    sheet.choices[chosen].setChecked(True)
    if budget_gb is not None:
        sheet.budget.setValue(budget_gb)
    take(sheet.card)
    sheet.leave()


def take_empty(studio: Studio) -> None:
    """Take a library from which nothing has come yet, side by side."""
    played = PlayedSync(studio.window, studio.library)
    with studio.side_by_side("sync-empty", columns=3) as take:
        for phase in (SyncPhase.CONNECTING, SyncPhase.OFFLINE, SyncPhase.SIGNED_OUT):
            played.be(phase, synced_at_us=None)
            take(studio.window)
