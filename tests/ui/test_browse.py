"""What the window asks for: grid first, counts after, stale answers dropped."""

from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.domain.changes import ChangeSet, Origin
from desktop_app.domain.entities import AssetRow
from desktop_app.domain.errors import CatalogError
from desktop_app.domain.query import AssetQuery
from desktop_app.domain.results import FacetCounts, SearchResult
from desktop_app.ui.browse import BACKGROUND_MS, Browse
from desktop_app.ui.tasks import Workers


class SlowSearcher:
    """Answers when the test says so."""

    def __init__(self) -> None:
        self.searches: list[tuple[AssetQuery, Future[SearchResult]]] = []
        self.countings: list[tuple[AssetQuery, Future[FacetCounts]]] = []

    def search(self, query: AssetQuery) -> Future[SearchResult]:
        future: Future[SearchResult] = Future()
        self.searches.append((query, future))
        return future

    def counts(self, query: AssetQuery) -> Future[FacetCounts]:
        future: Future[FacetCounts] = Future()
        self.countings.append((query, future))
        return future

    def answer(self, number: int) -> None:
        query, future = self.searches[number]
        if not future.cancelled():
            future.set_result(SearchResult(query, [AssetRow(number)]))


@pytest.fixture
def searcher() -> SlowSearcher:
    return SlowSearcher()


@pytest.fixture
def browse(qtbot: QtBot, workers: Workers, searcher: SlowSearcher) -> Iterator[Browse]:
    del qtbot
    browse = Browse(workers)
    browse.attach(searcher)  # type: ignore[arg-type]  # answers the two questions asked here
    yield browse
    browse.close()


def test_counts_are_asked_after_the_grid_has_its_rows(
    browse: Browse, searcher: SlowSearcher, qtbot: QtBot
) -> None:
    assert searcher.countings == []
    with qtbot.waitSignal(browse.result_changed):
        searcher.answer(0)
    assert len(searcher.countings) == 1
    query, future = searcher.countings[0]
    with qtbot.waitSignal(browse.counts_changed):
        future.set_result(FacetCounts(query))


def test_a_newer_query_calls_off_the_older_one(
    browse: Browse, searcher: SlowSearcher, qtbot: QtBot
) -> None:
    shown: list[SearchResult] = []
    browse.result_changed.connect(shown.append)
    browse.set_query(replace(browse.query, text="sun"))
    browse.set_query(replace(browse.query, text="sunset"))
    assert [future.cancelled() for _query, future in searcher.searches] == [True, True, False]
    with qtbot.waitSignal(browse.result_changed):
        searcher.answer(2)
    assert [result.query.text for result in shown] == ["sunset"]


def test_commits_during_a_search_make_one_more_search_after_it(
    browse: Browse, searcher: SlowSearcher, qtbot: QtBot
) -> None:
    for number in range(3):
        browse.on_changed(ChangeSet(number, Origin.IMPORT, added=(AssetRow(number),)))
    assert len(searcher.searches) == 1
    with qtbot.waitSignal(browse.result_changed):
        searcher.answer(0)
    assert len(searcher.searches) == 2
    assert searcher.countings == []


def test_a_stream_of_background_commits_asks_now_and_then(
    browse: Browse, searcher: SlowSearcher, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(browse.result_changed):
        searcher.answer(0)
    browse.on_changed(ChangeSet(1, Origin.SYNC, changed=(AssetRow(1),)))
    assert len(searcher.searches) == 2
    with qtbot.waitSignal(browse.result_changed):
        searcher.answer(1)
    for number in range(20):
        browse.on_changed(ChangeSet(number, Origin.SYNC, changed=(AssetRow(number),)))
    assert len(searcher.searches) == 2
    with qtbot.waitSignal(browse.result_changed, timeout=10 * BACKGROUND_MS):
        qtbot.waitUntil(lambda: len(searcher.searches) == 3)
        searcher.answer(2)
    assert len(searcher.searches) == 3


def test_what_the_user_does_is_asked_at_once_beside_a_stream(
    browse: Browse, searcher: SlowSearcher, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(browse.result_changed):
        searcher.answer(0)
    for number in range(2):
        browse.on_changed(ChangeSet(number, Origin.SYNC, changed=(AssetRow(number),)))
    with qtbot.waitSignal(browse.result_changed):
        searcher.answer(1)
    browse.on_changed(ChangeSet(2, Origin.GRID, changed=(AssetRow(1),)))
    assert len(searcher.searches) == 3


def test_an_empty_commit_asks_nothing(browse: Browse, searcher: SlowSearcher, qtbot: QtBot) -> None:
    with qtbot.waitSignal(browse.result_changed):
        searcher.answer(0)
    browse.on_changed(ChangeSet(1, Origin.UNDO))
    assert len(searcher.searches) == 1


def test_a_failed_search_is_told_and_the_next_one_is_asked(
    browse: Browse, searcher: SlowSearcher, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(browse.failed):
        searcher.searches[0][1].set_exception(CatalogError("catalog.damaged"))
    browse.refresh()
    with qtbot.waitSignal(browse.result_changed):
        searcher.answer(1)
