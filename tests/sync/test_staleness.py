"""Which answers are too old to be believed for a row."""

from desktop_app.domain.remote import RemoteTable
from desktop_app.sync.staleness import Staleness

ASSETS, COLLECTIONS = RemoteTable.ASSETS, RemoteTable.COLLECTIONS


def test_what_was_settled_after_it_was_asked_overtakes_an_answer() -> None:
    staleness = Staleness()
    with staleness.asking() as early:
        staleness.settle(ASSETS, ["a"])
        with staleness.asking() as late:
            assert early.is_overtaken(ASSETS, "a")
            assert not early.is_overtaken(ASSETS, "b")
            assert not early.is_overtaken(COLLECTIONS, "a")
            assert not late.is_overtaken(ASSETS, "a")


def test_only_what_somebody_may_be_too_old_for_is_remembered() -> None:
    staleness = Staleness()
    staleness.settle(ASSETS, ["x"])
    with staleness.asking() as first:
        staleness.settle(ASSETS, ["a", "b"])
        with staleness.asking():
            staleness.settle(ASSETS, ["c"])
        assert first.is_overtaken(ASSETS, "a")
        second = staleness.asking()
        second.__enter__()
        staleness.settle(ASSETS, ["a"])
    assert staleness.remembered == 1
    second.__exit__(None, None, None)
    assert staleness.remembered == 0


def test_a_row_that_is_settled_again_stays_as_new_as_it_is() -> None:
    staleness = Staleness()
    with staleness.asking() as first:
        staleness.settle(ASSETS, ["a"])
        with staleness.asking() as second:
            staleness.settle(ASSETS, ["a"])
            assert first.is_overtaken(ASSETS, "a")
            assert second.is_overtaken(ASSETS, "a")
