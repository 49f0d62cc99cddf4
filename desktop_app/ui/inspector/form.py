"""The fields of the inspector under each other, for one asset or for many."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.domain.changes import Column
from desktop_app.domain.entities import Asset, AssetType, Tile
from desktop_app.domain.results import SelectionSummary
from desktop_app.ui.inspector.category_field import CategoryField
from desktop_app.ui.inspector.collection_field import CollectionField
from desktop_app.ui.inspector.fact_rows import FactRows
from desktop_app.ui.inspector.facts import facts_of
from desktop_app.ui.inspector.favorite_field import FavoriteField
from desktop_app.ui.inspector.labelled import Labelled
from desktop_app.ui.inspector.many import many_facts
from desktop_app.ui.inspector.more import MorePart
from desktop_app.ui.inspector.preview import Pictured, Preview
from desktop_app.ui.inspector.prompt_field import PromptField
from desktop_app.ui.inspector.roleplay_tree import roleplay_facts
from desktop_app.ui.inspector.tag_editor import TagEditor
from desktop_app.ui.inspector.title_field import TitleField
from desktop_app.ui.inspector.visibility_field import VisibilityField
from desktop_app.ui.inspector.wording import pending_text, translate
from desktop_app.ui.tasks import TaskScope
from desktop_app.ui.theme import Theme

_GAP_PX = 10
_SIDE_BY_SIDE_PX = 8
_DOT_PX = 8
_HEADING_PX = 18.2


class _Themed(Protocol):
    """A part that sizes and colours itself by the theme."""

    def refresh_theme(self) -> None:
        """Follow colours and text size."""
        ...


class Form(QWidget):
    """All the parts, shown as far as they apply.

    Signals:
        copy_requested: (name, value) to put on the clipboard.
        same_requested: search text.
    """

    copy_requested = Signal(str, str)
    same_requested = Signal(str)

    def __init__(self, theme: Theme, scope: TaskScope) -> None:
        super().__init__()
        self._theme = theme
        self.preview = Preview(theme, scope)
        self.title = TitleField()
        self.tags = TagEditor(theme, scope)
        self.collection = CollectionField(theme)
        self.visibility = VisibilityField(theme)
        self.category = CategoryField(theme, scope)
        self.favorite = FavoriteField(theme)
        self.prompt = PromptField(theme)
        self.facts = FactRows(theme)
        self.roleplay = FactRows(theme)
        self.more = MorePart(theme)
        self._heading = QWidget()
        self._count = self._text_label("heading")
        self._reach = self._text_label("muted")
        heading_line = QHBoxLayout(self._heading)
        heading_line.setContentsMargins(0, 0, 0, 0)
        heading_line.setSpacing(4)
        heading_line.addWidget(self._count)
        heading_line.addWidget(self._reach, 1)
        self._sync_dot = QLabel()
        self._sync_text = self._text_label("small")
        self._sync_text.setWordWrap(True)
        self._sync = QWidget()
        self._sync_line = QHBoxLayout(self._sync)
        self._sync_line.setContentsMargins(0, 0, 0, 0)
        self._sync_line.addWidget(self._sync_dot, 0, Qt.AlignmentFlag.AlignVCenter)
        self._sync_line.addWidget(self._sync_text, 1)
        self._labelled = self._label_fields()
        self._parts = {
            Column.TITLE.value: self._title_part,
            Column.TAGS.value: self._tags_part,
            Column.COLLECTION.value: self._collection_part,
            Column.VISIBILITY.value: self._visibility_part,
            Column.CATEGORY.value: self._category_part,
            Column.FAVORITE.value: self._favorite_part,
            Column.ROLEPLAY.value: self._roleplay_part,
        }
        self._sync_part: QWidget | None = None
        self._pending: frozenset[str] = frozenset()
        self._conflicts: frozenset[str] = frozenset()
        self._is_refused = False
        self._pairs: list[QHBoxLayout] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._compose()
        for part in (self.prompt, self.facts, self.roleplay):
            part.copy_requested.connect(self.copy_requested)
            part.same_requested.connect(self.same_requested)
        self.more.copy_requested.connect(self.copy_requested)

    def show_one(self, asset: Asset) -> None:
        """Show one asset; fields that are being typed in keep what is typed."""
        self.preview.show_assets(
            [
                Pictured(
                    asset.row,
                    asset.id,
                    asset.custom_title or asset.file_name or "",
                    asset.asset_type == AssetType.VIDEO,
                    asset.duration_seconds,
                )
            ]
        )
        self._heading.hide()
        self.title.set_title(asset.custom_title or "")
        self.tags.set_tags([(tag, 1) for tag in asset.tags], 1, is_editable=asset.are_tags_editable)
        self.collection.show_value(asset.collection_id)
        self.visibility.show_value(asset.visibility)
        self.category.show_value(asset.content_category)
        self.favorite.show_value(int(asset.is_favorite), 1)
        self.prompt.show_prompts(asset.original_prompt, asset.generation.negative_prompt)
        self.prompt.show()
        self.facts.set_facts(facts_of(asset))
        self.roleplay.set_facts(roleplay_facts(asset.roleplay_metadata))
        self._roleplay_part.setVisible(bool(self.roleplay.rows))
        self.more.show_asset(asset)
        self.more.show()
        self._pending = asset.pending_columns
        self._place_sync_part(self.prompt)
        self._show_states()

    def show_many(self, summary: SelectionSummary, first: Sequence[Tile]) -> None:
        """Show what many assets share."""
        total = summary.asset_count
        self.preview.show_assets(
            [
                Pictured(
                    tile.row,
                    tile.id,
                    tile.title,
                    tile.asset_type == AssetType.VIDEO,
                    tile.duration_seconds,
                )
                for tile in first
            ]
        )
        count = self.locale().toString(total)
        self._count.setText(translate("Inspector", "{count} assets").format(count=count))
        self._reach.setText(
            translate("Inspector", "· edits apply to all {count}").format(count=count)
        )
        self._heading.show()
        self.title.set_title(summary.title)
        self.tags.set_tags(summary.tags, total)
        self.collection.show_value(summary.collection_id, is_mixed=summary.is_collection_mixed)
        self.visibility.show_value(summary.visibility)
        self.category.show_value(summary.category)
        self.favorite.show_value(summary.favorite_count, total)
        self.facts.set_facts(many_facts(summary))
        for part in (self.prompt, self._roleplay_part, self.more):
            part.hide()
        self._pending = frozenset()
        self._place_sync_part(self._roleplay_part)
        self._show_states()

    def set_sync_state(self, conflicts: frozenset[str], *, is_refused: bool) -> None:
        """Say how the one asset shown stands in sync.

        Args:
            conflicts: the columns that were changed here and elsewhere at once.
            is_refused: the server refuses what was edited, so it does not wait any more.
        """
        self._conflicts, self._is_refused = conflicts, is_refused
        self._show_states()

    def set_sync_part(self, part: QWidget) -> None:
        """Give what sync has to say of the assets shown a place where it is seen at once."""
        self._sync_part = part
        self._place_sync_part(self.prompt)

    def commit_pending(self) -> None:
        """Commit what is typed and not committed yet."""
        self.title.commit()
        self.tags.enter_pending()
        self.category.commit()
        self.collection.finish_naming(is_kept=True)

    def close_popups(self) -> None:
        """Close open lists of suggestions."""
        self.tags.entry.close_popup()
        self.category.close_popup()

    def refresh_theme(self) -> None:
        """Follow colours and text size."""
        theme = self._theme
        self._column.setSpacing(theme.px(_GAP_PX))
        for pair in self._pairs:
            pair.setSpacing(theme.px(_SIDE_BY_SIDE_PX))
        parts: tuple[_Themed, ...] = (
            self.preview,
            self.tags,
            self.favorite,
            self.prompt,
            self.facts,
            self.roleplay,
            self.more,
            *self._labelled,
        )
        for part in parts:
            part.refresh_theme()
        self._heading.setFixedHeight(theme.px(_HEADING_PX))
        self._sync_line.setSpacing(theme.px(6))
        self._sync_dot.setFixedSize(theme.px(_DOT_PX), theme.px(_DOT_PX))
        self._sync_dot.setProperty("role", "dot-warn")

    def _text_label(self, role: str) -> QLabel:
        label = QLabel()
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setProperty("role", role)
        return label

    def _label_fields(self) -> tuple[Labelled, ...]:
        theme = self._theme
        self._title_part = Labelled(theme, translate("Inspector", "Title"), self.title)
        self._tags_part = Labelled(theme, translate("Inspector", "Tags"), self.tags)
        self._collection_part = Labelled(
            theme, translate("Inspector", "Collection"), self.collection
        )
        self._visibility_part = Labelled(
            theme, translate("Inspector", "Visibility"), self.visibility
        )
        self._category_part = Labelled(theme, translate("Inspector", "Category"), self.category)
        self._favorite_part = Labelled(theme, translate("Inspector", "Favorite"), self.favorite)
        self._roleplay_part = Labelled(theme, translate("Inspector", "Roleplay"), self.roleplay)
        return (
            self._title_part,
            self._tags_part,
            self._collection_part,
            self._visibility_part,
            self._category_part,
            self._favorite_part,
            self._roleplay_part,
        )

    def _compose(self) -> None:
        column = self._column
        for part in (self.preview, self._heading, self._title_part, self._tags_part):
            column.addWidget(part)
        self._add_pair(self._collection_part, self._visibility_part)
        self._add_pair(self._category_part, self._favorite_part)
        for part in (self.prompt, self.facts, self._roleplay_part, self.more):
            column.addWidget(part)
        column.addStretch(1)
        column.addWidget(self._sync)

    def _place_sync_part(self, before: QWidget) -> None:
        if self._sync_part is not None:
            self._column.removeWidget(self._sync_part)
            self._column.insertWidget(self._column.indexOf(before), self._sync_part)

    def _show_states(self) -> None:
        for column, part in self._parts.items():
            if column in self._conflicts:
                part.set_state(translate("Inspector", "conflict"))
            elif column not in self._pending:
                part.set_state("")
            elif self._is_refused:
                part.set_state(translate("Inspector", "refused"))
            else:
                part.set_state(translate("Inspector", "waiting to sync"))
        waiting = "" if self._is_refused else pending_text(self._pending)
        self._sync_text.setText(waiting)
        self._sync.setVisible(bool(waiting))

    def _add_pair(self, left: QWidget, right: QWidget) -> None:
        pair = QHBoxLayout()
        pair.setContentsMargins(0, 0, 0, 0)
        pair.addWidget(left, 1)
        pair.addWidget(right, 1)
        self._pairs.append(pair)
        self._column.addLayout(pair)
