import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop_app.catalog.catalog import Catalog
from desktop_app.domain.changes import ChangeSet, ImportProgress, Origin
from desktop_app.domain.entities import AssetRow, FileState, NewAsset
from desktop_app.domain.errors import Cancelled, CatalogError, MediaError
from desktop_app.domain.ports import CancelToken
from desktop_app.ingest import import_run
from desktop_app.ingest.importer import Importer, ImportPlan
from desktop_app.media.decoders import DecoderPool
from desktop_app.media.rendition_cache import RenditionCache
from desktop_app.media.store import FileStore
from tests.ingest.shelf import Shelf, some
from tests.media.made_clips import clip
from tests.media.made_files import INFOTEXT, animated, picture, png_with, put, saved

if TYPE_CHECKING:
    from concurrent.futures import Future

    from desktop_app.media.prepared import Prepared


def test_files_become_assets(shelf: Shelf, inbox: Path) -> None:
    fox = put(inbox, "fox.jpeg", png_with({"parameters": INFOTEXT}, picture((600, 400))))
    os.utime(fox, ns=(10**18, 10**18))
    put(inbox, "moving.gif", animated("GIF"))
    put(inbox, "clip.png", clip("webm", tags={"comment": "nobody's", "title": "A boat"}))
    ended = shelf.bring_in(inbox)
    assert (ended.added, ended.done, ended.total, ended.duplicates) == (3, 3, 3, 0)
    assert (ended.is_finished, ended.is_cancelled, ended.problems) == (True, False, ())
    assert shelf.told[-1] == ended
    by_name = {asset.file_name: asset for asset in shelf.catalog.all_assets()}
    asset = by_name["fox.jpeg"]
    assert (asset.mime_type, asset.asset_type) == ("image/png", "image")
    assert (asset.width_px, asset.height_px) == (600, 400)
    assert asset.original_prompt.startswith("a red fox")
    assert (asset.model_used, asset.content_category) == ("sdxl", "animal")
    assert (asset.generation_seed, asset.generation.seed) == (None, str(2**64 - 1))
    assert asset.created_at_us == 10**15
    assert asset.storage_path == f"originals/{asset.id[:2]}/{asset.id}.png"
    assert shelf.store.path_of(asset.id, asset.mime_type).read_bytes() == fox.read_bytes()
    assert by_name["moving.gif"].duration_seconds == 0.36
    video = by_name["clip.png"]
    assert (video.asset_type, video.mime_type) == ("video", "video/webm")
    assert (video.width_px, video.height_px, video.duration_seconds) == (64, 48, 0.5)
    assert video.original_prompt == "A boat"
    assert video.storage_path.endswith(".webm")
    shelf.check_consistent()


def test_tiles_come_in_batches(shelf: Shelf, inbox: Path) -> None:
    some(inbox, 130)
    ended = shelf.bring_in(inbox)
    assert ended.added == 130
    steps = [progress.added for progress in shelf.told]
    assert steps == sorted(steps)
    sizes = [b - a for a, b in zip([0, *steps], steps, strict=False)]
    assert max(sizes) <= import_run.BATCH_ASSETS
    assert len(shelf.told) >= 3


def test_the_same_bytes_come_in_once(shelf: Shelf, inbox: Path) -> None:
    some(inbox, 5)
    put(inbox, "twice.png", (inbox / "001.png").read_bytes())
    first = shelf.bring_in(inbox)
    assert (first.added, first.duplicates) == (5, 1)
    again = shelf.bring_in(inbox)
    assert (again.added, again.duplicates) == (0, 6)
    plan = shelf.importer.plan([inbox], CancelToken())
    assert plan.duplicate_count == 6
    skipped = shelf.importer.run(plan, token=CancelToken(), progress=shelf.told.append)
    assert (skipped.added, skipped.duplicates) == (0, 6)
    kept = shelf.importer.run(
        plan, token=CancelToken(), progress=shelf.told.append, keep_duplicates=True
    )
    assert (kept.added, kept.duplicates) == (6, 0)
    shelf.check_consistent()


def test_duplicates_are_not_copied_but_for_the_first(
    shelf: Shelf, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some(inbox, 160)
    shelf.bring_in(inbox)
    stored = shelf.stored()
    put(inbox, "new.png", saved(picture((300, 200)), "PNG"))
    copied: list[str] = []
    real = shelf.store.add_copy

    def note(source: Path, *arguments: str, **more: object) -> Path:
        copied.append(source.name)
        return real(source, *arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(shelf.store, "add_copy", note)
    again = shelf.bring_in(inbox)
    assert (again.added, again.duplicates, again.problems) == (1, 160, ())
    assert len(copied) < 160
    assert copied[-1] == "new.png"
    assert len(shelf.stored()) == len(stored) + 1
    assert set(stored) < set(shelf.stored())
    shelf.check_consistent()


def test_an_import_that_goes_on_after_a_crash_decodes_only_what_is_new(
    shelf: Shelf, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some(inbox, 220)
    shelf.bring_in(*(inbox / f"{number:03d}.png" for number in range(200)))
    decoded: list[str] = []
    real = shelf.decoders.submit_prepare

    def note(path: Path) -> "Future[Prepared]":
        decoded.append(path.name)
        return real(path)

    monkeypatch.setattr(shelf.decoders, "submit_prepare", note)
    again = shelf.bring_in(inbox)
    assert (again.added, again.duplicates, again.problems) == (20, 200, ())
    until_it_is_known = import_run.BATCH_ASSETS + 2 * import_run._THREADS
    assert len(decoded) < until_it_is_known + 20 + import_run._THREADS
    shelf.check_consistent()


def test_bad_files_never_stop_the_rest(shelf: Shelf, inbox: Path) -> None:
    some(inbox, 3)
    put(inbox, "cut.png", saved(picture((600, 400)), "PNG")[:-300])
    put(inbox, "text.png", b"text")
    put(inbox, "empty.jpg", b"")
    put(inbox, "clip.webm", b"\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0\x1f\x42\x82\x84webm")
    ended = shelf.bring_in(inbox, inbox / "gone.png")
    assert ended.added == 3
    assert {Path(p.path).name: p.code for p in ended.problems} == {
        "cut.png": "import.damaged",
        "text.png": "import.not_media",
        "empty.jpg": "import.empty",
        "clip.webm": "import.damaged",
        "gone.png": "import.vanished",
    }
    shelf.check_consistent()


def test_a_file_that_goes_after_the_plan(shelf: Shelf, inbox: Path) -> None:
    some(inbox, 3)
    plan = shelf.importer.plan([inbox], CancelToken())
    (inbox / "001.png").unlink()
    (inbox / "002.png").write_bytes(b"now a text")
    ended = shelf.importer.run(plan, token=CancelToken(), progress=shelf.told.append)
    assert ended.added == 1
    assert sorted(p.code for p in ended.problems) == ["import.not_media", "import.vanished"]


def test_referenced_files_stay_where_they_are(shelf: Shelf, inbox: Path) -> None:
    some(inbox, 2)
    collection_id, _ = shelf.catalog.create_collection("Here", origin=Origin.SIDEBAR)
    ended = shelf.importer.run(
        [inbox],
        token=CancelToken(),
        progress=shelf.told.append,
        reference=True,
        collection_id=collection_id,
    )
    assert ended.added == 2
    for asset in shelf.catalog.all_assets():
        assert asset.file_state is FileState.REFERENCED
        assert asset.source_path is not None
        assert Path(asset.source_path).parent == inbox
        assert asset.collection_id == collection_id
    assert shelf.stored() == []


@pytest.mark.skipif(sys.platform != "linux", reason="names there are text")
def test_a_name_that_is_no_text_is_copied_instead(shelf: Shelf, inbox: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(inbox) + b"/caf\xe9.png"))
    path.write_bytes(saved(picture(), "PNG"))
    assert shelf.bring_in(inbox, reference=True).added == 1
    (asset,) = shelf.catalog.all_assets()
    assert asset.file_state is FileState.STORED
    assert asset.file_name == "caf\ufffd.png"


def test_an_import_of_nothing_ends_at_once(shelf: Shelf, inbox: Path) -> None:
    assert shelf.bring_in(inbox) == ImportProgress(0, 0, 0, 0, (), is_finished=True)
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        shelf.bring_in(inbox, token=token)


def test_cancelled_midway_it_keeps_what_was_ready(shelf: Shelf, inbox: Path) -> None:
    some(inbox, 120)
    token = CancelToken()

    def cancel_soon(progress: ImportProgress) -> None:
        if progress.added:
            token.cancel()

    ended = shelf.importer.run([inbox], token=token, progress=cancel_soon)
    assert ended.is_cancelled
    assert ended.is_finished
    assert 0 < ended.added < 120
    assert len(shelf.catalog.all_assets()) == ended.added
    shelf.check_consistent()


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no signals to stop with")
def test_cancelling_does_not_wait_for_a_hanging_decoder(shelf: Shelf, inbox: Path) -> None:
    some(inbox, 4)
    token = CancelToken()
    shelf.decoders.prepare(inbox / "000.png")
    hanging = shelf.decoders.process_ids()
    for number in hanging:
        os.kill(number, signal.SIGSTOP)
    try:
        timer = threading.Timer(0.05, token.cancel)
        timer.start()
        ended = shelf.importer.run([inbox], token=token, progress=shelf.told.append)
        timer.join()
        assert (ended.is_cancelled, ended.added) == (True, 0)
    finally:
        for number in hanging:
            os.kill(number, signal.SIGCONT)
    shelf.check_consistent()


def test_closing_the_decoders_ends_an_import(library_folder: Path, inbox: Path) -> None:
    some(inbox, 30)
    catalog = Catalog.open(library_folder / "catalog.db")
    decoders = DecoderPool()
    with RenditionCache(library_folder / "renditions.db") as cache:
        importer = Importer(catalog, FileStore(library_folder / "originals"), cache, decoders)
        decoders.close()
        ended = importer.run([inbox], token=CancelToken(), progress=lambda _: None)
        assert ended.added == 0
    catalog.close()


class Failing:
    """A catalog that refuses from the n-th batch on."""

    def __init__(self, catalog: Catalog, good_batches: int, *, fails_reading: bool = False) -> None:
        self._catalog = catalog
        self._good_batches = good_batches
        self._fails_reading = fails_reading

    def add_assets(self, assets: Sequence[NewAsset], *, origin: Origin) -> ChangeSet:
        if self._good_batches == 0:
            raise CatalogError("catalog.disk_full")
        self._good_batches -= 1
        return self._catalog.add_assets(assets, origin=origin)

    def rows_with_hashes(self, hashes: Iterable[str]) -> dict[str, AssetRow]:
        if self._fails_reading:
            raise CatalogError("catalog.closed")
        return self._catalog.rows_with_hashes(hashes)


@pytest.mark.parametrize("good_batches", [0, 1])
def test_a_refused_batch_is_taken_back(shelf: Shelf, inbox: Path, good_batches: int) -> None:
    some(inbox, 120)
    catalog = Failing(shelf.catalog, good_batches)
    importer = Importer(catalog, shelf.store, shelf.cache, shelf.decoders)
    with pytest.raises(CatalogError) as caught:
        importer.run([inbox], token=CancelToken(), progress=shelf.told.append)
    assert caught.value.code == "catalog.disk_full"
    shelf.check_consistent()
    assert shelf.bring_in(inbox).added + len(shelf.stored()) >= 120


def test_a_catalog_that_cannot_be_read_stops_the_import(shelf: Shelf, inbox: Path) -> None:
    some(inbox, 20)
    catalog = Failing(shelf.catalog, 99, fails_reading=True)
    importer = Importer(catalog, shelf.store, shelf.cache, shelf.decoders)
    with pytest.raises(CatalogError):
        importer.run([inbox], token=CancelToken(), progress=shelf.told.append)
    assert shelf.stored() == []


def refuse_with(code: str) -> Callable[..., Path]:
    def refuse(*_: object, **__: object) -> Path:
        raise MediaError(code)

    return refuse


def test_a_full_disk_stops_the_import(
    shelf: Shelf, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some(inbox, 60)
    monkeypatch.setattr(shelf.store, "add_copy", refuse_with("import.disk_full"))
    ended = shelf.bring_in(inbox)
    assert ended.is_finished
    assert ended.added == 0
    assert ended.done < 60
    assert {p.code for p in ended.problems} == {"import.disk_full"}


def test_a_copy_that_fails_gives_the_same_bytes_another_chance(
    shelf: Shelf, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(inbox, "a.png", saved(picture(), "PNG"))
    with monkeypatch.context() as patched:
        patched.setattr(shelf.store, "add_copy", refuse_with("import.changed"))
        assert [p.code for p in shelf.bring_in(inbox).problems] == ["import.changed"]
    assert shelf.bring_in(inbox).added == 1


def test_a_killed_import_leaves_only_what_the_sweep_takes(shelf: Shelf, inbox: Path) -> None:
    some(inbox, 2)
    shelf.bring_in(inbox)
    orphan = "00000000-0000-4000-8000-000000000000"
    shelf.store.add_copy(inbox / "000.png", orphan, "image/png")  # and no row follows
    reopened = FileStore(shelf.store.folder)
    assert reopened.sweep({asset.id for asset in shelf.catalog.all_assets()}) == 1
    shelf.check_consistent()


def test_the_plan_is_for_the_window_too(shelf: Shelf, inbox: Path) -> None:
    some(inbox, 2)
    plan = shelf.importer.plan([inbox], CancelToken())
    assert isinstance(plan, ImportPlan)
    assert (plan.file_count, plan.duplicate_count) == (2, 0)
