import multiprocessing.context
import os
import signal
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest

from desktop_app.domain.errors import Cancelled, ErrorKind, MediaError
from desktop_app.domain.ports import CancelToken
from desktop_app.media import decoder_worker, sources, worker_process
from desktop_app.media.decoder_worker import Failure, Limits, Request, StillReading, answer
from desktop_app.media.decoders import DecoderPool
from desktop_app.media.prepared import GRID_SIZE_PX, Prepared
from desktop_app.media.probe import nobody_waits
from desktop_app.media.rendition_cache import RenditionCache
from desktop_app.media.renditions import Renditions
from desktop_app.media.worker_process import WorkerLost, WorkerProcess
from tests.media.made_clips import clip
from tests.media.made_files import INFOTEXT, picture, png_with, put, saved

needs_signals = pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no signals to stop with")


@pytest.fixture
def pool() -> Iterator[DecoderPool]:
    with DecoderPool(worker_count=1) as opened:
        yield opened


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return put(tmp_path, "a.png", png_with({"parameters": INFOTEXT}, picture((600, 400))))


def wait_until(is_so: Callable[[], bool], limit_s: float = 20) -> None:
    pause = threading.Event()
    for _ in range(int(limit_s * 100)):
        if is_so():
            return
        pause.wait(0.01)
    pytest.fail("it did not happen")


def test_a_file_comes_back_prepared(pool: DecoderPool, file: Path) -> None:
    prepared = pool.prepare(file)
    assert prepared.generation.model == "sdxl"
    assert (prepared.probe.width_px, prepared.probe.height_px) == (600, 400)
    assert prepared.rendition[:3] == b"\xff\xd8\xff"
    assert pool.render(file, 512)[:3] == b"\xff\xd8\xff"
    assert len(pool.process_ids()) == 1


def test_a_bad_file_is_an_error_and_costs_no_worker(pool: DecoderPool, tmp_path: Path) -> None:
    bad = put(tmp_path, "b.png", b"text")
    pool.submit_prepare(bad).exception()
    before = pool.process_ids()
    for ask in (lambda: pool.prepare(bad), lambda: pool.render(bad, 256)):
        with pytest.raises(MediaError) as caught:
            ask()
        assert caught.value.code == "import.not_media"
    assert pool.process_ids() == before


def test_nothing_starts_before_it_is_needed(pool: DecoderPool) -> None:
    assert pool.process_ids() == ()


def test_two_workers_share_many_files(tmp_path: Path) -> None:
    files = [put(tmp_path, f"{n}.png", saved(picture((50 + n, 40)), "PNG")) for n in range(40)]
    with DecoderPool() as pool:
        futures = [pool.submit_prepare(file) for file in files]
        widths = [future.result().probe.width_px for future in futures]
        assert len(pool.process_ids()) == 2
    assert widths == list(range(50, 90))


@needs_signals
def test_a_worker_that_hangs_is_killed_and_costs_one_file(file: Path) -> None:
    with DecoderPool(worker_count=1, limits=Limits(time_s=1.0)) as pool:
        pool.prepare(file)
        (hanging,) = pool.process_ids()
        os.kill(hanging, signal.SIGSTOP)
        futures = [pool.submit_prepare(file) for _ in range(3)]
        error = futures[0].exception()
        assert isinstance(error, MediaError)
        assert error.code == "import.timed_out"
        assert all(future.result().probe.width_px == 600 for future in futures[1:])
        assert hanging not in pool.process_ids()


@needs_signals
def test_a_worker_that_crashes_costs_one_file(pool: DecoderPool, file: Path) -> None:
    pool.prepare(file)
    (crashing,) = pool.process_ids()
    os.kill(crashing, signal.SIGSTOP)
    futures = [pool.submit_prepare(file) for _ in range(3)]
    wait_until(futures[0].running)
    os.kill(crashing, signal.SIGKILL)
    error = futures[0].exception()
    assert isinstance(error, MediaError)
    assert error.code == "import.crashed"
    assert all(future.result().probe.width_px == 600 for future in futures[1:])


@needs_signals
def test_a_worker_killed_between_two_files_costs_none(pool: DecoderPool, file: Path) -> None:
    pool.prepare(file)
    (killed,) = pool.process_ids()
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: not _is_running(killed))
    assert pool.prepare(file).probe.width_px == 600


def test_an_idle_worker_ends_and_another_begins(file: Path) -> None:
    with DecoderPool(worker_count=1, idle_limit_s=0.01) as pool:
        pool.prepare(file)
        wait_until(lambda: pool.process_ids() == ())
        assert pool.prepare(file).probe.width_px == 600


@needs_signals
def test_renditions_go_before_imports(tmp_path: Path, file: Path) -> None:
    order: list[str] = []

    def note(name: str, _future: object) -> None:
        order.append(name)

    with DecoderPool(worker_count=1) as pool:
        pool.prepare(file)
        (busy,) = pool.process_ids()
        os.kill(busy, signal.SIGSTOP)
        futures: list[Future[Prepared] | Future[bytes]] = []
        for name in ("first", "second", "third", "fourth"):
            patient = pool.submit_prepare(file)
            patient.add_done_callback(partial(note, name))
            futures.append(patient)
        urgent = pool.submit_render(file, 512)
        urgent.add_done_callback(partial(note, "urgent"))
        os.kill(busy, signal.SIGCONT)
        for future in [*futures, urgent]:
            future.result()
    assert order.index("urgent") < order.index("fourth")


def test_closing_cancels_what_waits_and_leaves_nothing(file: Path) -> None:
    pool = DecoderPool(worker_count=1)
    futures = [pool.submit_prepare(file) for _ in range(50)]
    wait_until(lambda: futures[0].running() or futures[0].done())
    pool.close()
    pool.close()
    for future in futures:
        assert future.done()
    assert any(
        future.cancelled() or isinstance(future.exception(), Cancelled) for future in futures
    )
    assert pool.process_ids() == ()
    with pytest.raises(Cancelled):
        pool.prepare(file)
    with pytest.raises(CancelledError):
        pool.submit_render(file, 256).result()


def test_a_cancelled_request_is_never_made(file: Path) -> None:
    with DecoderPool(worker_count=1) as pool:
        futures = [pool.submit_prepare(file) for _ in range(20)]
        assert futures[-1].cancel()
        assert futures[-2].result().probe.width_px == 600
        assert pool.prepare(file).probe.width_px == 600


def test_a_system_that_starts_no_process_is_an_answer(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_self: object) -> None:
        raise OSError("no more processes")

    monkeypatch.setattr(multiprocessing.context.SpawnProcess, "start", refuse)
    with DecoderPool(worker_count=1) as pool, pytest.raises(MediaError) as caught:
        pool.prepare(file)
    assert caught.value.code == "import.crashed"


_PROGRAM = """
import os, sys, threading
from pathlib import Path
from desktop_app.media.decoders import DecoderPool

if __name__ == "__main__":
    pool = DecoderPool()
    for future in [pool.submit_prepare(Path(sys.argv[1])) for _ in range(20)]:
        future.result()
    print(*pool.process_ids(), flush=True)
    os._exit(9)  # as if killed: nothing is taken down
"""


def test_the_workers_end_with_the_program(tmp_path: Path, file: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(_PROGRAM)
    ran = subprocess.run(
        [sys.executable, str(program), str(file)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert ran.returncode == 9, ran.stderr
    numbers = [int(number) for number in ran.stdout.split()]
    assert numbers
    wait_until(lambda: not any(_is_running(number) for number in numbers))


def test_a_worker_imports_neither_window_nor_catalog(tmp_path: Path) -> None:
    code = (
        "import sys; from desktop_app.media import decoder_worker, probe;"
        "print([m for m in sys.modules if m.split('.')[0] in"
        " {'PySide6', 'sqlalchemy', 'qasync', 'numpy', 'av', 'pi_heif'}"
        " or m.startswith(('desktop_app.ui', 'desktop_app.catalog'))])"
    )
    root = str(Path(__file__).parents[2])
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root
    )
    assert ran.stdout.strip() == "[]"


def test_what_a_worker_answers(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(answer(Request(file), 10**6, nobody_waits), Prepared)
    assert isinstance(answer(Request(file, 256), 10**6, nobody_waits), bytes)
    failure = answer(Request(tmp_path / "gone"), 10**6, nobody_waits)
    assert isinstance(failure, Failure)
    assert failure.error().code == "import.vanished"
    assert failure.error().kind is ErrorKind.PERMANENT

    def exhausted(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("desktop_app.media.probe.prepare", exhausted)
    failure = answer(Request(file), 10**6, nobody_waits)
    assert isinstance(failure, Failure)
    assert failure.code == "import.too_many_pixels"


def test_a_worker_serves_until_the_pipe_ends(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limited: list[Limits] = []
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setattr(decoder_worker, "_be_modest", limited.append)
    monkeypatch.setattr(warnings, "simplefilter", lambda _: None)
    near, far = multiprocessing.Pipe()
    serving = threading.Thread(target=decoder_worker.serve, args=(far, Limits(memory_bytes=7)))
    serving.start()
    assert near.recv() is None
    near.send(Request(file))
    assert isinstance(near.recv(), Prepared)
    near.close()
    serving.join()
    far.close()
    assert limited == [Limits(memory_bytes=7)]


def test_a_worker_tells_that_it_is_still_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setattr(decoder_worker, "_be_modest", lambda _: None)
    monkeypatch.setattr(warnings, "simplefilter", lambda _: None)
    monkeypatch.setattr(sources, "_SIGN_OF_LIFE_BYTES", 1)
    near, far = multiprocessing.Pipe()
    serving = threading.Thread(target=decoder_worker.serve, args=(far, Limits()))
    serving.start()
    assert near.recv() is None
    near.send(Request(put(tmp_path, "a", clip("mp4", frame_count=2))))
    assert near.recv() == StillReading()
    assert isinstance(near.recv(), Prepared)
    near.close()
    serving.join()
    far.close()


class Speaking:
    """The far end of a worker's pipe: says these things, each after that many seconds."""

    def __init__(self, *said: tuple[float, object]) -> None:
        self.said = list(said)
        self.now_s = 0.0

    def monotonic(self) -> float:
        return self.now_s

    def wait(self, _objects: object, timeout_s: float) -> list[object]:
        after_s = self.said[0][0]
        self.now_s += min(after_s, timeout_s)
        return [self] if after_s <= timeout_s else []

    def poll(self) -> bool:
        return True

    def recv(self) -> object:
        return self.said.pop(0)[1]

    def send(self, _request: object) -> None:
        pass


def asked(monkeypatch: pytest.MonkeyPatch, *said: tuple[float, object]) -> object:
    """What a worker that says these things answers, with ten seconds for a file."""
    speaking = Speaking(*said)
    monkeypatch.setattr(worker_process, "wait", speaking.wait)
    monkeypatch.setattr(time, "monotonic", speaking.monotonic)
    process = object.__new__(WorkerProcess)
    process._limits, process._sent, process._head_since_s = Limits(time_s=10), 0, 0.0
    process._pipe = speaking  # type: ignore[assignment]
    process._process = SimpleNamespace(sentinel=0)  # type: ignore[assignment]
    return process.answer_to([Request(Path("large.mp4"))])


def test_each_sign_of_life_gives_a_file_its_time_again(monkeypatch: pytest.MonkeyPatch) -> None:
    sign = StillReading()
    assert asked(monkeypatch, (9, sign), (9, sign), (9, b"picture")) == b"picture"
    for said in ([(11, b"late")], [(9, sign), (11, b"late")]):
        with pytest.raises(WorkerLost) as caught:
            asked(monkeypatch, *said)
        assert caught.value.code == "import.timed_out"


def _is_running(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    process = Path(f"/proc/{number}")
    try:
        has_ended = (process / "stat").read_text().rpartition(")")[2].split()[0] in {"Z", "X"}
        # the first thread may be gone before the others: only then can its end be told
        return not has_ended or len(list((process / "task").iterdir())) > 1
    except OSError:
        return sys.platform != "linux"


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[RenditionCache]:
    with RenditionCache(tmp_path / "renditions.db") as opened:
        yield opened


def test_a_rendition_is_made_once_and_kept(
    cache: RenditionCache, pool: DecoderPool, file: Path
) -> None:
    renditions = Renditions(cache, pool)
    made = renditions.obtain("id", file, GRID_SIZE_PX, CancelToken())
    assert cache.read("id", GRID_SIZE_PX) == made
    file.unlink()
    assert renditions.obtain("id", file, GRID_SIZE_PX, CancelToken()) == made
    with pytest.raises(MediaError) as caught:
        renditions.obtain("id", file, 512, CancelToken())
    assert caught.value.code == "import.vanished"
    assert not renditions._being_made


def test_a_called_off_rendition_is_not_made(cache: RenditionCache, file: Path) -> None:
    token = CancelToken()
    token.cancel()
    with DecoderPool() as pool, pytest.raises(Cancelled):
        Renditions(cache, pool).obtain("id", file, GRID_SIZE_PX, token)


def test_two_who_want_the_same_wait_for_one(cache: RenditionCache, file: Path) -> None:
    class Slow(DecoderPool):
        count = 0
        may_go_on = threading.Event()

        def render(self, path: Path, size_px: int) -> bytes:
            self.count += 1
            self.may_go_on.wait(20)
            return b"picture of %d" % size_px

    pool = Slow()
    renditions = Renditions(cache, pool)
    answers: list[bytes] = []
    threads = [
        threading.Thread(
            target=lambda: answers.append(renditions.obtain("id", file, 512, CancelToken()))
        )
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    wait_until(lambda: pool.count == 1)
    pool.may_go_on.set()
    for thread in threads:
        thread.join()
    assert answers == [b"picture of 512"] * 3
    assert pool.count == 1
