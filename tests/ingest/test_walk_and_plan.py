import os
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from desktop_app.domain.changes import ImportProblem
from desktop_app.domain.entities import AssetRow
from desktop_app.domain.errors import Cancelled
from desktop_app.domain.ports import CancelToken
from desktop_app.ingest.plan import find_files, mark_duplicates
from desktop_app.ingest.walk import shown, walk
from tests.media.made_files import picture, put, saved

PNG = saved(picture(), "PNG")
JPEG = saved(picture(), "JPEG")


def found(*paths: Path) -> list[str]:
    return [p.name if isinstance(p, Path) else p.code for p in walk(paths, CancelToken())]


def test_folders_are_walked_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b", "a/z", "a/c/d", "c"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert found(tmp_path) == ["b", "c", "z", "d"]
    assert found(tmp_path / "c", tmp_path / "a") == ["c", "z", "d"]


def test_hidden_files_are_taken_only_when_named(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    for name in (".git/a.png", ".hidden.png", "seen.png"):
        (tmp_path / name).touch()
    assert found(tmp_path) == ["seen.png"]
    assert found(tmp_path / ".hidden.png", tmp_path / ".git") == [".hidden.png", "a.png"]


def test_links_inside_a_folder_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    folder = tmp_path / "folder"
    outside.mkdir()
    folder.mkdir()
    put(outside, "secret.png", PNG)
    put(folder, "own.png", PNG)
    (folder / "link.png").symlink_to(outside / "secret.png")
    (folder / "way out").symlink_to(outside)
    (folder / "loop").symlink_to(folder)
    assert found(folder) == ["own.png"]
    assert found(folder / "link.png") == ["link.png"], "a link that is named itself is meant"


def test_everything_is_found_once(tmp_path: Path) -> None:
    put(tmp_path, "a.png", PNG)
    assert found(tmp_path, tmp_path, tmp_path / "a.png") == ["a.png"]
    os.link(tmp_path / "a.png", tmp_path / "b.png")
    assert found(tmp_path) == ["a.png", "b.png"], "two names are two files"


def test_what_cannot_be_read_is_a_problem_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = tmp_path / "locked"
    locked.mkdir()
    put(tmp_path, "z.png", PNG)
    real = os.scandir

    def refuse(path: str | Path) -> object:
        if Path(path) == locked:
            raise PermissionError(13, "not yours")
        return real(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert found(tmp_path / "gone", tmp_path) == ["import.vanished", "z.png", "import.unreadable"]
    assert found(tmp_path / "nul\0") == ["import.unreadable"]


def test_a_file_that_goes_while_the_folder_is_walked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = put(tmp_path, "a.png", PNG)
    real = Path.stat

    def vanish(path: Path, **options: bool) -> os.stat_result:
        if path == gone:
            raise FileNotFoundError(2, "gone")
        return real(path, **options)

    monkeypatch.setattr(Path, "stat", vanish)
    assert found(tmp_path) == ["import.vanished"]


def test_walking_can_be_called_off(tmp_path: Path) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        list(walk([tmp_path], token))


def test_the_plan_counts_what_comes_and_says_why_not(tmp_path: Path) -> None:
    put(tmp_path, "a.png", PNG)
    put(tmp_path, "b.jpg", JPEG)
    put(tmp_path, "a.txt", b"the prompt of a.png")
    put(tmp_path, "b.jpg.json", b"{}")
    put(tmp_path, "notes.txt", b"nobody's")
    put(tmp_path, "clip.gif", b"\0\0\0\x18ftypisom" + bytes(16))
    put(tmp_path, "empty.png", b"")
    os.mkfifo(tmp_path / "pipe.png")
    plan = find_files([tmp_path], CancelToken())
    assert [file.path.name for file in plan.files] == ["a.png", "b.jpg", "clip.gif"]
    assert [file.mime_type for file in plan.files] == ["image/png", "image/jpeg", "video/mp4"]
    assert (plan.file_count, plan.total_bytes) == (3, len(PNG) + len(JPEG) + 28)
    assert {Path(p.path).name: p.code for p in plan.problems} == {
        "notes.txt": "import.not_media",
        "empty.png": "import.empty",
        "pipe.png": "import.not_media",
    }


def test_duplicates_in_the_library_and_in_the_plan(tmp_path: Path) -> None:
    put(tmp_path, "a.png", PNG)
    put(tmp_path, "b.png", PNG)
    put(tmp_path, "c.jpg", JPEG)
    gone = put(tmp_path, "d.png", PNG + b"!")
    found = find_files([tmp_path], CancelToken())
    gone.unlink()
    asked: list[str] = []

    def known(hashes: Iterable[str]) -> dict[str, AssetRow]:
        listed = list(hashes)
        asked.extend(listed)
        return {listed[-1]: AssetRow(1)}

    plan = mark_duplicates(found, known, CancelToken())
    assert [file.is_duplicate for file in plan.files] == [False, True, True, False]
    assert plan.duplicate_count == 2
    assert plan.files[3].content_hash == "", "the import itself says why"
    assert len(asked) == 3


def test_looking_for_duplicates_can_be_called_off(tmp_path: Path) -> None:
    put(tmp_path, "a.png", PNG)
    plan = find_files([tmp_path], CancelToken())
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        mark_duplicates(plan, lambda _: {}, token)
    with pytest.raises(Cancelled):
        find_files([tmp_path], token)


@pytest.mark.skipif(sys.platform != "linux", reason="names there are text")
def test_names_of_any_bytes_can_be_shown(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9\n.png"))
    path.write_bytes(b"text")
    (problem,) = find_files([path], CancelToken()).problems
    assert isinstance(problem, ImportProblem)
    problem.path.encode()
    assert shown(path).endswith("caf\ufffd\n.png")
