"""Where a video is shown: its poster first, then the player, or a sentence why not."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from desktop_app.domain.entities import Asset
from desktop_app.ui.tasks import Lane, Task, TaskScope
from desktop_app.ui.theme import Theme
from desktop_app.ui.viewer.picture import OriginalPath, Picture
from desktop_app.ui.viewer.stage import Stage
from desktop_app.ui.viewer.wording import absence_text, no_playback_text

if TYPE_CHECKING:
    from desktop_app.ui.viewer.video import VideoStage

logger = logging.getLogger(__name__)


class VideoPlace(QWidget):
    """Finds a video's file in a worker and plays it.

    Signals:
        failed: a sentence that says why it is not played.
        ended: it came to its end.
        sound_changed: (volume in percent, whether it is muted), after the user chose another.
    """

    failed = Signal(str)
    ended = Signal()
    sound_changed = Signal(int, bool)

    def __init__(self, theme: Theme, scope: TaskScope) -> None:
        super().__init__()
        self._theme = theme
        self._scope = scope
        self._original_path: OriginalPath | None = None
        self._asset: Asset | None = None
        self._is_once = False
        self._sound = (100, False)
        self._finding: Task | None = None
        self._player: VideoStage | None = None
        self._poster = Stage(theme)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._poster)

    def attach(self, original_path: OriginalPath) -> None:
        """Begin to find files through this."""
        self._original_path = original_path

    @property
    def player(self) -> "VideoStage | None":
        """The player, once a video has been played."""
        return self._player

    @property
    def is_playing(self) -> bool:
        """Whether a video plays now."""
        return self._player is not None and self._player.is_playing

    def open_video(self, asset: Asset) -> None:
        """Play an asset's video as soon as its file is found."""
        self.close_video()
        self._asset = asset
        original_path = self._original_path
        if original_path is not None:

            def find() -> Path | None:
                path = original_path(asset)
                return path if path is not None and path.is_file() else None

            self._finding = self._scope.run(
                Lane.READS,
                find,
                done=self._on_found,
                failed=lambda _error: self._on_found(None),
            )

    def close_video(self) -> None:
        """Stop, and let go of the file."""
        if self._finding is not None:
            self._finding.cancel()
            self._finding = None
        if self._player is not None:
            self._player.close_file()
        self._asset = None
        self._poster.set_picture(None, keeps_view=False)
        self._pages.setCurrentWidget(self._poster)

    def set_poster(self, picture: Picture) -> None:
        """Show a still of the video until it plays."""
        self._poster.set_picture(picture, keeps_view=False)

    @property
    def playing(self) -> "VideoStage | None":
        """The player, while it has a video."""
        return self._player if self._asset is not None else None

    def set_sound(self, volume_percent: int, *, is_muted: bool) -> None:
        """Let videos be as loud as they were left."""
        self._sound = (volume_percent, is_muted)
        if self._player is not None:
            self._player.set_sound(volume_percent, is_muted=is_muted)

    def set_once(self, *, is_once: bool) -> None:
        """Let videos come to their end, or repeat them as their button says."""
        self._is_once = is_once
        if self._player is not None:
            self._player.set_once(is_once=is_once)

    def refresh_theme(self) -> None:
        """Follow colours and text size."""
        if self._player is not None:
            self._player.refresh_theme()

    def _on_found(self, path: Path | None) -> None:
        self._finding = None
        if path is None:
            self._on_player_failed()
            return
        player = self._ensure_player()
        if player is None:
            self.failed.emit(no_playback_text())
            return
        self._pages.setCurrentWidget(player)
        player.open(path)

    def _ensure_player(self) -> "VideoStage | None":
        if self._player is None:
            try:
                # Not before the first video: it takes long, and may be missing.
                from desktop_app.ui.viewer.video import VideoStage  # noqa: PLC0415
            except ImportError:
                logger.warning("Videos cannot be played", exc_info=True)
                return None
            self._player = VideoStage(self._theme)
            self._player.failed.connect(self._on_player_failed)
            self._player.ended.connect(self.ended)
            self._player.set_once(is_once=self._is_once)
            self._player.set_sound(self._sound[0], is_muted=self._sound[1])
            self._player.sound_changed.connect(self.sound_changed)
            self._pages.addWidget(self._player)
        return self._player

    def _on_player_failed(self) -> None:
        self._pages.setCurrentWidget(self._poster)
        if self._asset is not None:
            self.failed.emit(absence_text(self._asset))
