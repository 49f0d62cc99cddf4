"""The writer thread: its order, its two queues, and what happens when something fails."""

import logging
import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from desktop_app.catalog import writer as writer_module
from desktop_app.catalog.catalog import Catalog
from desktop_app.catalog.engine import writing_engine
from desktop_app.catalog.faults import translated
from desktop_app.catalog.write import Write
from desktop_app.catalog.writer import Transactions, Writer
from desktop_app.domain.changes import ChangeSet, Column, Origin
from desktop_app.domain.errors import CatalogError
from tests.builders import new_asset, open_catalog
from tests.catalog.conftest import GRID, others_write, table


def test_changes_are_told_in_commit_order_on_the_writer_thread(library_folder: Path) -> None:
    with open_catalog(library_folder, new_asset()) as catalog:
        told: list[tuple[int, str]] = []
        catalog.subscribe(
            lambda change: told.append((change.number, threading.current_thread().name))
        )
        threads = [
            threading.Thread(
                target=catalog.edit, args=([1], {Column.TITLE: f"No. {i}"}), kwargs={"origin": GRID}
            )
            for i in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert told == [(number, "catalog-writer") for number in range(2, 10)]


def test_what_is_told_can_be_read(library_folder: Path) -> None:
    with open_catalog(library_folder, new_asset()) as catalog:
        seen: list[str] = []
        catalog.subscribe(lambda change: seen.append(catalog.tiles(change.changed)[0].title))

        catalog.edit([1], {Column.TITLE: "Dune"}, origin=GRID)

        assert seen == ["Dune"]


def test_a_listener_that_fails_does_no_harm(
    library_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with open_catalog(library_folder, new_asset()) as catalog:
        heard: list[ChangeSet] = []

        def fail(_change: ChangeSet) -> None:
            raise ZeroDivisionError

        catalog.subscribe(fail)
        catalog.subscribe(heard.append)
        with caplog.at_level(logging.ERROR):
            change = catalog.edit([1], {Column.TITLE: "Dune"}, origin=GRID)

        assert heard == [change]
        assert "listener" in caplog.text


def test_who_unsubscribed_hears_no_more(library_folder: Path) -> None:
    with open_catalog(library_folder, new_asset()) as catalog:
        heard: list[ChangeSet] = []
        unsubscribe = catalog.subscribe(heard.append)
        unsubscribe()
        unsubscribe()

        catalog.edit([1], {Column.TITLE: "Dune"}, origin=GRID)

        assert heard == []


def test_a_listener_cannot_write_and_wait_for_it(
    library_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with open_catalog(library_folder, new_asset()) as catalog:

        def undo(_change: ChangeSet) -> None:
            catalog.undo()

        catalog.subscribe(undo)
        with caplog.at_level(logging.ERROR):
            catalog.edit([1], {Column.TITLE: "Dune"}, origin=GRID)

        assert "must not write" in caplog.text
        assert catalog.tiles([1])[0].title == "Dune"


def test_a_body_that_fails_changes_nothing(library_folder: Path) -> None:
    def fail(write: Write) -> None:
        write.run("UPDATE asset SET custom_title = 'half'")
        raise ZeroDivisionError

    with open_catalog(library_folder, new_asset()) as catalog:
        number = catalog.change_number
        with pytest.raises(ZeroDivisionError):
            catalog._steps.write(GRID, fail)

        assert catalog.tiles([1])[0].title == ""
        assert catalog.change_number == number
        assert catalog.edit([1], {Column.TITLE: "Dune"}, origin=GRID).number == number + 1


def test_the_users_work_goes_before_bulk_work(library_folder: Path) -> None:
    with open_catalog(library_folder) as catalog:
        order: list[str] = []
        is_blocked, go_on = threading.Event(), threading.Event()

        def block(_transactions: Transactions) -> None:
            is_blocked.set()
            go_on.wait()

        writer = catalog._steps._writer
        futures = [writer.submit(block)]
        is_blocked.wait()
        futures += [
            writer.submit(lambda _: order.append("bulk 1"), is_bulk=True),
            writer.submit(lambda _: order.append("bulk 2"), is_bulk=True),
            writer.submit(lambda _: order.append("user")),
        ]
        go_on.set()
        for future in futures:
            future.result()

        assert order == ["user", "bulk 1", "bulk 2"]


def test_an_edit_gets_its_turn_during_an_import(library_folder: Path) -> None:
    with open_catalog(library_folder, new_asset()) as catalog:
        heard: list[ChangeSet] = []
        editing: list[threading.Thread] = []

        def edit_once(change: ChangeSet) -> None:
            heard.append(change)
            if change.added and not editing:
                thread = threading.Thread(
                    target=catalog.edit,
                    args=([1], {Column.TITLE: "Dune"}),
                    kwargs={"origin": GRID},
                )
                editing.append(thread)
                thread.start()

        catalog.subscribe(edit_once)
        change = catalog.add_assets([new_asset() for _ in range(3_000)], origin=Origin.IMPORT)
        editing[0].join()

        assert len(change.added) == 3_000
        assert [len(part.added) for part in heard if part.added] == [500] * 6
        assert not heard[-1].changed


def test_the_log_is_moved_into_the_file_at_rest(
    library_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "_A_FEW", 1)
    monkeypatch.setattr(writer_module, "_REST_S", 0.0)
    tidied = threading.Event()
    tidy = Transactions.tidy

    def tidy_and_tell(transactions: Transactions) -> None:
        tidy(transactions)
        tidied.set()

    monkeypatch.setattr(Transactions, "tidy", tidy_and_tell)
    with open_catalog(library_folder, *(new_asset() for _ in range(300))):
        assert tidied.wait(10)
        assert (library_folder / "catalog.db").stat().st_size > 300_000


def test_the_log_does_not_grow_for_ever(
    library_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "_TOO_MANY", 10)
    with open_catalog(library_folder) as catalog:
        catalog.add_assets([new_asset() for _ in range(300)], origin=Origin.IMPORT)
        catalog.add_assets([new_asset() for _ in range(300)], origin=Origin.IMPORT)
        catalog.edit([1], {Column.TITLE: "x"}, origin=GRID)

        assert (library_folder / "catalog.db").stat().st_size > 300_000


def test_a_log_that_cannot_be_moved_is_no_error(
    library_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with open_catalog(library_folder, new_asset()) as catalog:

        def tidy_after_closing(transactions: Transactions) -> None:
            class Broken:
                total_changes = 0

                def execute(self, _statement: str) -> None:
                    raise sqlite3.OperationalError("disk I/O error")

            whole = transactions._raw
            transactions._raw = Broken()  # type: ignore[assignment]
            transactions.tidy()
            transactions._raw = whole

        catalog._steps._writer.run(tidy_after_closing)

    assert "could not be moved" in caplog.text


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (sqlite3.SQLITE_FULL, "catalog.disk_full"),
        (sqlite3.SQLITE_IOERR_WRITE, "catalog.disk_failed"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "catalog.busy"),
        (sqlite3.SQLITE_READONLY_DIRECTORY, "catalog.read_only"),
        (sqlite3.SQLITE_CANTOPEN, "catalog.cannot_open"),
        (sqlite3.SQLITE_CORRUPT_VTAB, "catalog.damaged"),
    ],
)
def test_what_the_disk_did_has_a_code(code: int, name: str) -> None:
    error = sqlite3.OperationalError("told by SQLite")
    error.sqlite_errorcode = code

    with pytest.raises(CatalogError) as caught, translated():
        raise error

    assert caught.value.code == name


def test_our_own_mistakes_pass(library_folder: Path) -> None:
    with open_catalog(library_folder, new_asset()) as catalog, pytest.raises(IntegrityError):
        others_write(catalog, "INSERT INTO asset (id) VALUES ('a')")


def test_a_writer_that_cannot_open_leaves_no_thread(library_folder: Path) -> None:
    (library_folder / "catalog.db").mkdir()

    with pytest.raises(CatalogError, match=r"catalog\.cannot_open"):
        Writer(library_folder / "catalog.db")


def test_a_writing_engine_closes_what_it_cannot_use(library_folder: Path) -> None:
    path = library_folder / "catalog.db"
    path.write_bytes(b"not a database at all" * 100)

    with pytest.raises(CatalogError, match=r"catalog\.damaged"), translated():
        writing_engine(path).connect()


def test_closing_waits_for_readers(library_folder: Path) -> None:
    with open_catalog(library_folder, new_asset()) as catalog:
        is_reading, go_on = threading.Event(), threading.Event()
        read: list[int] = []

        def read_slowly() -> None:
            with catalog.reading() as connection:
                is_reading.set()
                go_on.wait()
                read.append(connection.exec_driver_sql("SELECT count(*) FROM asset").scalar_one())

        reader = threading.Thread(target=read_slowly)
        reader.start()
        is_reading.wait()
        closer = threading.Thread(target=catalog.close)
        closer.start()
        go_on.set()
        closer.join()
        reader.join()

    assert read == [1]


def test_a_reading_is_one_moment(library_folder: Path) -> None:
    with open_catalog(library_folder, new_asset()) as catalog, catalog.reading() as connection:
        before = connection.exec_driver_sql("SELECT custom_title FROM asset").scalar_one()
        catalog.edit([1], {Column.TITLE: "Dune"}, origin=GRID)
        after = connection.exec_driver_sql("SELECT custom_title FROM asset").scalar_one()

        assert (before, after) == (None, None)
        assert table(catalog, "custom_title", "asset") == [("Dune",)]


def test_readers_cannot_write(library_folder: Path) -> None:
    with (
        open_catalog(library_folder, new_asset()) as catalog,
        pytest.raises(CatalogError, match=r"catalog\.read_only"),
        catalog.reading() as connection,
    ):
        connection.exec_driver_sql("DELETE FROM asset")


def test_opening_that_fails_half_way_leaves_nothing(
    library_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_write: Write) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("desktop_app.catalog.outbox_claims.release_in_flight", fail)
    with pytest.raises(ZeroDivisionError):
        Catalog.open(library_folder / "catalog.db")
    monkeypatch.undo()

    Catalog.open(library_folder / "catalog.db").close()
