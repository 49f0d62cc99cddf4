import logging
import sqlite3
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.media import rendition_cache
from desktop_app.media.rendition_cache import RenditionCache


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "library" / "renditions.db"


@pytest.fixture
def cache(path: Path) -> Iterator[RenditionCache]:
    with RenditionCache(path) as opened:
        yield opened


class _Clock:
    """Stands in for the module's clock; hours pass when told."""

    def __init__(self) -> None:
        self.now_s = 1_700_000_000.0

    def time(self) -> float:
        return self.now_s

    def pass_hours(self, hours: int) -> None:
        self.now_s += hours * 3600 + 1


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> _Clock:
    clock = _Clock()
    monkeypatch.setattr(rendition_cache, "time", clock)
    return clock


def test_gives_back_what_was_written(cache: RenditionCache) -> None:
    cache.write("a", 256, b"small")
    cache.write("a", 512, b"large")
    cache.write("a", 256, b"newer")
    assert cache.read("a", 256) == b"newer"
    assert cache.read("a", 512) == b"large"
    assert cache.read("b", 256) is None
    assert cache.total_bytes() == 10


def test_survives_a_restart_and_is_for_its_owner_only(path: Path) -> None:
    with RenditionCache(path) as cache:
        cache.write_many([("a", 256, b"1"), ("b", 256, b"2")])
    with RenditionCache(path) as cache:
        assert cache.read("b", 256) == b"2"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_crash_loses_at_most_the_newest(path: Path, tmp_path: Path) -> None:
    with RenditionCache(path) as cache:
        cache.write("a", 256, b"kept")
        copied = tmp_path / "crashed" / "renditions.db"
        copied.parent.mkdir()
        for file in path.parent.iterdir():  # as a killed process leaves them
            (copied.parent / file.name).write_bytes(file.read_bytes())
    with RenditionCache(copied) as reopened:
        assert reopened.read("a", 256) == b"kept"


def test_forgets_all_sizes_of_an_asset(cache: RenditionCache) -> None:
    cache.write_many([(f"{n}", size, b"x") for n in range(600) for size in (256, 512)])
    cache.forget(f"{n}" for n in range(599))
    assert cache.read("3", 256) is None
    assert cache.read("599", 512) == b"x"
    assert cache.total_bytes() == 2


def test_the_least_recently_used_goes_first(path: Path, clock: _Clock) -> None:
    with RenditionCache(path, budget_bytes=1000) as cache:
        for name in ("old", "used", "young"):
            cache.write(name, 256, b"x" * 300)
            clock.pass_hours(1)
        assert cache.read("old", 256)
        cache.write("newest", 256, b"x" * 300)
        assert cache.read("used", 256) is None
        assert all(cache.read(name, 256) for name in ("old", "young", "newest"))
        assert cache.total_bytes() <= 1000


def test_a_picture_larger_than_the_budget_is_not_kept(path: Path) -> None:
    with RenditionCache(path, budget_bytes=10) as cache:
        cache.write("a", 256, b"x" * 300)
        assert cache.read("a", 256) is None
        assert cache.total_bytes() == 0


def test_last_use_is_written_when_many_wait(
    path: Path, clock: _Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendition_cache, "_TOUCHES_HELD", 2)
    with RenditionCache(path) as cache:
        cache.write_many([("a", 256, b"1"), ("b", 256, b"2")])
        clock.pass_hours(2)
        cache.read("a", 256)
        cache.read("b", 256)
        with sqlite3.connect(path) as looking:
            (oldest,) = looking.execute("SELECT min(used_at_s) FROM entry").fetchone()
        looking.close()
        assert oldest == int(clock.now_s)


@pytest.mark.parametrize("damage", ["data = x'00'", "data = zeroblob(length(data))"])
def test_a_damaged_picture_is_a_miss_and_goes(
    path: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    with RenditionCache(path) as cache:
        cache.write("a", 256, b"picture")
        with sqlite3.connect(path) as other:
            other.execute(f"UPDATE picture SET {damage}")  # noqa: S608 - ours
        other.close()
        with caplog.at_level(logging.WARNING):
            assert cache.read("a", 256) is None
        assert "damaged" in caplog.text
        assert cache.total_bytes() == 0
        cache.write("a", 256, b"again")
        assert cache.read("a", 256) == b"again"


def test_a_file_that_is_no_database_is_moved_aside(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"certainly not a database" * 1000)
    with RenditionCache(path) as cache:
        cache.write("a", 256, b"1")
        assert cache.read("a", 256) == b"1"
    assert path.with_name("renditions.db.damaged").read_bytes().startswith(b"certainly")


def test_a_file_of_another_layout_is_begun_anew(path: Path) -> None:
    with RenditionCache(path) as cache:
        cache.write("a", 256, b"1")
    with sqlite3.connect(path) as other:
        other.execute("PRAGMA user_version=99")
    other.close()
    with RenditionCache(path) as cache:
        assert cache.read("a", 256) is None
        assert cache.total_bytes() == 0


def _damage_pages(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[8192:] = b"\xff" * (len(data) - 8192)
    path.write_bytes(data)


@pytest.mark.parametrize("is_read", [True, False])
def test_damage_found_in_use_begins_anew(path: Path, *, is_read: bool) -> None:
    with RenditionCache(path) as cache:
        cache.write_many([(f"{n}", 256, bytes(1000)) for n in range(300)])
    with RenditionCache(path) as cache:
        _damage_pages(path)
        if is_read:
            assert cache.read("7", 256) is None
        else:
            cache.write("7", 256, b"lost")
        cache.write("a", 256, b"1")
        assert cache.read("a", 256) == b"1"
    assert path.with_name("renditions.db.damaged").exists()


def test_a_full_disk_is_logged_and_undone(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with RenditionCache(path) as cache:
        cache.write("a", 256, b"1")
        cache._writer.execute("PRAGMA max_page_count=1")
        with caplog.at_level(logging.WARNING):
            cache.write("b", 256, bytes(200_000))
        assert "full" in caplog.text
        assert cache.read("a", 256) == b"1"
        assert cache.read("b", 256) is None


def test_an_unwritable_place_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "renditions.db").mkdir()
    with pytest.raises(sqlite3.OperationalError):
        RenditionCache(tmp_path / "renditions.db")


def test_after_closing_everything_is_a_miss(path: Path) -> None:
    cache = RenditionCache(path)
    cache.write("a", 256, b"1")
    cache.close()
    cache.close()
    cache.write("a", 256, b"2")
    cache.forget(["a"])
    assert cache.read("a", 256) is None
    assert cache.total_bytes() == 0


def test_many_threads_read_and_write_at_once(cache: RenditionCache) -> None:
    wrong: list[str] = []

    def work(number: int) -> None:
        for turn in range(40):
            name = f"{number}-{turn}"
            cache.write(name, 256, name.encode())
            if cache.read(name, 256) != name.encode():
                wrong.append(name)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert len(cache._readers._idle) <= 6


def test_which_pictures_are_lacking_is_told_for_many_at_once(cache: RenditionCache) -> None:
    cache.write("one", 256, b"picture")
    cache.write("two", 512, b"picture")
    assert cache.lacking(["one", "two", "three"], 256) == {"two", "three"}
    assert cache.lacking([], 256) == set()
    cache.close()
    assert cache.lacking(["one", "two"], 256) == set()
