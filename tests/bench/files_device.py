"""The processes that are measured by the part `files`; they tell their figures as sync_device.py.

``WHAT URL KEY EMAIL PASSWORD``
"""

import io
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PIL import Image

from desktop_app.domain.changes import ChangeSet
from desktop_app.domain.entities import FileState
from desktop_app.domain.files import Keeping, KeepingRule
from desktop_app.domain.ports import CancelToken
from desktop_app.domain.query import AssetQuery
from desktop_app.session import Library
from desktop_app.sync.surroundings import Limits
from tests.bench.sync_device import SWITCH_INTERVAL_S, Server, Waiter, opened, tell

SIZES_MB = (4,) * 20 + (12,) * 6
"""Large ones go up in parts that can be taken up again."""
_AT_MOST_S = 300.0


def make_files(folder: Path) -> list[Path]:
    """Make pictures of those sizes, each another."""
    encoded = io.BytesIO()
    Image.effect_noise((512, 512), 60).convert("RGB").save(encoded, "PNG", compress_level=1)
    paths = []
    for number, size_mb in enumerate(SIZES_MB):
        # What follows a picture's end belongs to no picture.
        rest = number.to_bytes(4, "big") * ((size_mb * 1_000_000 - encoded.tell()) // 4)
        paths.append(folder / f"{number:02d}.png")
        paths[-1].write_bytes(encoded.getvalue() + rest)
    return paths


def upload(server: Server) -> None:
    """Send what was imported while nothing was sent."""
    with opened(server) as (library, _account), tempfile.TemporaryDirectory() as folder:
        paths = make_files(Path(folder))
        library.importer.run(paths, token=CancelToken(), progress=lambda _progress: None)
        begun_s = time.perf_counter()
        library.begin_sync()
        Waiter(library).until_up_to_date()
        tell(_told(begun_s))


def download(server: Server) -> None:
    """Fetch all originals to a machine that has the rows."""
    with opened(server) as (library, account):
        library.sync_once(account, CancelToken())
        library.begin_sync()
        Waiter(library).until_up_to_date()
        assert library.sync is not None
        begun_s = time.perf_counter()
        library.sync.keep_originals(KeepingRule(Keeping.ALL))
        _wait_until(library, lambda: _stored(library) == len(SIZES_MB))
        tell(_told(begun_s))


def bare(server: Server) -> None:
    """The same bytes by HTTP alone, as many at once as sync."""
    limits = Limits()
    with server.bare() as (client, user_id), tempfile.TemporaryDirectory() as folder:

        def send(path: Path) -> None:
            client.post(
                f"/storage/v1/object/user-library/{user_id}/{path.name}",
                content=path.read_bytes(),
                headers={"content-type": "image/png"},
            ).raise_for_status()

        def fetch(path: Path) -> None:
            place = f"/storage/v1/object/authenticated/user-library/{user_id}/{path.name}"
            with client.stream("GET", place) as answer, path.open("wb") as file:
                answer.raise_for_status()
                for chunk in answer.iter_bytes(1024 * 1024):
                    file.write(chunk)

        paths = make_files(Path(folder))
        for work, at_once in ((send, limits.upload_at_once), (fetch, limits.originals_at_once)):
            told = _timed(work, paths, at_once)
            tell({"mb_per_s": told["mb"] / told["s"]})


def _timed(work: Callable[[Path], None], paths: Sequence[Path], at_once: int) -> dict[str, float]:
    begun_s = time.perf_counter()
    with ThreadPoolExecutor(at_once) as threads:
        for done in [threads.submit(work, path) for path in paths]:
            done.result()
    return _told(begun_s)


def _told(begun_s: float) -> dict[str, float]:
    return {"s": time.perf_counter() - begun_s, "mb": sum(SIZES_MB), "files": len(SIZES_MB)}


def _stored(library: Library) -> int:
    rows = library.searcher.search(AssetQuery()).result().rows
    assets = library.catalog.assets([int(row) for row in rows])
    return sum(asset.file_state is FileState.STORED for asset in assets)


def _wait_until(library: Library, is_so: Callable[[], bool]) -> None:
    """Look after each commit whether it is so."""
    came = threading.Event()

    def on_committed(_change: ChangeSet) -> None:
        came.set()

    unsubscribe = library.catalog.subscribe(on_committed)
    while not is_so():
        if not came.wait(_AT_MOST_S):
            raise TimeoutError
        came.clear()
    unsubscribe()


def main() -> None:
    """Do what the command line says."""
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    {one.__name__: one for one in (upload, download, bare)}[sys.argv[1]](Server(*sys.argv[2:]))
