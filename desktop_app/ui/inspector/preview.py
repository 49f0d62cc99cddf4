"""The picture at the top of the inspector: of one asset, or of the first three."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QImage,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QTransform,
)
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from desktop_app.domain.entities import AssetId, AssetRow
from desktop_app.domain.ports import CancelToken
from desktop_app.ui.inspector.key_guard import PRESS_KEYS, KeyGuard
from desktop_app.ui.inspector.wording import length_text, translate
from desktop_app.ui.rendition_reader import reading
from desktop_app.ui.tasks import Lane, Task, TaskScope
from desktop_app.ui.theme import Theme

Rendition = Callable[[AssetId, int, CancelToken], bytes | None]
"""Encoded picture of an asset with its longest edge in pixels; blocking, None without one."""

_ONE_PX = 200
_MANY_PX = 120
_RADIUS_PX = 8
_BLURRED_PX = 5
_GROWN = 1.3
_SIZES_PX = (256, 512)
"""The first is in the cache nearly always; the second is sharp in this pane."""


@dataclass(frozen=True, slots=True)
class Pictured:
    """What the preview needs to know of an asset."""

    row: AssetRow
    id: AssetId
    name: str
    """For the accessible name; may be ""."""
    is_video: bool
    duration_s: float | None


def decode_covering(data: bytes, room: QSize) -> QImage:
    """Decode an encoded picture so that it covers `room` pixels; null when it cannot be read.

    Safe in a worker thread: the reader lets the main thread run meanwhile.
    """
    with reading(data) as reader:
        image = reader.read()
    if image.isNull() or room.isEmpty():
        return image
    size = image.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatioByExpanding)
    image = image.scaled(
        size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    # Tall pictures are shown a little from above their middle, where faces are.
    part = 0.5 if image.width() >= image.height() else 0.4
    top = round((image.height() - room.height()) * part)
    return image.copy(QRect((image.width() - room.width()) // 2, top, room.width(), room.height()))


class PreviewPicture(QAbstractButton):
    """One rounded picture; pressing it opens the viewer."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._image = QPixmap()
        self._blurred = QPixmap()
        self._is_blurred = False
        self._duration_text = ""
        self._is_video = False
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        KeyGuard(self, PRESS_KEYS)

    def set_pictured(self, pictured: Pictured) -> None:
        """Stand for an asset; its picture follows."""
        self._is_video = pictured.is_video
        duration_s = pictured.duration_s
        self._duration_text = length_text(duration_s) if duration_s else ""
        name = pictured.name or translate("Inspector", "untitled")
        self.setAccessibleName(
            translate("Inspector", "Open {name} in the viewer").format(name=name)
        )
        self.update()

    def set_image(self, image: QImage) -> None:
        """Show a decoded picture; a null one shows the empty place."""
        self._image = QPixmap.fromImage(image)
        self._image.setDevicePixelRatio(self.devicePixelRatioF())
        self._blurred = QPixmap()
        self.update()

    def set_blurred(self, *, is_blurred: bool) -> None:
        """Make nothing out in the picture until the pointer is over it."""
        self._is_blurred = is_blurred
        self.update()

    def _seen(self) -> QPixmap:
        if not self._is_blurred or self.underMouse() or self._image.isNull():
            return self._image
        if self._blurred.isNull():
            small = self._image.scaled(
                _BLURRED_PX,
                _BLURRED_PX,
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            self._blurred = small.scaled(
                self._image.size(),
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            self._blurred.setDevicePixelRatio(self._image.devicePixelRatio())
        return self._blurred

    def room(self) -> QSize:
        """Return how many device pixels the picture has to cover."""
        return self.size() * self.devicePixelRatioF()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture with round corners, the playing time, the focus ring."""
        del event
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(Qt.PenStyle.NoPen)
        radius = theme.px(_RADIUS_PX)
        seen = self._seen()
        if seen.isNull():
            painter.setBrush(theme.color("tile"))
        else:
            # While the pane is being resized the picture still has its former size.
            room = QRectF(self.rect())
            shown = seen.deviceIndependentSize()
            scale = max(room.width() / shown.width(), room.height() / shown.height())
            brush = QBrush(seen)
            ratio = seen.devicePixelRatioF()
            brush.setTransform(QTransform.fromScale(scale / ratio, scale / ratio))
            painter.setBrush(brush)
        painter.drawRoundedRect(self.rect(), radius, radius)
        if self._is_video:
            self._paint_badge(painter)
        if self.hasFocus():
            painter.setPen(theme.color("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(
                QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius
            )
        painter.end()

    def _paint_badge(self, painter: QPainter) -> None:
        theme = self._theme
        painter.setFont(theme.font(11))
        side = theme.px(12)
        width = side + theme.px(8)
        if self._duration_text:
            width += painter.fontMetrics().horizontalAdvance(self._duration_text) + theme.px(3)
        badge = QRectF(self.width() - width - theme.px(6), theme.px(6), width, theme.px(18))
        painter.setBrush(theme.color("badge"))
        painter.drawRoundedRect(badge, theme.px(5), theme.px(5))
        white = Qt.GlobalColor.white
        painter.setPen(white)
        place = QPointF(badge.x() + theme.px(4), badge.center().y() - side / 2)
        mark = theme.pixmap("play", "text" if theme.is_dark else "panel", side)
        painter.drawPixmap(place, mark)
        painter.drawText(
            badge.adjusted(0, 0, -theme.px(5), 0),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight,
            self._duration_text,
        )


class Preview(QWidget):
    """Up to three pictures side by side, decoded off the main thread.

    Signals:
        opened: the row of the asset whose picture was pressed.
    """

    opened = Signal(object)

    def __init__(self, theme: Theme, scope: TaskScope) -> None:
        super().__init__()
        self._theme = theme
        self._scope = scope
        self._rendition: Rendition | None = None
        self._pictured: tuple[Pictured, ...] = ()
        self._tasks: list[Task] = []
        self._loaded_width_px = 0
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self.pictures = tuple(PreviewPicture(theme) for _ in range(3))
        for number, picture in enumerate(self.pictures):
            picture.hide()
            picture.clicked.connect(lambda _checked=False, n=number: self._on_clicked(n))
            self._line.addWidget(picture)
        self.refresh_theme()

    def attach(self, rendition: Rendition) -> None:
        """Begin to ask this source for pictures."""
        self._rendition = rendition
        self._load()

    def show_assets(self, pictured: Sequence[Pictured]) -> None:
        """Show these assets, three at most; what is shown already is not loaded again."""
        wanted = tuple(pictured[:3])
        before = self._pictured
        self._pictured = wanted
        is_same = [one.id for one in before] == [one.id for one in wanted]
        for picture, one in zip(self.pictures, wanted, strict=False):
            picture.set_pictured(one)
            picture.show()
        for picture in self.pictures[len(wanted) :]:
            picture.hide()
        self.refresh_theme()
        if not is_same:
            self._load()

    def reload(self) -> None:
        """Ask for the pictures again: a file has changed."""
        self._load()

    def set_blurred(self, *, is_blurred: bool) -> None:
        """Make nothing out in the pictures until the pointer is over them."""
        for picture in self.pictures:
            picture.set_blurred(is_blurred=is_blurred)

    def refresh_theme(self) -> None:
        """Follow the text size."""
        self._line.setSpacing(self._theme.px(4))
        height = self._theme.px(_ONE_PX if len(self._pictured) <= 1 else _MANY_PX)
        for picture in self.pictures:
            picture.setFixedHeight(height)

    def _load(self) -> None:
        for task in self._tasks:
            task.cancel()
        self._tasks.clear()
        if self._rendition is None:
            return
        self._loaded_width_px = self.width()
        for number, one in enumerate(self._pictured):
            self._load_one(number, one, self._rendition, 0)

    def _load_one(self, number: int, one: Pictured, rendition: Rendition, step: int) -> None:
        picture = self.pictures[number]
        # A pane that is not laid out yet has no size: the designed one is near enough.
        room = picture.room() if picture.width() > 0 else QSize(_ONE_PX, _ONE_PX)

        def work(token: CancelToken) -> QImage:
            data = rendition(one.id, _SIZES_PX[step], token)
            token.check()
            return QImage() if data is None else decode_covering(data, room)

        def done(image: QImage) -> None:
            if not image.isNull() or step == 0:
                picture.set_image(image)
            is_small = max(room.width(), room.height()) > _SIZES_PX[step]
            if step + 1 < len(_SIZES_PX) and is_small and not image.isNull():
                self._load_one(number, one, rendition, step + 1)

        self._tasks.append(
            self._scope.run_cancellable(Lane.PICTURES, work, done=done, failed=lambda _error: None)
        )

    def _on_clicked(self, number: int) -> None:
        if number < len(self._pictured):
            self.opened.emit(self._pictured[number].row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for sharper pictures once the pane has grown a good deal."""
        super().resizeEvent(event)
        if event.size().width() > self._loaded_width_px * _GROWN:
            self._load()
