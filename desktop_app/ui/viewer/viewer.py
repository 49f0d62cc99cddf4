"""The full view of one asset after the other."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QHideEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop_app.domain.changes import ChangeSet, Column, Origin
from desktop_app.domain.entities import Asset, AssetId, AssetRow, AssetType
from desktop_app.domain.files import RENDITION
from desktop_app.ui.edits import Edits
from desktop_app.ui.selection import Selection
from desktop_app.ui.tasks import Lane, Task, TaskScope, Workers
from desktop_app.ui.theme import Theme
from desktop_app.ui.viewer.animation import Animation
from desktop_app.ui.viewer.arriving import Arriving
from desktop_app.ui.viewer.bar import DEFAULT_INTERVAL_S, ViewerBar
from desktop_app.ui.viewer.dark import dark_style_sheet
from desktop_app.ui.viewer.keys import command_of
from desktop_app.ui.viewer.loader import PictureLoader
from desktop_app.ui.viewer.overlays import CHEVRON_PX, Overlays
from desktop_app.ui.viewer.picture import AssetsOf, Picture, PictureSource
from desktop_app.ui.viewer.resting import RestingControls
from desktop_app.ui.viewer.stage import Stage
from desktop_app.ui.viewer.video_place import VideoPlace
from desktop_app.ui.viewer.wording import absence_text, position_text, title_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.ui.viewer.video import VideoStage

_MOVE_PX = 80
_SEEK_S = 5


class Viewer(QWidget):
    """Shows the asset at a position of the result, and walks through the result from there.

    The asset that is seen is the selected one, so that the inspector and the window's commands
    (favorite, Trash, copy…) mean it.

    Attributes:
        stage: where pictures are shown.
        bar: the line above it.

    Signals:
        closed: the position that was seen last.
        inspector_toggled: the inspector is to be shown or hidden.
        full_screen_toggled: the window is to fill the screen, or no longer.
        sound_changed: (volume in percent, whether it is muted), after the user chose another.
        context_requested: the menu of the asset is wanted at a global point.
    """

    closed = Signal(int)
    inspector_toggled = Signal()
    full_screen_toggled = Signal()
    sound_changed = Signal(int, bool)
    context_requested = Signal(QPoint)

    def __init__(self, theme: Theme, workers: Workers, selection: Selection, edits: Edits) -> None:
        super().__init__()
        self._theme = theme
        self._selection = selection
        self._edits = edits
        self._scope = TaskScope(workers)
        self._assets_of: AssetsOf | None = None
        self._position = -1
        self._row: AssetRow | None = None
        self._asset: Asset | None = None
        self._is_open = False
        self._reading: Task | None = None
        self.setObjectName("viewer")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.bar = ViewerBar(theme)
        self.stage = Stage(theme)
        self.video = VideoPlace(theme, self._scope)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.stage)
        self._pages.addWidget(self.video)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self._pages, 1)
        for widget in (self, self._pages, self.video):
            widget.setMouseTracking(True)
        self._overlays = Overlays(theme, self)
        self._arriving = Arriving(self._overlays, self)
        self._controls = RestingControls(self, column, self.bar, self._overlays)
        self._loader = PictureLoader(self._scope, self)
        self._animation = Animation(self._scope, self)
        self._slides = QTimer(self)
        self._slides.setInterval(DEFAULT_INTERVAL_S * 1000)
        self._slides.timeout.connect(self._on_slide_over)
        self._commands = self._make_commands()
        self._connect()
        self._on_theme_changed()

    def attach(self, source: PictureSource, assets: AssetsOf) -> None:
        """Begin to show the assets of a library."""
        self._assets_of = assets
        self._loader.attach(source)
        self._animation.attach(source)
        self._arriving.attach(source)
        self.video.attach(source.original_path)
        if self._is_open:
            self._read()  # it was opened over the first screen

    @property
    def position(self) -> int:
        """The position in the result that is seen, or -1."""
        return self._position

    @property
    def asset(self) -> Asset | None:
        """The asset that is seen, once it has been read."""
        return self._asset

    @property
    def is_slideshow_on(self) -> bool:
        """Whether the next asset comes by itself."""
        return self._slides.isActive()

    def open_at(self, position: int) -> None:
        """Show the asset at a position of the result."""
        if not 0 <= position < len(self._selection.shown_rows):
            return
        self._is_open = True
        self._go_to(position)

    def close_view(self) -> None:
        """Leave the viewer."""
        if self._is_open:
            self._stop()
            self.closed.emit(self._position)

    def on_changed(self, changes: ChangeSet) -> None:
        """Hear of a commit and read the seen asset again if it was touched."""
        if self._is_open and self._row is not None and self._row in changes.changed:
            if RENDITION in changes.columns and self.stage.picture is None:
                self._asset = None  # there was nothing to be seen of it, and there is now
            self._read()

    def set_bare(self, *, is_bare: bool) -> None:
        """Show nothing but the picture while the pointer rests, or everything always."""
        self._controls.set_bare(is_bare=is_bare)

    def set_slideshow(self, *, is_on: bool) -> None:
        """Let the next asset come by itself, or not."""
        if is_on:
            self._slides.start()
        else:
            self._slides.stop()
        self.bar.set_playing(is_playing=is_on)
        self.video.set_once(is_once=is_on)

    def close_tasks(self) -> None:
        """Stop everything that runs."""
        self._stop()
        self._scope.close()
        self._assets_of = None

    def _connect(self) -> None:
        self.bar.pressed.connect(self._on_bar_pressed)
        self.bar.interval_chosen.connect(self._on_interval_chosen)
        self.stage.scale_changed.connect(self._on_scale_changed)
        self.video.ended.connect(self._on_video_ended)
        self.video.failed.connect(lambda sentence: self._overlays.say(sentence, has_retry=True))
        self._overlays.stepped.connect(self._step)
        self._overlays.retried.connect(self._try_again)
        self.video.sound_changed.connect(self.sound_changed)
        self._loader.arrived.connect(self._on_picture_arrived)
        self._loader.missed.connect(self._on_picture_missed)
        self._animation.frame_shown.connect(self.stage.set_frame)
        self._selection.current_changed.connect(self._on_current_changed)
        self._theme.changed.connect(self._on_theme_changed)

    def _stop(self) -> None:
        self._is_open = False
        self.set_slideshow(is_on=False)
        self._animation.stop()
        self._arriving.follow(None)
        self.video.close_video()
        self._loader.clear()
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        self.stage.set_picture(None, keeps_view=False)
        self._row = self._asset = None

    def _step(self, step: int) -> None:
        self._go_to(self._position + step)

    def _go_to(self, position: int) -> None:
        rows = self._selection.shown_rows
        if not 0 <= position < len(rows):
            return
        row = AssetRow(int(rows[position]))
        self._position = position
        if row == self._row:
            return
        self._row = row
        if self._selection.count != 1 or not self._selection.is_selected(position):
            self._selection.select_only(position)
        if self._slides.isActive():
            self._slides.start()
        self._read()

    def _read(self) -> None:
        assets_of, rows = self._assets_of, self._selection.shown_rows
        if assets_of is None or self._row is None:
            return
        if self._reading is not None:
            self._reading.cancel()
        near = range(max(self._position - 1, 0), min(self._position + 2, len(rows)))
        wanted = [self._row, *(int(rows[n]) for n in near if n != self._position)]
        self._reading = self._scope.run(Lane.READS, assets_of, wanted, done=self._on_read)

    def _on_read(self, assets: list[Asset]) -> None:
        self._reading = None
        found = [asset for asset in assets if asset.row == self._row]
        if not found:
            return
        asset, before = found[0], self._asset
        self._asset = asset
        self._refresh_caption()
        if before is not None and before.id == asset.id:
            is_same = (before.content_hash, before.file_state) == (
                asset.content_hash,
                asset.file_state,
            )
            if is_same:
                return
            self._loader.forget(asset.id)
        else:
            self.stage.set_picture(None, keeps_view=False)
        self._overlays.say("")
        self._animation.stop()
        self._arriving.follow(asset)
        is_video = asset.asset_type == AssetType.VIDEO
        self.bar.set_zoomable(is_zoomable=not is_video)
        if is_video:
            self._pages.setCurrentWidget(self.video)
            self.video.open_video(asset)
        else:
            self.video.close_video()
            self._pages.setCurrentWidget(self.stage)
        self._loader.load(asset, [other for other in assets if other.row != self._row])

    def _refresh_caption(self) -> None:
        if self._asset is not None and self._asset.row == self._row:
            total = len(self._selection.shown_rows)
            self.bar.set_caption(title_of(self._asset), position_text(self._position, total))
            self.bar.set_favorite(is_favorite=self._asset.is_favorite)
            self.setAccessibleName(title_of(self._asset))
            last = total - 1
            self._overlays.offer(has_previous=self._position > 0, has_next=self._position < last)

    def _on_picture_arrived(self, asset_id: AssetId, picture: Picture) -> None:
        asset = self._asset
        if asset is None or asset.id != asset_id or not self._is_open:
            return
        if asset.asset_type == AssetType.VIDEO:
            self.video.set_poster(picture)
            return
        is_first = self.stage.picture is None
        if not self._animation.is_playing:
            self.stage.set_picture(picture, keeps_view=not is_first)
            if picture.is_animated and not self._theme.is_motion_reduced:
                self._animation.play(asset)

    def _on_picture_missed(self, asset_id: AssetId) -> None:
        asset = self._asset
        if asset is not None and asset.id == asset_id and asset.asset_type != AssetType.VIDEO:
            self._overlays.say(absence_text(asset), has_retry=True)

    def _try_again(self) -> None:
        """Look for the file of what is seen once more, as if it had just been opened."""
        if self._asset is not None:
            self._loader.forget(self._asset.id)
            self._asset = None
            self._read()

    def _on_scale_changed(self, scale: float) -> None:
        self.bar.set_zoom(None if self.stage.picture is None else scale)

    def _on_current_changed(self, position: int) -> None:
        """Follow the result when it changes under the viewer."""
        if not self._is_open:
            return
        rows = self._selection.shown_rows
        if 0 <= position < len(rows):
            if int(rows[position]) == self._row:
                self._position = position
                self._refresh_caption()
            else:
                self._go_to(position)
        elif len(rows) == 0:
            self.close_view()
        else:
            self._row = None
            self._go_to(min(self._position, len(rows) - 1))

    def _on_slide_over(self) -> None:
        asset = self._asset
        if asset is not None and asset.asset_type == AssetType.VIDEO and self.video.is_playing:
            return
        self._go_on()

    def _on_video_ended(self) -> None:
        if self._slides.isActive():
            self._go_on()

    def _go_on(self) -> None:
        total = len(self._selection.shown_rows)
        self._go_to((self._position + 1) % total if total else -1)

    def _on_interval_chosen(self, interval_s: int) -> None:
        self._slides.setInterval(interval_s * 1000)
        self.set_slideshow(is_on=True)

    def _on_bar_pressed(self, command: str) -> None:
        self._commands[command]()

    def _make_commands(self) -> "dict[str, Callable[[], None]]":
        stage, step_px = self.stage, _MOVE_PX
        return {
            "fit": stage.fit,
            "actual": lambda: stage.zoom_to(1.0),
            "zoom-out": lambda: stage.zoom_by(-1),
            "zoom-in": lambda: stage.zoom_by(1),
            "move-left": lambda: stage.move_by(step_px, 0),
            "move-right": lambda: stage.move_by(-step_px, 0),
            "move-up": lambda: stage.move_by(0, step_px),
            "move-down": lambda: stage.move_by(0, -step_px),
            "previous": lambda: self._step(-1),
            "next": lambda: self._step(1),
            "first": lambda: self._go_to(0),
            "last": lambda: self._go_to(len(self._selection.shown_rows) - 1),
            "favorite": self._toggle_favorite,
            "trash": self._trash,
            "slideshow": lambda: self.set_slideshow(is_on=not self.is_slideshow_on),
            "play": self._toggle_playing,
            "mute": self._on_player(lambda player: player.toggle_sound()),
            "repeat": self._on_player(lambda player: player.toggle_loop()),
            "frame-back": self._on_player(lambda player: player.step_frame(-1)),
            "frame-forward": self._on_player(lambda player: player.step_frame(1)),
            "seek-back": self._on_player(lambda player: player.seek_by(-_SEEK_S)),
            "seek-forward": self._on_player(lambda player: player.seek_by(_SEEK_S)),
            "louder": self._on_player(lambda player: player.louder_by(1)),
            "quieter": self._on_player(lambda player: player.louder_by(-1)),
            "info": self.inspector_toggled.emit,
            "fullscreen": self.full_screen_toggled.emit,
            "close": self.close_view,
            "back": self._go_back,
        }

    def _on_player(self, use: "Callable[[VideoStage], None]") -> "Callable[[], None]":
        """Return a command on the video that is seen; on anything else it does nothing."""

        def run() -> None:
            player = self.video.playing
            if player is not None:
                use(player)

        return run

    def _go_back(self) -> None:
        """Leave the full screen, or the viewer."""
        if self._controls.is_bare:
            self.full_screen_toggled.emit()
        else:
            self.close_view()

    def _toggle_playing(self) -> None:
        """Pause or play the video, or the animated picture, that is seen."""
        player, picture = self.video.playing, self.stage.picture
        if player is not None:
            player.toggle_playing()
        elif self._animation.is_playing:
            self._animation.stop()
        elif self._asset is not None and picture is not None and picture.is_animated:
            self._animation.play(self._asset)

    def _toggle_favorite(self) -> None:
        asset = self._asset
        if asset is not None:
            is_on = not asset.is_favorite
            self.bar.set_favorite(is_favorite=is_on)
            self._edits.edit([asset.row], {Column.FAVORITE: is_on}, origin=Origin.VIEWER)

    def _trash(self) -> None:
        if self._row is not None:
            self._edits.trash([self._row], origin=Origin.VIEWER)

    def _on_theme_changed(self) -> None:
        theme = self._theme
        self.setStyleSheet(dark_style_sheet(theme, CHEVRON_PX // 2))
        self.bar.refresh_theme()
        self.video.refresh_theme()
        self._overlays.refresh_theme()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, zoom, move, play, leave."""
        command = command_of(event, is_video=self.video.playing is not None)
        if command:
            self._commands[command]()
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what was hidden while the pointer rested."""
        super().mouseMoveEvent(event)
        self._controls.note_movement()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the asset."""
        self.context_requested.emit(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep chevrons and sentences in their places."""
        super().resizeEvent(event)
        self._controls.place()
        self._overlays.place(self._pages.geometry())

    def hideEvent(self, event: QHideEvent) -> None:
        """Do nothing in the background."""
        super().hideEvent(event)
        if not event.spontaneous() and self._is_open:
            self._stop()
