"""The surface on which one picture is shown, zoomed and moved about."""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from desktop_app.ui.theme import DARK, Theme
from desktop_app.ui.viewer.picture import Picture

_STEP = 1.25
_NOTCH = 120
_LARGEST = 32.0
_MOST_FIT = 3.0
"""Small pictures are enlarged so much at most to fill the stage."""
_PIXELS_SEEN_FROM = 3.0
"""From here on pixels are shown as they are, not smoothed."""


@dataclass(frozen=True, slots=True)
class View:
    """What of a picture is seen: `relative` 1 is fit; the middle is in parts of the picture."""

    relative: float = 1.0
    across: float = 0.5
    down: float = 0.5


class Stage(QWidget):
    """Paints a picture at any scale; the scale is screen pixels per picture pixel.

    Signals:
        view_changed: the View, after the user zoomed or moved.
        scale_changed: the scale now in force, whatever changed it.
        clicked: the picture was pressed and not dragged.
    """

    view_changed = Signal(object)
    scale_changed = Signal(float)
    clicked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._picture: Picture | None = None
        self._frame: QImage | None = None
        self._scale: float | None = None
        self._center = QPointF(0.5, 0.5)
        self._pressed: QPoint | None = None
        self._is_dragged = False
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)

    @property
    def picture(self) -> Picture | None:
        """What is shown."""
        return self._picture

    @property
    def is_fit(self) -> bool:
        """Whether the whole picture fills the stage, and will after a resize."""
        return self._scale is None

    @property
    def scale(self) -> float:
        """The scale in force; 1 shows each pixel on one of the screen's."""
        return self.fit_scale if self._scale is None else self._scale

    @property
    def fit_scale(self) -> float:
        """The scale at which the whole picture fills the stage."""
        if self._picture is None or self._picture.size.isEmpty():
            return 1.0
        room, size = self._room(), self._picture.size
        fit = min(room.width() / size.width(), room.height() / size.height())
        return max(min(fit, _MOST_FIT), 0.001)

    @property
    def view(self) -> View:
        """What of the picture is seen now."""
        return View(self.scale / self.fit_scale, self._center.x(), self._center.y())

    def set_picture(self, picture: Picture | None, *, keeps_view: bool) -> None:
        """Show another picture; `keeps_view` when it is the same one, sharper."""
        before = self._picture
        self._frame = None
        self._picture = picture
        if not keeps_view:
            self._scale, self._center = None, QPointF(0.5, 0.5)
        elif self._scale is not None and before is not None and picture is not None:
            self._scale *= before.size.width() / max(picture.size.width(), 1)
        self._after_change()

    def set_frame(self, frame: QImage) -> None:
        """Show another frame of the animated picture that is shown."""
        self._frame = frame
        self.update()

    def set_view(self, view: View) -> None:
        """Show the same part as another stage does."""
        self._scale = None if view.relative == 1.0 else view.relative * self.fit_scale
        self._center = QPointF(view.across, view.down)
        self._after_change()

    def fit(self) -> None:
        """Show the whole picture."""
        self._scale, self._center = None, QPointF(0.5, 0.5)
        self._after_change(is_by_user=True)

    def toggle_actual(self, place: QPointF | None = None) -> None:
        """Go from fit to 1:1 about a place on the stage, and from anything else to fit."""
        if self.is_fit:
            self.zoom_to(1.0, place)
        else:
            self.fit()

    def zoom_by(self, steps: float, place: QPointF | None = None) -> None:
        """Zoom in (or out) by steps, so that what is at `place` stays there."""
        self.zoom_to(self.scale * _STEP**steps, place)

    def zoom_to(self, scale: float, place: QPointF | None = None) -> None:
        """Set the scale so that what is at a place (default: the middle) stays there."""
        if self._picture is None:
            return
        smallest = min(self.fit_scale, 1.0) / 4
        scale = min(max(scale, smallest), _LARGEST)
        middle = QRectF(self.rect()).center()
        place = middle if place is None else place
        point = self._part_at(place)
        self._scale = scale
        shown = self._shown_size()
        self._center = QPointF(
            point.x() - (place.x() - middle.x()) / shown.width(),
            point.y() - (place.y() - middle.y()) / shown.height(),
        )
        self._after_change(is_by_user=True)

    def move_by(self, dx: float, dy: float) -> None:
        """Move the picture by so many points of the stage."""
        if self._picture is None:
            return
        shown = self._shown_size()
        self._center -= QPointF(dx / shown.width(), dy / shown.height())
        self._after_change(is_by_user=True)

    def _room(self) -> QSizeF:
        return QSizeF(self.size()) * self.devicePixelRatioF()

    def _shown_size(self) -> QSizeF:
        if self._picture is None:
            return QSizeF(1, 1)
        return QSizeF(self._picture.size) * (self.scale / self.devicePixelRatioF())

    def _target(self) -> QRectF:
        shown, middle = self._shown_size(), QRectF(self.rect()).center()
        return QRectF(
            middle.x() - self._center.x() * shown.width(),
            middle.y() - self._center.y() * shown.height(),
            shown.width(),
            shown.height(),
        )

    def _part_at(self, place: QPointF) -> QPointF:
        target = self._target()
        return QPointF(
            (place.x() - target.x()) / target.width(), (place.y() - target.y()) / target.height()
        )

    def _after_change(self, *, is_by_user: bool = False) -> None:
        self._keep_in_sight()
        can_move = self._can_move()
        if can_move:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.unsetCursor()
        self.update()
        self.scale_changed.emit(self.scale)
        if is_by_user:
            self.view_changed.emit(self.view)

    def _can_move(self) -> bool:
        shown = self._shown_size()
        return shown.width() > self.width() + 1 or shown.height() > self.height() + 1

    def _keep_in_sight(self) -> None:
        shown = self._shown_size()
        for length, room, get, put in (
            (shown.width(), self.width(), self._center.x, self._center.setX),
            (shown.height(), self.height(), self._center.y, self._center.setY),
        ):
            if length <= room:
                put(0.5)
            else:
                half = room / length / 2
                put(min(max(get(), half), 1 - half))

    def _paint_picture(self, painter: QPainter) -> None:
        picture = self._picture
        if picture is None:
            return
        target = self._target()
        sight = target.intersected(QRectF(self.rect()))
        if sight.isEmpty():
            return
        image = self._frame if self._frame is not None else picture.level_for(self.scale)
        across, down = image.width() / target.width(), image.height() / target.height()
        source = QRectF(
            (sight.x() - target.x()) * across,
            (sight.y() - target.y()) * down,
            sight.width() * across,
            sight.height() * down,
        )
        is_smooth = not picture.is_sharp or self.scale < _PIXELS_SEEN_FROM
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_smooth)
        painter.drawImage(sight, image, source)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the part of the picture that is in sight."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(DARK.bg))
        self._paint_picture(painter)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the pointer."""
        turned = event.angleDelta().y()
        if turned:
            self.zoom_by(turned / _NOTCH, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to move the picture."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed, self._is_dragged = event.position().toPoint(), False
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the picture with the pointer."""
        if self._pressed is None:
            event.ignore()  # the viewer notices that the pointer moves
            return
        moved = event.position().toPoint() - self._pressed
        if self._is_dragged or moved.manhattanLength() > 3:
            if not self._is_dragged and self._can_move():
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self._is_dragged = True
            self._pressed = event.position().toPoint()
            self.move_by(moved.x(), moved.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End moving; without any it was a click."""
        if event.button() is not Qt.MouseButton.LeftButton or self._pressed is None:
            super().mouseReleaseEvent(event)
            return
        self._pressed = None
        if self._is_dragged:
            self._after_change()
        else:
            self.clicked.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Go between fit and 1:1, about the pointer."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.toggle_actual(event.position())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit again, or keep the middle."""
        super().resizeEvent(event)
        self._after_change()
