"""The accounts of this machine: open another one, sign out, connect one more."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app.ui.scrolling_sheet import ScrollingSheet
from desktop_app.ui.sentences import counted
from desktop_app.ui.sheet_parts import button, label, wrappable
from desktop_app.ui.theme import Theme

if TYPE_CHECKING:
    from desktop_app.accounts.known import KnownAccount

_PIECE_CHARACTERS = 8
"""An address may go on in the next line after so many: there is little room beside the buttons."""


class AccountsSheet(ScrollingSheet):
    """One line for the library of this machine, and one for each account.

    Signals:
        chosen: the Path of the library to open.
        sign_out_wanted: a KnownAccount.
        connect_wanted: another account shall be connected.
        originals_wanted: which originals the open account keeps here shall be chosen.
    """

    chosen = Signal(object)
    sign_out_wanted = Signal(object)
    connect_wanted = Signal()
    originals_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        accounts: "Sequence[KnownAccount]",
        local: Path,
        current: Path,
        *,
        has_rule: bool = False,
    ) -> None:
        """List these; `has_rule`: the one that is open takes a rule for its originals."""
        super().__init__(theme, parent, self.tr("Accounts"), width_px=460)
        self._has_rule = has_rule
        self._rows: list[QBoxLayout] = []
        self._first: QPushButton | None = None
        self.content.addWidget(label(self.tr("Accounts"), "title"))
        self._add(
            self.tr("On this machine"), self.tr("No account, nothing is uploaded"), local, current
        )
        for account in accounts:
            self._add(
                account.email or account.user_id,
                urlsplit(account.url).netloc,
                account.folder,
                current,
                partial(self.sign_out_wanted.emit, account),
            )
        connect = button(self.tr("Connect a project…"), "raised")
        connect.clicked.connect(lambda: self._end_with(self.connect_wanted.emit))
        close = button(self.tr("Close"), "raised")
        close.clicked.connect(self.leave)
        row = QHBoxLayout()
        row.addWidget(connect)
        row.addStretch(1)
        row.addWidget(close)
        self.content.addLayout(row)
        self._close = close

    def first_focus(self) -> QWidget:
        """Begin on what can be opened."""
        return self._first or self._close

    def refresh_look(self) -> None:
        """Take over lengths."""
        super().refresh_look()
        for row in self._rows:
            row.setSpacing(self._theme.px(8))

    def _add(
        self,
        title: str,
        text: str,
        folder: Path,
        current: Path,
        sign_out: Callable[[], None] | None = None,
    ) -> None:
        names = QVBoxLayout()
        names.setSpacing(0)
        for line, role in ((title, "heading"), (text, "small")):
            # Addresses have no other places where they could be broken.
            shown = line if sign_out is None else wrappable(line, _PIECE_CHARACTERS)
            names.addWidget(label(shown, role))
        row = QHBoxLayout()
        row.addLayout(names, 1)
        if sign_out is not None:
            leave = button(self.tr("Sign out…"), "raised")
            leave.setAccessibleName(self.tr("Sign out of %1").replace("%1", title))
            leave.clicked.connect(lambda: self._end_with(sign_out))
            row.addWidget(leave)
        if folder == current:
            row.addWidget(label(self.tr("Open now"), "faint"))
        else:
            open_ = button(self.tr("Open"), "primary")
            open_.setAccessibleName(self.tr("Open %1").replace("%1", title))
            open_.clicked.connect(lambda: self._end_with(lambda: self.chosen.emit(folder)))
            row.addWidget(open_)
            self._first = self._first or open_
        block = QVBoxLayout()
        block.addLayout(row)
        self._rows += [row, block]
        self.content.addLayout(block)
        if sign_out is not None and folder == current and self._has_rule:
            originals = button(self.tr("Originals on this machine…"), "raised")
            originals.clicked.connect(lambda: self._end_with(self.originals_wanted.emit))
            block.addWidget(originals, 0, Qt.AlignmentFlag.AlignLeft)

    def _end_with(self, tell: Callable[[], None]) -> None:
        pressed = self.focusWidget()
        self.leave()
        if pressed is not None:
            # The next sheet must not give the focus back to a button that is gone by then.
            pressed.clearFocus()
        tell()


class SignOutSheet(ScrollingSheet):
    """Whether the copy on this machine stays when somebody signs out.

    Signals:
        decided: True to keep the copy, False to remove it; without it, closing means no.
    """

    decided = Signal(bool)

    def __init__(
        self, theme: Theme, parent: QWidget, account: "KnownAccount", waiting: int
    ) -> None:
        """`waiting` is how many edits and files have not reached the server."""
        super().__init__(theme, parent, self.tr("Sign out"), width_px=440, is_left_by_click=False)
        name = wrappable(account.email or account.user_id)
        self.content.addWidget(label(self.tr("Sign out of %1?").replace("%1", name), "title"))
        self.content.addWidget(
            label(
                self.tr(
                    "The copy of this library can stay on this machine; it is found again when you"
                    " sign in. What is on the server is not touched."
                ),
                "muted",
            )
        )
        if waiting:
            text = counted(
                self.tr(
                    "%1 change(s) not sent to the server yet. What was not sent is kept with the"
                    " copy, and lost when it is removed.",
                    "",
                    waiting,
                ),
                waiting,
            )
            self.content.addWidget(label(text, "error"))
        self._keep = button(self.tr("Keep the copy"), "primary")
        self._keep.clicked.connect(lambda: self._decide(is_kept=True))
        remove = button(self.tr("Remove it"), "raised")
        remove.clicked.connect(lambda: self._decide(is_kept=False))
        cancel = button(self.tr("Cancel"), "raised")
        cancel.clicked.connect(self.leave)
        row = QHBoxLayout()
        row.addWidget(remove)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self._keep)
        self.content.addLayout(row)

    def first_focus(self) -> QWidget:
        """Begin on what loses nothing."""
        return self._keep

    def _decide(self, *, is_kept: bool) -> None:
        self.leave()
        self.decided.emit(is_kept)
