"""How the window was left: written a moment after it rests and when it closes."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

from PySide6.QtCore import QObject, QTimer

from desktop_app.domain.entities import AssetRow, Json
from desktop_app.domain.query import to_json
from desktop_app.domain.results import Section
from desktop_app.settings import Settings, ViewState, write_settings, write_view
from desktop_app.ui.shell import Shell
from desktop_app.ui.tasks import Lane, TaskScope

logger = logging.getLogger(__name__)

_REST_MS = 2000
_ROWS_AROUND = 400
"""Enough for the tallest screen full of the smallest tiles."""


class WindowMemory(QObject):
    """Keeps the settings and the last view of a window, on disk and up to date.

    Attributes:
        settings: the user's settings as they are now.
    """

    def __init__(self, folder: Path, window: Shell, settings: Settings) -> None:
        super().__init__(window)
        self._folder = folder
        self._window = window
        self._scope = TaskScope(window.workers)
        self.settings = settings
        self._is_attached = False
        self._resting = QTimer(self)
        self._resting.setSingleShot(True)
        self._resting.setInterval(_REST_MS)
        self._resting.timeout.connect(self._write_soon)

    def restore_commands(self) -> None:
        """Check the commands that can be on or off, as they were left."""
        commands, settings = self._window.commands, self.settings
        commands["inspector"].setChecked(settings.is_inspector_shown)
        commands["sidebar"].setChecked(settings.is_sidebar_shown)
        commands["crop_tiles"].setChecked(settings.is_cropped)
        commands["blur"].setChecked(settings.is_blurred)
        commands["reduced_motion"].setChecked(settings.is_reduced_motion)

    def attach(self) -> None:
        """Begin to write: the library is open, so its folder is ours."""
        self._is_attached = True

    def note(self) -> None:
        """Hear that something about the look has changed; it is written when it rests."""
        if self._is_attached:
            self._resting.start()

    def rebind(self, shortcuts: dict[str, str]) -> None:
        """Keep the keys that the user chose."""
        self.settings = replace(self.settings, shortcuts=shortcuts)
        self.note()

    def choose_language(self, code: str) -> None:
        """Keep the language to speak from the next start on; "" is the system's."""
        self.settings = replace(self.settings, language=code)
        self.note()

    def keep_sound(self, volume_percent: int, is_muted: bool) -> None:  # noqa: FBT001 - a slot
        """Keep how loud videos are played."""
        self.settings = replace(self.settings, volume_percent=volume_percent, is_muted=is_muted)
        self.note()

    def save(self) -> None:
        """Write everything now, in a worker that is waited for on the way out."""
        self._resting.stop()
        if self._is_attached:
            self._write_soon()

    def close_tasks(self) -> None:
        """Finish writing and write no more."""
        self._resting.stop()
        self._is_attached = False
        self._scope.finish_all()

    def _write_soon(self) -> None:
        window = self._window
        sidebar_px, inspector_px = window.panes.widths_px()
        settings = replace(
            self.settings,
            theme=str(window.theme.mode),
            text_scale=window.theme.text_scale,
            last_library=str(self._folder),
            is_blurred=window.commands["blur"].isChecked(),
            is_reduced_motion=window.commands["reduced_motion"].isChecked(),
            cell_px=window.grid.cell_px,
            is_cropped=window.commands["crop_tiles"].isChecked(),
            sidebar_px=sidebar_px,
            inspector_px=inspector_px,
            is_sidebar_shown=window.commands["sidebar"].isChecked(),
            is_inspector_shown=window.commands["inspector"].isChecked(),
            window_geometry=window.saveGeometry().toBase64().toStdString(),
        )
        self.settings = settings
        view = self._view()
        folder = self._folder

        def write() -> None:
            try:
                write_settings(settings)
                write_view(folder, view)
            except OSError as error:
                # The library itself is safe; only the look of this window is forgotten.
                logger.warning("How the window was left cannot be written: %s", error.strerror)

        self._scope.run(Lane.WRITES, write)

    def _view(self) -> ViewState:
        window = self._window
        result = window.browse.result
        if result is None:
            return ViewState()
        first = max(0, window.grid.first_visible_position() - _ROWS_AROUND // 4)
        rows, sections = _around(result.rows, result.sections, first)
        return ViewState(
            query=to_json(result.query),
            rows=rows,
            sections=sections,
            total=len(result.rows),
            scroll=cast("Json", window.grid.position_state()),
            rooms={
                "sidebar": cast("Json", window.sidebar.state()),
                "search": cast("Json", window.search.state()),
            },
        )


def _around(
    rows: Sequence[AssetRow], sections: Sequence[Section], first: int
) -> tuple[tuple[AssetRow, ...], tuple[Section, ...]]:
    """Return the rows of the screen and around it, with the headings over them."""
    end = min(first + _ROWS_AROUND, len(rows))
    kept = tuple(AssetRow(int(row)) for row in rows[first:end])
    headings = []
    for section in sections:
        start, stop = max(section.start, first), min(section.start + section.count, end)
        if start < stop:
            headings.append(Section(section.day, start - first, stop - start))
    return kept, tuple(headings)
