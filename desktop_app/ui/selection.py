"""Which assets of the current result are selected, and which one is current."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.entities import AssetRow

_INVERTED = bytes([1, 0]) + bytes(254)


class Selection(QObject):
    """A mask over the positions of the shown result, as every file manager selects.

    The mask is a bytearray, one byte a position, so that selecting a million assets is one
    allocation and testing one of them is one index.

    Signals:
        changed: other assets are selected than before.
        current_changed: the position with the focus ring; -1 for none.
    """

    changed = Signal()
    current_changed = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[AssetRow] = ()
        self._mask = bytearray()
        self._count = 0
        self._current = -1
        self._anchor = -1

    @property
    def shown_rows(self) -> Sequence[AssetRow]:
        """The result that positions refer to."""
        return self._rows

    @property
    def count(self) -> int:
        """How many assets are selected."""
        return self._count

    @property
    def current(self) -> int:
        """The position with the focus ring, or -1."""
        return self._current

    @property
    def current_row(self) -> AssetRow | None:
        """The asset with the focus ring, or None."""
        if 0 <= self._current < len(self._rows):
            return AssetRow(int(self._rows[self._current]))
        return None

    @property
    def anchor(self) -> int:
        """Where a range with Shift begins, or -1."""
        return self._anchor

    @property
    def mask(self) -> bytes:
        """A copy of the mask, one byte a position: 1 is selected."""
        return bytes(self._mask)

    def is_selected(self, position: int) -> bool:
        """Whether the asset at this position is selected."""
        return 0 <= position < len(self._mask) and self._mask[position] == 1

    def rows(self) -> list[AssetRow]:
        """Return the selected assets in the order shown."""
        if self._count == 0:
            return []
        if self._count == 1:
            return [AssetRow(int(self._rows[self._mask.index(1)]))]
        import numpy as np  # noqa: PLC0415 - not before the first paint

        chosen = np.frombuffer(self._mask, dtype=np.uint8).nonzero()[0]
        selected: list[AssetRow] = np.asarray(self._rows)[chosen].tolist()
        return selected

    def set_result(self, rows: Sequence[AssetRow], *, keep: bool = True) -> None:
        """Take over a new result; selected and current assets that are in it stay so."""
        selected = self.rows() if keep else []
        current = self.current_row if keep else None
        anchor_row = (
            self._rows[self._anchor] if keep and 0 <= self._anchor < len(self._rows) else None
        )
        before = self._count
        self._rows = rows
        self._mask = bytearray(len(rows))
        self._count = 0
        self._current = self._anchor = -1
        if len(rows) and (selected or current is not None):
            self._restore(selected, current, anchor_row)
        self.current_changed.emit(self._current)
        if before or self._count:
            self.changed.emit()

    def _restore(
        self, selected: list[AssetRow], current: AssetRow | None, anchor: AssetRow | None
    ) -> None:
        import numpy as np  # noqa: PLC0415 - not before the first paint

        shown = np.asarray(self._rows)
        wanted = np.zeros(max(int(shown.max()), max(selected, default=0), 0) + 1, dtype=np.uint8)
        wanted[selected] = 1
        mask = wanted[shown]
        self._mask = bytearray(mask.tobytes())
        self._count = int(mask.sum())
        for row, name in ((current, "_current"), (anchor, "_anchor")):
            if row is not None:
                found = (shown == row).nonzero()[0]
                setattr(self, name, int(found[0]) if len(found) else -1)

    def set_current(self, position: int) -> None:
        """Move the focus ring without selecting."""
        position = min(max(position, -1), len(self._rows) - 1)
        if position != self._current:
            self._current = position
            self.current_changed.emit(position)

    def select_only(self, position: int) -> None:
        """Select one asset and nothing else; ranges begin there."""
        self._clear_mask()
        self._set(position, position + 1)
        self._anchor = position
        self.set_current(position)
        self.changed.emit()

    def toggle(self, position: int) -> None:
        """Turn one asset on or off, leaving the others; ranges begin there."""
        if not 0 <= position < len(self._mask):
            return
        self._mask[position] ^= 1
        self._count += 1 if self._mask[position] else -1
        self._anchor = position
        self.set_current(position)
        self.changed.emit()

    def extend_to(self, position: int, *, adding: bool = False) -> None:
        """Select from the anchor to a position; `adding` keeps what was selected before."""
        position = min(max(position, 0), len(self._mask) - 1)
        if position < 0:
            return
        if self._anchor < 0:
            self._anchor = max(self._current, 0)
        if not adding:
            self._clear_mask()
        self._set(min(self._anchor, position), max(self._anchor, position) + 1)
        self.set_current(position)
        self.changed.emit()

    def select_positions(self, ranges: Iterable[tuple[int, int]], base: bytes | None) -> None:
        """Select half-open position ranges on top of `base`, a mask (None: nothing)."""
        if base is not None and len(base) == len(self._mask):
            self._mask = bytearray(base)
            self._count = self._mask.count(1)
        else:
            self._clear_mask()
        for start, end in ranges:
            self._set(start, end)
        self.changed.emit()

    def select_all(self) -> None:
        """Select everything that is shown."""
        self._mask = bytearray(b"\x01") * len(self._rows)
        self._count = len(self._rows)
        self.changed.emit()

    def clear(self) -> None:
        """Select nothing."""
        if self._count:
            self._clear_mask()
            self.changed.emit()

    def invert(self) -> None:
        """Select what was not and leave what was."""
        self._mask = self._mask.translate(_INVERTED)
        self._count = len(self._mask) - self._count
        self.changed.emit()

    def _clear_mask(self) -> None:
        self._mask = bytearray(len(self._rows))
        self._count = 0

    def _set(self, start: int, end: int) -> None:
        start, end = max(start, 0), min(end, len(self._mask))
        if start < end:
            self._count += (end - start) - self._mask.count(1, start, end)
            self._mask[start:end] = b"\x01" * (end - start)
