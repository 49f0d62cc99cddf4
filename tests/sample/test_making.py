import io
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from PIL import Image

from desktop_app.catalog.catalog import Catalog
from desktop_app.catalog.folder_lock import FolderLock
from desktop_app.domain.errors import CatalogError
from desktop_app.media.probe import prepare
from desktop_app.sample import making, pictures
from desktop_app.sample.canvas import Canvas
from desktop_app.sample.making import is_made, make_sample
from desktop_app.sample.pictures import all_pictures
from desktop_app.sample.stories import FILMS, STORIES, Story
from tests.media.made_files import put

NOW_US = 1_760_000_000_000_000
DAY_US = 86_400_000_000


class FixedClock:
    def now_us(self) -> int:
        return NOW_US


@pytest.fixture(autouse=True)
def small_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = (((192, 128), 1), ((128, 192), 1))
    monkeypatch.setattr(pictures, "_SIZES", sizes)
    monkeypatch.setattr(pictures, "_FILM_SIZES", sizes)
    monkeypatch.setattr(pictures, "_FILM_FRAMES", (9,))


def make(folder: Path, count: int = 12) -> list[tuple[int, int]]:
    told: list[tuple[int, int]] = []
    make_sample(folder, lambda *step: told.append(step), clock=FixedClock(), count=count)
    return told


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "sample"


def test_the_sample_is_a_library_like_any_other(folder: Path) -> None:
    told = make(folder)
    assert is_made(folder)
    assert told[0] == (0, 24)
    assert told[-1] == (24, 24)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    catalog = Catalog.open(folder / "catalog.db")
    assets = catalog.all_assets()
    assert len(assets) == 12
    wanted = {picture.name: picture for picture in all_pictures(NOW_US)}
    for asset in assets:
        assert asset.file_name is not None
        picture = wanted[asset.file_name]
        assert asset.created_at_us == picture.created_at_us
        assert (asset.custom_title, asset.tags) == (picture.title, picture.tags)
        assert (folder / asset.storage_path).is_file()
        if picture.making:
            assert asset.original_prompt == picture.making.prompt
            assert asset.model_used == picture.making.model
            assert asset.generation_seed == str(picture.seed)
    assert len(catalog.collections()) == 5
    assert len(catalog.saved_searches()) == 3
    catalog.close()
    assert not (folder / "painted").exists()


def test_it_is_made_once(folder: Path) -> None:
    make(folder, 2)
    before = sorted(path.stat().st_mtime_ns for path in folder.rglob("*"))
    assert make(folder, 2) == []
    assert sorted(path.stat().st_mtime_ns for path in folder.rglob("*")) == before


def test_an_interrupted_one_is_made_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(making, "_move", interrupt)
        with pytest.raises(KeyboardInterrupt):
            make(folder, 2)
    assert not folder.exists()
    make(folder, 2)
    assert is_made(folder)


def test_an_interrupted_move_is_made_anew(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "originals" / "ab").mkdir(parents=True)
    put(folder / "originals" / "ab", "left.png", b"half")
    put(folder, "sample.filling", b"")
    put(folder, "catalog.db", b"half")
    make(folder, 2)
    assert is_made(folder)
    assert not (folder / "sample.filling").exists()
    assert not (folder / "originals" / "ab" / "left.png").exists()


def test_other_files_in_the_folder_stay(folder: Path) -> None:
    folder.mkdir(parents=True)
    put(folder, "view.json", b"{}")
    make(folder, 2)
    assert is_made(folder)
    assert (folder / "view.json").read_bytes() == b"{}"


def test_a_library_of_the_users_own_is_never_touched(folder: Path) -> None:
    folder.mkdir(parents=True)
    put(folder, "catalog.db", b"years of work")
    assert make(folder) == []
    assert [path.name for path in folder.iterdir()] == ["catalog.db"]
    assert not is_made(folder)


@pytest.mark.parametrize("mark", [b"", b"[]", b'{"version": 0}', b"\xff"])
def test_another_mark_is_none(folder: Path, mark: bytes) -> None:
    folder.mkdir(parents=True)
    put(folder, "sample.json", mark)
    assert not is_made(folder)


def test_two_programs_do_not_make_it_at_once(folder: Path) -> None:
    folder.parent.mkdir()
    lock = FolderLock(folder.with_name("sample.making.lock"))
    with pytest.raises(CatalogError) as caught:
        make(folder, 2)
    lock.release()
    assert caught.value.code == "catalog.in_use"


def test_there_are_three_hundred_and_they_vary() -> None:
    made = all_pictures(NOW_US)
    assert len(made) == len({picture.name for picture in made}) == 300
    moments = [picture.created_at_us for picture in made]
    assert moments == sorted(moments)
    assert NOW_US - 41 * DAY_US < moments[0] < moments[-1] < NOW_US
    assert len({picture.created_at_us // DAY_US for picture in made}) > 15
    models = Counter(picture.making.model for picture in made if picture.making)
    assert {"sdxl", "flux-dev", "sd-1.5"} <= set(models)
    assert {picture.visibility for picture in made} == {"private", "shared", "public"}
    assert 15 < sum(picture.is_favorite for picture in made) < 80
    tags = {tag for picture in made for tag in picture.tags}
    assert {"role:character", "sunset", "landscape"} <= tags
    assert any(picture.making and not picture.making.prompt.isascii() for picture in made)
    assert any(picture.roleplay for picture in made)
    assert any(not picture.tags for picture in made)
    assert any(picture.making is None for picture in made)
    suffixes = {picture.name.rpartition(".")[2] for picture in made}
    assert suffixes == {"jpg", "png", "webp", "mp4", "webm"}
    assert Counter(picture.story.name for picture in made) == {
        story.name: story.weight for story in (*STORIES, *FILMS)
    }


def test_some_of_them_are_films() -> None:
    made = all_pictures(NOW_US)
    films = [picture for picture in made if picture.mood.film]
    assert 6 <= len(films) <= 8
    assert films[-1] in made[-10:], "one is among the first that a user sees"
    assert {picture.frame_count for picture in films} == {9}
    assert {picture.frame_count for picture in made if not picture.mood.film} == {1}
    models = {picture.making.model for picture in films if picture.making}
    assert "wan2.1_t2v_14B" in models
    assert not models & {p.making.model for p in made if p.making and not p.mood.film}


@pytest.mark.parametrize("story", FILMS, ids=[story.name for story in FILMS])
def test_films_move_and_tell_how_they_were_made(tmp_path: Path, story: Story) -> None:
    picture = next(one for one in all_pictures(NOW_US) if one.story == story)
    assert picture.mood.film is not None
    frames = [
        frame.tobytes() for frame in picture.mood.film(Canvas(*picture.size_px, picture.seed), 5)
    ]
    assert len(set(frames)) == 5
    for is_in_comment in (True, False):
        seed = picture.seed // 2 * 2 + (not is_in_comment)
        data = replace(picture, seed=seed).encoded()
        prepared = prepare(put(tmp_path, picture.name, data))
        assert prepared.probe.asset_type == "video"
        assert (prepared.probe.width_px, prepared.probe.height_px) == picture.size_px
        assert prepared.probe.duration_seconds == pytest.approx(9 / 16, abs=0.01)
        assert prepared.generation.generator == "ComfyUI"
        assert prepared.generation.seed == str(seed)
        places = {place.lower() for place in prepared.generation.raw}
        assert places == ({"comment"} if is_in_comment else {"prompt", "workflow"})
    plain = prepare(put(tmp_path, picture.name, replace(picture, making=None).encoded()))
    assert plain.generation.raw == {}


def test_the_same_seed_paints_the_same_picture(tmp_path: Path) -> None:
    first, second = all_pictures(NOW_US), all_pictures(NOW_US)
    assert [picture.name for picture in first] == [picture.name for picture in second]
    one_each = {picture.story.name: picture for picture in first}
    again = {picture.story.name: picture for picture in second}
    for name, picture in one_each.items():
        data = picture.encoded()
        assert data == again[name].encoded(), name
        prepared = prepare(put(tmp_path, picture.name, data))
        assert (prepared.probe.width_px, prepared.probe.height_px) == picture.size_px
        low, high = Image.open(io.BytesIO(prepared.rendition)).convert("L").getextrema()
        assert high - low > 40, "there is something to see"  # type: ignore[operator]
        if picture.making:
            assert prepared.generation.prompt == picture.making.prompt
            assert prepared.generation.sampler == picture.making.sampler


@pytest.mark.parametrize("story", [*STORIES, *FILMS], ids=lambda story: story.name)
def test_every_story_paints_in_any_shape(story: Story) -> None:
    random = Random(7)
    for seed, size in enumerate([(64, 200), (240, 80), (100, 100), (131, 97)] * 2):
        canvas = Canvas(*size, seed)
        story.mood(random).paint(canvas)
        assert canvas.image.size == size
        assert canvas.image.mode == "RGB"


def test_the_mark_names_its_version(folder: Path) -> None:
    make(folder, 1)
    assert json.loads((folder / "sample.json").read_text()) == {"version": 2}
