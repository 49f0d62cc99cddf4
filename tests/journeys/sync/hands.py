"""What a user does at one desktop, with the mouse and the keyboard, and what somebody else does."""

from collections.abc import Callable, Sequence
from typing import Any

from psycopg.types.json import Jsonb
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from desktop_app.catalog.catalog import Catalog
from desktop_app.domain.entities import AssetId, AssetRow
from desktop_app.domain.remote import RemoteTable
from desktop_app.domain.sync import Waiting
from tests.journeys.signed_in import SignedIn
from tests.robots.activity import click
from tests.robots.grid import CTRL, GridRobot
from tests.robots.inspector import InspectorRobot
from tests.stack.rows import asset_row
from tests.stack.stack import Stack, StackUser
from tests.ui.activity.test_sync_panel import press

_EDITABLE = (
    *("custom_title", "tags", "is_favorite", "visibility", "content_category"),
    "roleplay_metadata",
)


class Hands:
    """Somebody who sits at a desktop.

    Attributes:
        desktop: the window.
        grid, inspector: the parts that are used most.
        statuses: what the status cell has said, one after the other.
    """

    def __init__(self, desktop: SignedIn) -> None:
        self.desktop = desktop
        self.statuses: list[str] = []
        self.sit_down()

    def sit_down(self) -> None:
        """Take to the window, after it was opened again too."""
        window = self.desktop.window
        self.grid = GridRobot(window.grid, self.desktop.qtbot)
        self.inspector = InspectorRobot(window.furniture.inspector)
        self.desktop.room.state.status_changed.connect(self._on_status_changed)

    def wait(self, is_so: Callable[[], bool]) -> None:
        """Wait for something that the window will show, or the server hold."""
        self.desktop.wait_until(is_so)

    # --- looking

    def shows(self, asset_id: str) -> bool:
        """Whether the asset is in what the grid shows."""
        found = self.desktop.catalog.asset_by_id(AssetId(asset_id))
        return found is not None and found.row in self.desktop.shown()

    def caption(self, asset_id: str) -> str:
        """Return what stands under an asset's tile, if it is there and painted."""
        if not self.shows(asset_id):
            return ""
        return self.grid.title(self.desktop.shown().index(self.row(asset_id)))

    def wait_for_caption(self, asset_id: str, caption: str) -> None:
        """Wait until this stands under an asset's tile."""
        self.wait(lambda: self.caption(asset_id) == caption)

    def row(self, asset_id: str) -> AssetRow:
        """Return the row of an asset that is here."""
        return self.desktop.asset(asset_id).row

    def is_badged(self, asset_id: str) -> bool:
        """Whether the tile wears the sign of a conflict."""
        tile = self.grid.grid.tile_at(self.desktop.shown().index(self.row(asset_id)))
        return tile is not None and tile.has_conflict

    # --- doing

    def select(self, *asset_ids: str) -> None:
        """Click on tiles, the second and later ones with Ctrl."""
        self.wait(lambda: all(map(self.shows, asset_ids)))
        self.desktop.window.activateWindow()
        shown = self.desktop.shown()
        for number, asset_id in enumerate(asset_ids):
            position = shown.index(self.row(asset_id))
            self.grid.click(position, CTRL if number else Qt.KeyboardModifier.NoModifier)
        rows = {self.row(asset_id) for asset_id in asset_ids}
        self.wait(lambda: set(self.inspector.inspector.shown_rows) == rows)

    def type_title(self, asset_id: str, title: str) -> None:
        """Give an asset a title: F2, the words, Enter."""
        self.select(asset_id)
        self.grid.key(Qt.Key.Key_F2)
        field = self.inspector.form.title
        self.wait(field.hasFocus)
        field.selectAll()
        QTest.keyClicks(field, title)
        QTest.keyClick(field, Qt.Key.Key_Return)
        self.wait(lambda: self.desktop.asset(asset_id).custom_title == title)

    def add_tag(self, asset_id: str, tag: str) -> None:
        """Tag an asset: T, the tag, Enter."""
        self.select(asset_id)
        self.grid.key(Qt.Key.Key_T)
        entry = self.inspector.form.tags.entry
        self.wait(entry.hasFocus)
        QTest.keyClicks(entry, tag)
        QTest.keyClick(entry, Qt.Key.Key_Return)
        self.wait(lambda: tag in (self.desktop.asset(asset_id).tags or ()))
        self.desktop.window.grid.setFocus()

    def take_tag(self, asset_id: str, tag: str) -> None:
        """Take a tag off an asset: the × of its chip."""
        self.select(asset_id)
        self.wait(lambda: tag in self.inspector.tags())
        self.inspector.take(tag)
        self.wait(lambda: tag not in (self.desktop.asset(asset_id).tags or ()))

    def favor(self, asset_id: str) -> None:
        """Make an asset a favorite, or none: F."""
        was = self.desktop.asset(asset_id).is_favorite
        self.select(asset_id)
        self.grid.key(Qt.Key.Key_F)
        self.wait(lambda: self.desktop.asset(asset_id).is_favorite is not was)

    def choose_visibility(self, asset_id: str, text: str) -> None:
        """Choose who can see an asset, in the inspector's list."""
        self.select(asset_id)
        self.inspector.choose(self.inspector.form.visibility, text)
        self.wait(lambda: self.desktop.asset(asset_id).visibility == text.lower())

    def sync_now(self) -> None:
        """Take the command."""
        self.desktop.window.commands["sync_now"].trigger()

    def open_panel(self) -> None:
        """Click on the status cell."""
        click(self.desktop.window.status_bar._state)
        assert self.desktop.room.panel.isVisible()

    def press(self, widget: QWidget, name: str) -> None:
        """Press the button that says this or is called so, as soon as it is there."""
        self.wait(lambda: has_button(widget, name))
        press(widget, name)

    def sign_in(self, user: StackUser, *, is_known: bool = False) -> None:
        """Fill in the sheet that is open; `is_known`: all but the password is there already."""
        window, stack = self.desktop.window, self.desktop.stack
        if not is_known:
            self._fill_in("Project URL", stack.url)
            self._fill_in("Publishable or anon key", stack.anon_key)
        self.press(window, "Continue")
        if not is_known:
            self._fill_in("E-mail", user.email)
        self._fill_in("Password", user.password)
        self.press(window, "Sign in")

    def _fill_in(self, name: str, text: str) -> None:
        window = self.desktop.window
        self.wait(lambda: field(window, name) is not None)
        found = field(window, name)
        assert found is not None
        found.selectAll()
        QTest.keyClicks(found, text)

    def _on_status_changed(self) -> None:
        text = self.desktop.status_text
        if not self.statuses or self.statuses[-1] != text:
            self.statuses.append(text)


def has_button(widget: QWidget, name: str) -> bool:
    """Whether there is a button in sight, and to be pressed, with this text or name."""
    return any(
        button.isVisible()
        and button.isEnabled()
        and name in {button.text(), button.accessibleName()}
        for button in widget.findChildren(QAbstractButton)
    )


def field(widget: QWidget, name: str) -> QLineEdit | None:
    """Return the field in sight with this name, once something can be typed into it."""
    fields = widget.findChildren(QLineEdit)
    found = (one for one in fields if one.accessibleName() == name)
    return next((one for one in found if one.isVisible() and one.isEnabled()), None)


class Elsewhere:
    """The server, and whoever else edits this user's rows there: with SQL, as jobs do."""

    def __init__(self, stack: Stack, user: StackUser) -> None:
        self._stack = stack
        self._user = user

    def add(self, **values: object) -> str:
        """Insert an asset; return its id."""
        return str(self._stack.insert("user_library", asset_row(self._user.id, **values))["id"])

    def change(self, asset_id: str, **values: object) -> None:
        """Write columns of an asset, and nothing else: no `updated_at`."""
        sets = ", ".join(f"{name} = %s" for name in values)
        self._stack.sql(
            f"update user_library set {sets} where id = %s",  # noqa: S608 - our own names
            [Jsonb(one) if isinstance(one, dict) else one for one in values.values()] + [asset_id],
        )

    def delete(self, asset_ids: Sequence[str]) -> None:
        """Delete rows for good."""
        self._stack.sql("delete from user_library where id = any(%s::uuid[])", [list(asset_ids)])

    def row(self, asset_id: str) -> dict[str, Any]:
        """Return an asset's row; {} when there is none."""
        rows = self._stack.sql("select * from user_library where id = %s", [asset_id])
        return rows[0] if rows else {}

    def difference(self, catalog: Catalog) -> str:
        """Return in what a library is not as the server is; "" when it is."""
        rows = {
            str(row["id"]): row
            for row in self._stack.sql(
                "select *, xmin::text from user_library where user_id = %s", [self._user.id]
            )
        }
        held = catalog.replica.versions(RemoteTable.ASSETS, after=None, until=None)
        if held != {id_: row["xmin"] for id_, row in rows.items()}:
            return f"versions here {held}"
        for id_, row in rows.items():
            asset = catalog.asset_by_id(AssetId(id_))
            there = {name: row[name] for name in _EDITABLE} | {"tags": tuple(row["tags"] or ())}
            here = {name: getattr(asset, name) for name in _EDITABLE}
            if here != there:
                return f"{id_}: here {here}, there {there}"
        waiting = catalog.replica.waiting()
        return "" if waiting == Waiting() else f"{waiting}"

    def is_same(self, catalog: Catalog) -> bool:
        """Whether a library has the same assets as the server, and the same in them."""
        return not self.difference(catalog)

    def check_same(self, catalog: Catalog) -> None:
        """See that a library has the same assets as the server, and the same in them."""
        difference = self.difference(catalog)
        assert not difference, difference

    def ids(self) -> set[str]:
        """Return the ids of all the user's rows."""
        rows = self._stack.sql("select id from user_library where user_id = %s", [self._user.id])
        return {str(row["id"]) for row in rows}
