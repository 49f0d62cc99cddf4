"""The steps of signing in, one page each: fields, what they are called, what Enter does."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from desktop_app.ui.sheet_parts import button, label, wrappable
from desktop_app.ui.theme import Theme

_GAP_PX, _FIELD_GAP_PX = 14, 5
_PROVIDERS_ABREAST = 2
_PROVIDERS = {
    "azure": "Microsoft",
    "github": "GitHub",
    "gitlab": "GitLab",
    "linkedin_oidc": "LinkedIn",
    "slack_oidc": "Slack",
    "twitter": "X",
    "workos": "WorkOS",
}
"""What a provider calls itself, where that is not its name here with a capital letter."""


class Page(QWidget):
    """One step: a title, a sentence, fields, a place for what went wrong, buttons.

    Attributes:
        main: the button that Enter presses.

    Signals:
        left: the user goes back, or gives up.
    """

    left = Signal()

    def __init__(self, theme: Theme, title: str, text: str, main: str, leave: str) -> None:
        super().__init__()
        self._theme = theme
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._title = label(title, "title")
        self._text = label(text, "muted")
        self._problem = label("", "error")
        self._problem.hide()
        self._fields: list[QLineEdit] = []
        self._titles: dict[QLineEdit, QLabel] = {}
        self._groups: list[QVBoxLayout] = []
        self.main = button(main, "primary")
        self._leave = button(leave, "raised")
        self._leave.clicked.connect(self.left)
        self._body.addWidget(self._title)
        self._body.addWidget(self._text)

    def first_focus(self) -> QWidget:
        """Return where one goes on.

        That is the first field that is empty; where something went wrong, the last one, to be
        typed again; or else the main button.
        """
        shown = [field for field in self._fields if field.isEnabled() and not field.isHidden()]
        empty = next((field for field in shown if not field.text()), None)
        if empty is not None:
            return empty
        if shown and self.shown_problem is not None:
            return shown[-1]
        return self.main if self.main.isVisibleTo(self) else self._leave

    @property
    def shown_problem(self) -> QWidget | None:
        """What says that something went wrong, as long as it does."""
        return None if self._problem.isHidden() else self._problem

    def show_problem(self, text: str) -> None:
        """Say what went wrong; nothing hides it."""
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    def set_busy(self, *, is_busy: bool) -> None:
        """Let nothing be changed while an answer is awaited."""
        for field in self._fields:
            field.setEnabled(not is_busy)
        self.main.setEnabled(not is_busy)

    def refresh_look(self) -> None:
        """Take over lengths."""
        self._body.setSpacing(self._theme.px(_GAP_PX))
        for group in self._groups:
            group.setSpacing(self._theme.px(_FIELD_GAP_PX))

    def add_field(self, name: str, *, hint: str = "", is_secret: bool = False) -> QLineEdit:
        """Add a field under its name."""
        field = QLineEdit()
        field.setAccessibleName(name)
        field.setPlaceholderText(hint)
        if is_secret:
            field.setEchoMode(QLineEdit.EchoMode.Password)
        title = label(name, "label")
        title.setBuddy(field)
        self._titles[field] = title
        group = QVBoxLayout()
        group.addWidget(title)
        group.addWidget(field)
        self._groups.append(group)
        self._body.addLayout(group)
        field.returnPressed.connect(self._on_return_pressed)
        self._fields.append(field)
        return field

    def finish(self) -> None:
        """Add the place of problems, and the buttons."""
        self._body.addWidget(self._problem)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._leave)
        row.addWidget(self.main)
        self._body.addLayout(row)

    def _on_return_pressed(self) -> None:
        empty = next((one for one in self._fields if not one.text().strip()), None)
        if empty is not None:
            empty.setFocus()
        elif self.main.isEnabled():
            self.main.click()


class ProjectPage(Page):
    """Which project: its address and its public key."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(
            theme,
            self.tr("Connect a Supabase project"),
            self.tr(
                "Your library is mirrored on this machine and works offline. Lightbox speaks to the"
                " project as you alone: it takes the public key, never a service key."
            ),
            self.tr("Continue"),
            self.tr("Cancel"),
        )
        self.address = self.add_field(
            self.tr("Project URL"), hint="https://abcdefghijklmnopqrst.supabase.co"
        )
        self.key = self.add_field(
            self.tr("Publishable or anon key"), hint=self.tr("sb_publishable_… or eyJ…")
        )
        self.finish()


class SignInPage(Page):
    """Who: e-mail and password, a code by e-mail, or a provider in the browser.

    Signals:
        code_wanted: a code shall be sent to the address in the field.
        sign_up_wanted: an account shall be made of what the fields hold.
        provider_chosen: the name of a provider.
    """

    code_wanted = Signal()
    sign_up_wanted = Signal()
    provider_chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "", "", self.tr("Sign in"), self.tr("Back"))
        self.email = self.add_field(self.tr("E-mail"), hint=self.tr("you@example.com"))
        self.password = self.add_field(self.tr("Password"), is_secret=True)
        self._code = button(self.tr("Send me a code"), "link")
        self._code.clicked.connect(self.code_wanted)
        self._sign_up = button(self.tr("Create an account"), "link")
        self._sign_up.clicked.connect(self.sign_up_wanted)
        links = QHBoxLayout()
        for link in (self._code, self._sign_up):
            links.addWidget(link)
        links.addStretch(1)
        self._body.addLayout(links)
        self._providers = QGridLayout()
        self._body.addLayout(self._providers)
        self.finish()

    def offer(self, host: str, providers: Sequence[str], *, has_email: bool, is_open: bool) -> None:
        """Show how one can sign in there."""
        self._title.setText(self.tr("Sign in to %1").replace("%1", wrappable(host)))
        self._text.setText(
            "" if has_email else self.tr("This project takes no passwords: choose a provider.")
        )
        self._text.setVisible(not has_email)
        for field in (self.email, self.password):
            field.setEnabled(has_email)
            field.setVisible(has_email)
            self._titles[field].setVisible(has_email)
        self.main.setVisible(has_email)
        self._code.setVisible(has_email)
        self._sign_up.setVisible(has_email and is_open)
        while (item := self._providers.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for index, name in enumerate(providers):
            shown = _PROVIDERS.get(name, name.replace("_", " ").title())
            choice = button(self.tr("Continue with %1").replace("%1", shown), "raised")
            choice.clicked.connect(
                lambda _checked=False, name=name: self.provider_chosen.emit(name)
            )
            self._providers.addWidget(choice, *divmod(index, _PROVIDERS_ABREAST))

    def set_busy(self, *, is_busy: bool) -> None:
        """Let nothing be changed while an answer is awaited."""
        super().set_busy(is_busy=is_busy)
        for other in (self._code, self._sign_up):
            other.setEnabled(not is_busy)
        for index in range(self._providers.count()):
            item = self._providers.itemAt(index)
            if item is not None and (widget := item.widget()) is not None:
                widget.setEnabled(not is_busy)


class CodePage(Page):
    """The code that came by e-mail."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, self.tr("Enter the code"), "", self.tr("Sign in"), self.tr("Back"))
        self.code = self.add_field(self.tr("Code"), hint="123456")
        self.finish()

    def set_email(self, email: str) -> None:
        """Say where the code was sent."""
        self.code.clear()
        self._text.setText(self.tr("It was sent to %1.").replace("%1", wrappable(email)))


class WaitPage(Page):
    """Something goes on elsewhere: in the browser, or in the user's mail."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "", "", "", self.tr("Back"))
        self.main.hide()
        self.finish()

    def say(self, title: str, text: str) -> None:
        """Show what is waited for."""
        self._title.setText(title)
        self._text.setText(text)
