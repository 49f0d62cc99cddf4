import threading

import httpx
import pytest

from desktop_app import settings
from desktop_app.accounts.connecting import Connecting, token_place
from desktop_app.accounts.known import known_accounts
from desktop_app.domain.errors import Cancelled, LightboxError
from desktop_app.domain.ports import CancelToken
from desktop_app.remote.project import checked_project
from desktop_app.remote.token_store import TokenPlace
from desktop_app.session import Library
from tests.stack.stack import Stack


@pytest.fixture
def connecting(stack: Stack) -> Connecting:
    return Connecting(checked_project(stack.url, stack.anon_key))


def test_somebody_with_a_password_is_known_afterwards(connecting: Connecting, stack: Stack) -> None:
    user = stack.sign_up()
    account = connecting.with_password(user.email, user.password, CancelToken())
    assert (account.user_id, account.email) == (user.id, user.email)
    assert known_accounts() == [account]
    assert token_place(account) is TokenPlace.FILE
    session = next(settings.token_folder().iterdir())
    assert session.stat().st_mode & 0o777 == 0o600


def test_a_wrong_password_leaves_no_trace(connecting: Connecting, stack: Stack) -> None:
    user = stack.sign_up()
    with pytest.raises(LightboxError) as raised:
        connecting.with_password(user.email, "wrong", CancelToken())
    assert raised.value.code == "sign_in.wrong_password"
    assert known_accounts() == []


def test_a_code_by_mail_signs_in(connecting: Connecting, stack: Stack) -> None:
    user = stack.sign_up()
    connecting.send_code(user.email, CancelToken())
    account = connecting.with_code(user.email, stack.mails(user.email)[-1].code, CancelToken())
    assert account.user_id == user.id


def test_a_new_account_that_must_be_confirmed_is_not_signed_in_yet(
    connecting: Connecting, stack: Stack
) -> None:
    stack.configure(is_autoconfirmed=False)
    assert connecting.sign_up("new@example.org", "long enough 1", CancelToken()) is None
    with pytest.raises(LightboxError) as raised:
        connecting.with_password("new@example.org", "long enough 1", CancelToken())
    assert raised.value.code == "sign_in.unconfirmed_email"


def test_the_browser_signs_in(connecting: Connecting, stack: Stack) -> None:
    user = stack.sign_up()
    opened: list[threading.Thread] = []

    def browse(address: str) -> None:
        with httpx.Client(follow_redirects=True) as browser:
            form = browser.get(address).url
            browser.post(form, data={"email": user.email, "answer": "allow"})

    def show(address: str) -> None:
        opened.append(threading.Thread(target=browse, args=(address,)))
        opened[-1].start()

    account = connecting.with_browser("github", show, "Done.", CancelToken())
    opened[0].join()
    assert account.user_id == user.id


def test_a_browser_that_never_comes_back_can_be_called_off(connecting: Connecting) -> None:
    token = CancelToken()
    with pytest.raises(Cancelled):
        connecting.with_browser("github", lambda _address: token.cancel(), "Done.", token)


def test_signing_out_ends_the_session_and_keeps_the_copy(
    connecting: Connecting, stack: Stack
) -> None:
    user = stack.sign_up()
    account = connecting.with_password(user.email, user.password, CancelToken())
    with Library(account.folder, account=account.account):
        pass
    connecting.sign_out(account, keeps_copy=True, token=CancelToken())
    assert known_accounts() == []
    assert (account.folder / "catalog.db").is_file()
    assert token_place(account) is None


def test_signing_out_offline_removes_the_copy_all_the_same(
    connecting: Connecting, stack: Stack
) -> None:
    user = stack.sign_up()
    account = connecting.with_password(user.email, user.password, CancelToken())
    with Library(account.folder, account=account.account):
        pass
    with stack.offline():
        connecting.sign_out(account, keeps_copy=False, token=CancelToken())
    assert known_accounts() == []
    assert not account.folder.exists()
