from pathlib import Path

import pytest

from desktop_app import settings
from desktop_app.accounts.connecting import Connecting
from desktop_app.accounts.known import KnownAccount
from desktop_app.adopting import Adopting, Adoption
from desktop_app.domain.ports import CancelToken
from desktop_app.domain.query import AssetQuery
from desktop_app.remote.project import checked_project
from desktop_app.session import Library
from tests.media.made_files import picture, put, saved
from tests.stack.stack import Stack


@pytest.fixture
def account(stack: Stack) -> KnownAccount:
    user = stack.sign_up()
    connecting = Connecting(checked_project(stack.url, stack.anon_key))
    return connecting.with_password(user.email, user.password, CancelToken())


@pytest.fixture
def local(tmp_path: Path) -> Path:
    """The library of this machine, with three pictures."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for number in range(3):
        put(inbox, f"{number}.png", saved(picture((64, 48 + number)), "PNG"))
    folder = settings.default_library_folder()
    with Library(folder) as library:
        library.importer.run([inbox], token=CancelToken(), progress=lambda _told: None)
    return folder


def count(folder: Path) -> int:
    with Library(folder) as library:
        return len(library.searcher.search(AssetQuery()).result().rows)


def test_what_is_on_this_machine_goes_up_and_is_let_go_when_it_has_arrived(
    account: KnownAccount, local: Path, stack: Stack
) -> None:
    with Library(account.folder, account=account.account) as library:
        adopting = Adopting(library)
        assert (adopting.state, adopting.count()) == (None, 3)
        assert adopting.run(CancelToken(), lambda _done: None).added == 3
        assert adopting.run(CancelToken(), lambda _done: None).added == 0
        assert adopting.let_go() == 0
        assert Adopting(library).state is Adoption.UNDER_WAY
        report = library.sync_once(account, CancelToken())
        assert (report.waiting, report.blocked) == (0, 0)
        assert adopting.let_go() == 3
        assert Adopting(library).state is None
    assert count(local) == 0
    rows = stack.sql(
        "SELECT count(*) FROM public.user_library WHERE user_id = %s", [account.user_id]
    )
    assert rows[0]["count"] == 3
    assert count(account.folder) == 3


def test_who_was_asked_is_known(account: KnownAccount, local: Path) -> None:
    with Library(account.folder, account=account.account) as library:
        Adopting(library).note_offered()
        assert Adopting(library).state is Adoption.OFFERED
        assert Adopting(library).count() == 3
    assert count(local) == 3


def test_what_has_lost_its_original_stays_and_holds_nothing_up(
    account: KnownAccount, local: Path
) -> None:
    next(path for path in (local / "originals").glob("*/*") if path.is_file()).unlink()
    with Library(account.folder, account=account.account) as library:
        adopted = Adopting(library).run(CancelToken(), lambda _done: None)
        assert (adopted.added, len(adopted.problems)) == (2, 1)
        library.sync_once(account, CancelToken())
        assert Adopting(library).let_go() == 2
        assert Adopting(library).state is None
    assert count(local) == 1


def test_a_library_without_account_adopts_nothing(local: Path, tmp_path: Path) -> None:
    with Library(tmp_path / "other") as library:
        assert Adopting(library, source=local).count() == 0


def test_a_library_that_is_open_is_left_alone(account: KnownAccount, local: Path) -> None:
    with (
        Library(local),
        Library(account.folder, account=account.account) as library,
    ):
        adopting = Adopting(library)
        assert adopting.count() == 0
        assert adopting.let_go() == 0
