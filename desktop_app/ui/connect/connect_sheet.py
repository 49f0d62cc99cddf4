"""Signing in to a project: the sheet that leads through its steps."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_app.domain.errors import LightboxError
from desktop_app.domain.ports import CancelToken
from desktop_app.ui.connect.pages import (
    CodePage,
    Page,
    ProjectPage,
    SignInPage,
    WaitPage,
)
from desktop_app.ui.connect.problem_words import problem_text
from desktop_app.ui.scrolling_sheet import ScrollingSheet
from desktop_app.ui.sheet_parts import wrappable
from desktop_app.ui.tasks import Lane, Task, TaskScope, Workers
from desktop_app.ui.theme import Theme

if TYPE_CHECKING:
    from desktop_app.accounts.connecting import Connecting
    from desktop_app.accounts.known import KnownAccount
    from desktop_app.remote.auth import Offers

T = TypeVar("T")

Connect = Callable[[str, str], "Connecting"]
"""Returns how to sign in to a project, from its address and key; raises ProjectError."""


class _Browser(QObject):
    """Opens an address that a worker names, on the main thread."""

    wanted = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.wanted.connect(
            lambda address: QDesktopServices.openUrl(QUrl(address)),
            Qt.ConnectionType.QueuedConnection,
        )


class ConnectSheet(ScrollingSheet):
    """Project, then sign-in by password, code, or browser; what fails is said on its page.

    Signals:
        signed_in: the KnownAccount; the sheet is closed.
    """

    signed_in = Signal(object)

    def __init__(
        self,
        theme: Theme,
        workers: Workers,
        parent: QWidget,
        connect: Connect,
        *,
        known: "KnownAccount | None" = None,
    ) -> None:
        """`known` is an account whose session is over: its project is filled in."""
        super().__init__(theme, parent, self.tr("Connect"), width_px=440, is_left_by_click=False)
        self._scope = TaskScope(workers)
        self._connect = connect
        self._connecting: Connecting | None = None
        self._task: Task | None = None
        self._browser = _Browser(self)
        self._project_page = ProjectPage(theme)
        self._sign_in_page = SignInPage(theme)
        self._code_page = CodePage(theme)
        self._wait_page = WaitPage(theme)
        self._pages: tuple[Page, ...] = (
            self._project_page,
            self._sign_in_page,
            self._code_page,
            self._wait_page,
        )
        for page in self._pages:
            self.content.addWidget(page)
            page.setVisible(page is self._project_page)
        self._page: Page = self._project_page
        if known is not None:
            self._project_page.address.setText(known.url)
            self._project_page.key.setText(known.key)
            self._sign_in_page.email.setText(known.email)
        self._connect_pages()

    def first_focus(self) -> QWidget:
        """Begin where something is to be filled in."""
        return self._page.first_focus()

    def refresh_look(self) -> None:
        """Take over lengths."""
        super().refresh_look()
        for page in self._pages:
            page.refresh_look()

    def part_to_see(self) -> QWidget | None:
        """Have what went wrong seen first of all."""
        return self._page.shown_problem or super().part_to_see()

    def leave(self) -> None:
        """Close it; what is asked is called off."""
        self._scope.cancel_all()
        super().leave()

    def _connect_pages(self) -> None:
        project, sign_in, code = self._project_page, self._sign_in_page, self._code_page
        project.left.connect(self.leave)
        project.main.clicked.connect(self._on_project_given)
        sign_in.left.connect(lambda: self._go(project))
        sign_in.main.clicked.connect(self._on_password_given)
        sign_in.code_wanted.connect(self._on_code_wanted)
        sign_in.sign_up_wanted.connect(self._on_sign_up_wanted)
        sign_in.provider_chosen.connect(self._on_provider_chosen)
        code.left.connect(lambda: self._go(sign_in))
        code.main.clicked.connect(self._on_code_given)
        self._wait_page.left.connect(lambda: self._go(sign_in))

    def _on_project_given(self) -> None:
        address, key = self._project_page.address.text(), self._project_page.key.text()

        def reach(token: CancelToken) -> "tuple[Connecting, Offers]":
            connecting = self._connect(address, key)
            return connecting, connecting.offers(token)

        self._ask(reach, self._on_reached)

    def _on_reached(self, answer: "tuple[Connecting, Offers]") -> None:
        self._connecting, offers = answer
        address = self._project_page.address.text().strip()
        host = urlsplit(address if "://" in address else f"https://{address}").netloc
        self._sign_in_page.offer(
            host, offers.providers, has_email=offers.has_email, is_open=offers.is_open
        )
        self._go(self._sign_in_page)

    def _on_password_given(self) -> None:
        email, password = self._email, self._sign_in_page.password.text()
        if not email or not password:
            self._sign_in_page.show_problem(self.tr("Fill in e-mail and password."))
            return
        self._ask(
            lambda token: self._on_project.with_password(email, password, token), self._on_signed_in
        )

    def _on_sign_up_wanted(self) -> None:
        email, password = self._email, self._sign_in_page.password.text()
        if not email or not password:
            self._sign_in_page.show_problem(
                self.tr("Fill in the e-mail and the password that the new account shall have.")
            )
            return
        self._ask(
            lambda token: self._on_project.sign_up(email, password, token), self._on_signed_up
        )

    def _on_code_wanted(self) -> None:
        email = self._email
        if not email:
            self._sign_in_page.show_problem(self.tr("Fill in the e-mail to send the code to."))
            return
        self._ask(lambda token: self._on_project.send_code(email, token), self._on_code_sent)

    def _on_code_sent(self, _answer: None) -> None:
        self._code_page.set_email(self._email)
        self._go(self._code_page)

    def _on_code_given(self) -> None:
        email, code = self._email, self._code_page.code.text().strip()
        if not code:
            self._code_page.show_problem(self.tr("Fill in the code that came by e-mail."))
            return
        self._ask(lambda token: self._on_project.with_code(email, code, token), self._on_signed_in)

    def _on_provider_chosen(self, provider: str) -> None:
        words = self.tr("You are signed in. Go back to Lightbox.")
        self._wait_page.say(
            self.tr("Go on in your browser"),
            self.tr("Lightbox waits until you have signed in there."),
        )
        self._go(self._wait_page)
        self._ask(
            lambda token: self._on_project.with_browser(
                provider, self._browser.wanted.emit, words, token
            ),
            self._on_signed_in,
            page=self._sign_in_page,
        )

    def _on_signed_up(self, account: "KnownAccount | None") -> None:
        if account is not None:
            self._on_signed_in(account)
            return
        self._wait_page.say(
            self.tr("Confirm your e-mail"),
            self.tr("Open the link that was sent to %1, then come back and sign in.").replace(
                "%1", wrappable(self._email)
            ),
        )
        self._go(self._wait_page)

    def _on_signed_in(self, account: "KnownAccount") -> None:
        self.leave()
        self.signed_in.emit(account)

    @property
    def _email(self) -> str:
        return self._sign_in_page.email.text().strip()

    @property
    def _on_project(self) -> "Connecting":
        if self._connecting is None:
            raise LightboxError("project.no_address")
        return self._connecting

    def _ask(
        self,
        work: Callable[[CancelToken], T],
        done: Callable[[T], None],
        *,
        page: Page | None = None,
    ) -> None:
        """Have a worker ask the server; a failure is said on the page that asked, or on `page`."""
        asking = page or self._page
        asking.show_problem("")
        asking.set_busy(is_busy=True)
        if page is None:
            # Else it would go on from the field to the button that leaves, for a second Return.
            self.setFocus()

        def succeeded(answer: T) -> None:
            asking.set_busy(is_busy=False)
            done(answer)

        def failed(error: LightboxError) -> None:
            asking.set_busy(is_busy=False)
            asking.show_problem(problem_text(error))
            self._go(asking)

        self._task = self._scope.run_cancellable(Lane.LONG, work, done=succeeded, failed=failed)

    def _go(self, page: Page) -> None:
        if page is not self._page:
            if self._task is not None and self._page is self._wait_page:
                self._task.cancel()
                self._sign_in_page.set_busy(is_busy=False)
            self._page.hide()
            self._page = page
            page.show()
        self.place_card()
        focused = page.first_focus()
        focused.setFocus()
        if isinstance(focused, QLineEdit):
            focused.selectAll()
