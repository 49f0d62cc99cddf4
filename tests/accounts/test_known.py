from pathlib import Path

from desktop_app import settings
from desktop_app.accounts.known import (
    KnownAccount,
    forget,
    known,
    known_accounts,
    of_folder,
    remember,
)

ANNA = KnownAccount("https://one.example.org", "key-1", "user-1", "anna@example.org")
BEN = KnownAccount("https://one.example.org", "key-1", "user-2", "ben@example.org")
ANNA_ELSEWHERE = KnownAccount("https://two.example.org", "key-2", "user-1", "anna@example.org")


def test_accounts_are_found_again_in_their_order() -> None:
    for account in (ANNA, BEN, ANNA_ELSEWHERE):
        remember(account)
    assert known_accounts() == [ANNA, BEN, ANNA_ELSEWHERE]
    assert known(BEN.account) == BEN


def test_signing_in_again_replaces_what_was_known() -> None:
    remember(ANNA)
    newer = KnownAccount(ANNA.url, "key-9", ANNA.user_id, "anna@new.example.org")
    remember(newer)
    assert known_accounts() == [newer]


def test_no_two_accounts_share_a_folder() -> None:
    folders = {account.folder for account in (ANNA, BEN, ANNA_ELSEWHERE)}
    assert len(folders) == 3
    remember(BEN)
    assert of_folder(BEN.folder) == BEN
    assert of_folder(ANNA.folder) is None


def test_a_forgotten_account_is_unknown_and_the_others_stay() -> None:
    remember(ANNA)
    remember(BEN)
    forget(ANNA)
    assert known_accounts() == [BEN]
    assert known(ANNA.account) is None


def test_a_file_that_somebody_broke_costs_no_start(home: Path) -> None:
    remember(ANNA)
    path = settings.accounts_path()
    path.write_text(
        '{"accounts": [{"url": 1}, "x", null, {"url": "u", "key": "k", "user_id": "i"}]}'
    )
    assert known_accounts() == [KnownAccount("u", "k", "i")]
    path.write_text('{"accounts": 5}')
    assert known_accounts() == []
    assert home in path.parents


def test_neither_key_nor_address_is_told_to_logs() -> None:
    assert "key-1" not in repr(ANNA)
    assert "anna@example.org" not in repr(ANNA)
