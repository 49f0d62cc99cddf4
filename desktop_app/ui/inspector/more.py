"""Everything else that is known of one asset, folded away under "More"."""

import json
from collections.abc import Iterator

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop_app.domain.entities import Asset, Json
from desktop_app.ui.inspector.fact_rows import Fact, FactRows
from desktop_app.ui.inspector.key_guard import PRESS_KEYS, KeyGuard
from desktop_app.ui.inspector.roleplay_tree import IDS
from desktop_app.ui.inspector.wording import instant_text, query_text, translate
from desktop_app.ui.theme import Theme

_MOST_ROWS = 120


def more_facts(asset: Asset) -> list[Fact]:
    """Return a row for each thing known that the rest of the inspector does not show."""
    rows = [*_generation(asset), *_file(asset), *_server(asset), *_raw(asset)]
    return rows[:_MOST_ROWS]


def _row(name: str, value: object, *, is_wide: bool = False, key: str = "") -> Iterator[Fact]:
    """Yield a row when there is a value; with a `key` the others of that value can be found."""
    text = "" if value is None else str(value)
    if text:
        query = query_text(key, text) if key else ""
        yield Fact(name, text, query=query, is_copyable=True, is_wide=is_wide)


def _generation(asset: Asset) -> Iterator[Fact]:
    made = asset.generation
    yield from _row(translate("Inspector", "Generator"), made.generator)
    yield from _row(translate("Inspector", "Sampler"), made.sampler, key="sampler")
    yield from _row(translate("Inspector", "Steps"), made.steps, key="steps")
    yield from _row(translate("Inspector", "CFG scale"), made.cfg_scale)
    only_lora = "lora" if len(made.loras) == 1 else ""
    yield from _row(translate("Inspector", "LoRAs"), ", ".join(made.loras), key=only_lora)
    if made.model != asset.model_used:
        yield from _row(translate("Inspector", "Model in file"), made.model)
    if made.seed != asset.known_seed:
        yield from _row(translate("Inspector", "Seed in file"), made.seed)
    for name, value in made.parameters.items():
        yield from _row(name, value)


def _file(asset: Asset) -> Iterator[Fact]:
    yield from _row(translate("Inspector", "File name"), asset.file_name)
    yield from _row(translate("Inspector", "Lies in"), asset.source_path, is_wide=True)
    if asset.file_size_bytes > 0:
        yield from _row(translate("Inspector", "Bytes"), asset.file_size_bytes)
    yield from _row(translate("Inspector", "Changed"), instant_text(asset.updated_at_us))
    yield from _row(translate("Inspector", "Added"), instant_text(asset.added_at_us))
    if asset.trashed_at_us:
        yield from _row(translate("Inspector", "In Trash"), instant_text(asset.trashed_at_us))
    yield from _row(translate("Inspector", "SHA-256"), asset.content_hash, is_wide=True)


def _server(asset: Asset) -> Iterator[Fact]:
    yield from _row(translate("Inspector", "Id"), asset.id, is_wide=True)
    yield from _row(translate("Inspector", "Owner"), asset.user_id, is_wide=True)
    yield from _row(translate("Inspector", "Stored as"), asset.storage_path, is_wide=True)
    yield from _row(translate("Inspector", "Thumbnail"), asset.thumbnail_path, is_wide=True)
    yield from _row(translate("Inspector", "Version"), asset.version)
    for key, value in asset.roleplay_metadata.items():
        if key in IDS:
            yield from _row(key, _text(value), is_wide=True)
    for key, value in asset.extra.items():
        yield from _row(key, _text(value), is_wide=isinstance(value, dict | list))


def _raw(asset: Asset) -> Iterator[Fact]:
    for place, text in asset.generation.raw.items():
        yield from _row(place, text, is_wide=True)


def _text(value: Json) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    try:
        return json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return "…"  # nested deeper than anybody could read


class MorePart(QWidget):
    """A heading that opens and closes; what it hides is only made when it is open.

    Signals:
        copy_requested: (name, value) to put on the clipboard.
    """

    copy_requested = Signal(str, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._asset: Asset | None = None
        self.header = QPushButton(translate("Inspector", "More"))
        self.header.setCheckable(True)
        self.header.setProperty("role", "section")
        self.header.toggled.connect(self._on_toggled)
        KeyGuard(self.header, PRESS_KEYS)
        self.rows = FactRows(theme)
        self.rows.hide()
        self.rows.copy_requested.connect(self.copy_requested)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.header, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(self.rows)
        self.refresh_theme()

    def show_asset(self, asset: Asset) -> None:
        """Show what else is known of an asset."""
        self._asset = asset
        self._refresh()

    def refresh_theme(self) -> None:
        """Follow colours and text size."""
        side = self._theme.px(12)
        name = "chevron-down" if self.header.isChecked() else "chevron-right"
        self.header.setIcon(self._theme.icon(name, "faint", 12))
        self.header.setIconSize(QSize(side, side))
        self._column.setSpacing(self._theme.px(4))
        self.rows.refresh_theme()

    def _refresh(self) -> None:
        if self.header.isChecked() and self._asset is not None:
            self.rows.set_facts(more_facts(self._asset))
        else:
            self.rows.hide()

    def _on_toggled(self) -> None:
        self.refresh_theme()
        self._refresh()
