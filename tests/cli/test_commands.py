import csv
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from desktop_app import logs, settings
from desktop_app.catalog.catalog import Catalog
from desktop_app.cli import commands, importing, searching
from desktop_app.cli.exit_codes import ExitCode
from desktop_app.domain.changes import ImportProgress
from desktop_app.domain.errors import Cancelled, CatalogError, ErrorKind
from desktop_app.exporting.rows import COLUMNS
from desktop_app.ingest.importer import Importer
from desktop_app.session import Library
from tests.cli.conftest import CONTENT, Kept, Shell

CHECKOUT = Path(commands.__file__).parent.parent.parent


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder with two pictures, one of them twice, and a text."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number, name in enumerate(("fox.png", "owl.png")):
        noise = np.random.default_rng(number).integers(0, 255, (24, 32, 3), dtype=np.uint8)
        told = PngInfo()
        told.add_text(
            "parameters",
            f"a {name.partition('.')[0]} in snow\nSteps: 20, Sampler: Euler, Seed: {number},"
            " CFG scale: 7",
        )
        Image.fromarray(noise).save(folder / name, pnginfo=told)
    (folder / "again.png").write_bytes((folder / "fox.png").read_bytes())
    (folder / "notes.doc").write_text("no picture")
    return folder


# --- import


def test_a_folder_is_imported_and_what_will_not_go_is_told(shell: Shell, pictures: Path) -> None:
    answer = shell("import", str(pictures))
    assert answer.code == ExitCode.SOME_FAILED
    assert answer.lines == ["added\t2", "duplicates\t1", "problems\t1"]
    assert f"{pictures / 'notes.doc'}: not an image or video" in answer.err
    found = shell("search", "snow", "--json")
    assert sorted(row["original_prompt"] for row in json.loads(found.out)) == [
        "a fox in snow",
        "a owl in snow",
    ]


def test_once_more_it_is_all_duplicates(shell: Shell, pictures: Path) -> None:
    shell("import", str(pictures / "fox.png"))
    answer = shell("import", str(pictures / "fox.png"))
    assert answer.code == ExitCode.DONE
    assert answer.lines == ["added\t0", "duplicates\t1", "problems\t0"]
    assert shell("import", "--keep-duplicates", str(pictures / "fox.png")).lines[0] == "added\t1"


def test_files_go_into_a_collection_that_is_made_once(shell: Shell, pictures: Path) -> None:
    shell("import", "--collection", "Animals", str(pictures / "fox.png"))
    shell("import", "--collection", " Animals", str(pictures / "owl.png"))
    found = json.loads(shell("search", "", "--json").out)
    assert [row["collection"] for row in found] == ["Animals", "Animals"]
    assert len({row["collection_id"] for row in found}) == 1


def test_files_can_be_left_where_they_are(shell: Shell, pictures: Path) -> None:
    shell("import", "--reference", str(pictures / "fox.png"))
    (row,) = json.loads(shell("search", "", "--json").out)
    assert row["file"] == str(pictures / "fox.png")


def test_an_interrupted_import_keeps_what_is_in(
    shell: Shell, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Importer.run

    def run_interrupted(self: Importer, *arguments: object, **options: object) -> ImportProgress:
        os.kill(os.getpid(), signal.SIGINT)
        return run(self, *arguments, **options)  # type: ignore[arg-type]

    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(Importer, "run", run_interrupted)
    answer = shell("import", str(pictures))
    assert answer.code == ExitCode.INTERRUPTED
    assert signal.getsignal(signal.SIGINT) is before


def test_the_second_interrupt_ends_at_once() -> None:
    with importing.interruptible() as token:
        os.kill(os.getpid(), signal.SIGINT)
        assert token.is_cancelled
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)


# --- search


def test_found_assets_are_listed_newest_first(kept: Kept, shell: Shell) -> None:
    older = kept.add(custom_title="Dune at dusk")
    newer = kept.add(custom_title=None, file_name="dune\x1b[2J.png")
    kept.add(original_prompt="an owl", file_name="owl.png")
    answer = shell("search", "dune OR lighthouse")
    assert answer.code == ExitCode.DONE
    assert [line.split("\t")[0] for line in answer.lines] == [newer.id, older.id]
    assert answer.lines[0].endswith("\t1024x768\tdune [2J.png")
    assert answer.lines[1].endswith("\tDune at dusk")


def test_json_has_the_documented_columns_and_where_the_file_is(kept: Kept, shell: Shell) -> None:
    asset = kept.add(tags=("sand", "狐"), generation_seed="42")
    (row,) = json.loads(shell("search", "tag:狐", "--json").out)
    assert tuple(row) == (*COLUMNS, "collection", "file")
    assert row["tags"] == ["sand", "狐"]
    assert row["generation_seed"] == 42
    assert row["file"] == str(kept.path_of(asset))


def test_csv_says_the_same(kept: Kept, shell: Shell) -> None:
    kept.add(tags=("a", "b"), original_prompt='say "hi",\nfox', is_favorite=True)
    (row,) = csv.DictReader(shell("search", "", "--csv").out.splitlines(keepends=True))
    assert row["original_prompt"] == 'say "hi",\nfox'
    assert json.loads(row["tags"]) == ["a", "b"]
    assert row["is_favorite"] == "true"
    assert row["user_id"] == ""


def test_a_limit_and_pages(kept: Kept, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "_PAGE", 2)
    for _ in range(5):
        kept.add()
    assert len(shell("search", "").lines) == 5
    assert len(shell("search", "", "--limit", "3").lines) == 3


def test_nothing_found_is_no_failure(kept: Kept, shell: Shell) -> None:
    kept.add()
    answer = shell("search", "zeppelin")
    assert (answer.code, answer.out) == (ExitCode.DONE, "")


def test_a_query_that_is_not_understood_finds_nothing(kept: Kept, shell: Shell) -> None:
    kept.add()
    answer = shell("search", "dusk colour:red")
    assert answer.code == ExitCode.NOT_UNDERSTOOD
    assert answer.out == ""
    told = answer.err.splitlines()
    assert told[0] == "lightbox: colour: is nothing that can be searched."
    assert told[1] == "  dusk colour:red"
    assert told[2].startswith("       ^^^^^^")


def test_a_mistyped_library_is_not_made(shell: Shell, tmp_path: Path) -> None:
    for command in (["search", ""], ["export", "", str(tmp_path / "out")], ["stats"], ["doctor"]):
        answer = shell.run(["--library", str(tmp_path / "typo"), *command])
        assert answer.code == ExitCode.UNUSABLE
        assert "There is no library in" in answer.err
    assert not (tmp_path / "typo").exists()


def test_a_library_that_is_open_elsewhere_is_told(kept: Kept, shell: Shell) -> None:
    kept.add()
    catalog = kept.catalog()
    try:
        answer = shell("search", "")
    finally:
        catalog.close()
    assert answer.code == ExitCode.UNUSABLE
    assert "Another Lightbox has this library open" in answer.err


# --- export and stats


def test_originals_are_exported_with_what_is_known_of_them(
    kept: Kept, shell: Shell, tmp_path: Path
) -> None:
    kept.add(file_name="dune.png")
    gone = kept.add(file_name="gone.png")
    kept.path_of(gone).unlink()
    answer = shell("export", "", str(tmp_path / "out"), "--rows")
    assert answer.code == ExitCode.SOME_FAILED
    assert answer.lines == ["exported\t1", "problems\t1"]
    assert f"gone ({gone.id}): it is gone" in answer.err
    out = tmp_path / "out"
    assert sorted(path.name for path in out.iterdir()) == [
        "dune.png",
        "dune.png.json",
        "dune.png.xmp",
    ]
    assert (out / "dune.png").read_bytes() == CONTENT


def test_an_export_of_nonsense_writes_nothing(kept: Kept, shell: Shell, tmp_path: Path) -> None:
    kept.add()
    assert shell("export", "width:wide", str(tmp_path / "out")).code == ExitCode.NOT_UNDERSTOOD
    assert not (tmp_path / "out").exists()


def test_an_export_to_a_file_is_refused(kept: Kept, shell: Shell, tmp_path: Path) -> None:
    kept.add()
    (tmp_path / "out").touch()
    answer = shell("export", "", str(tmp_path / "out"))
    assert answer.code == ExitCode.UNUSABLE
    assert "The folder cannot be made or written to." in answer.err


def test_statistics_by_type(kept: Kept, shell: Shell) -> None:
    kept.add(file_size_bytes=1000)
    kept.add(file_size_bytes=2000)
    kept.add(asset_type="video", mime_type="video/mp4", file_size_bytes=500)
    assert shell("stats").lines == [
        "type\tassets\tbytes\taverage",
        "image\t2\t3000\t1500",
        "video\t1\t500\t500",
    ]
    assert json.loads(shell("stats", "--json").out)[0] == {
        "asset_type": "image",
        "total_assets": 2,
        "total_size_bytes": 3000,
        "avg_file_size": 1500.0,
    }


# --- what all commands have in common


def test_the_library_can_be_named_after_the_command(kept: Kept, shell: Shell) -> None:
    kept.add()
    answer = shell.run(["stats", "--library", str(kept.folder)])
    assert len(answer.lines) == 2


def test_without_a_name_it_is_the_usual_library(shell: Shell) -> None:
    answer = shell.run(["stats"])
    assert str(settings.default_library_folder()) in answer.err


@pytest.mark.parametrize(
    "arguments",
    [["fly"], ["search"], ["search", "x", "--json", "--csv"], ["search", "x", "--limit", "0"],
     ["import"], ["--libary", "x", "stats"]],
)  # fmt: skip
def test_what_is_not_understood_is_told(shell: Shell, arguments: list[str]) -> None:
    answer = shell.run(arguments)
    assert answer.code == ExitCode.NOT_UNDERSTOOD
    assert answer.err


def test_help_names_the_commands_and_exit_codes(shell: Shell) -> None:
    answer = shell.run(["--help"])
    assert answer.code == ExitCode.DONE
    for told in ("import", "search", "export", "stats", "doctor", "exit codes", "--sample"):
        assert told in answer.out


def test_a_bug_is_logged_and_told_without_a_traceback(
    kept: Kept, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_catalog: Catalog) -> None:
        raise ZeroDivisionError

    kept.add()
    monkeypatch.setattr(Catalog, "statistics_by_type", fail)
    answer = shell("stats")
    assert answer.code == ExitCode.BUG
    log = settings.log_folder() / logs.LOG_NAME
    assert str(log) in answer.err
    assert "Traceback" not in answer.err
    assert "ZeroDivisionError" in log.read_text()


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (CatalogError("catalog.damaged"), ExitCode.UNUSABLE),
        (CatalogError("catalog.damaged", ErrorKind.BUG), ExitCode.BUG),
        (Cancelled(), ExitCode.INTERRUPTED),
        (KeyboardInterrupt(), ExitCode.INTERRUPTED),
    ],
)
def test_each_end_has_its_exit_code(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: ExitCode
) -> None:
    def fail(_asked: object) -> int:
        raise error

    monkeypatch.setattr(commands, "_dispatch", fail)
    assert shell("stats").code == code


def run_program(*arguments: str, **options: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        [sys.executable, "-m", "desktop_app", *arguments],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        **options,
    )


def test_no_command_loads_qt(kept: Kept) -> None:
    kept.add()
    code = (
        "import sys\n"
        "from desktop_app.__main__ import main\n"
        f"for command in (['stats'], ['search', ''], ['doctor']):\n"
        f"    assert main(['--library', {str(kept.folder)!r}, *command]) == 0\n"
        "loaded = [name for name in sys.modules if name.startswith(('PySide6', 'shiboken6'))]\n"
        "assert loaded == [], loaded\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_as_a_process_results_and_progress_are_apart(pictures: Path, library_folder: Path) -> None:
    library = ["--library", str(library_folder)]
    done = run_program("import", *library, str(pictures / "fox.png"))
    assert (done.returncode, done.stdout) == (0, "added\t1\nduplicates\t0\nproblems\t0\n")
    assert "1 of 1" in done.stderr
    found = run_program(
        "search", *library, "狐 OR fox", "--json", env={**os.environ, "LC_ALL": "C"}
    )
    assert found.returncode == 0
    assert [row["original_prompt"] for row in json.loads(found.stdout)] == ["a fox in snow"]


@pytest.mark.skipif(sys.platform == "win32", reason="no such pipes")
def test_a_reader_that_has_had_enough_is_no_failure(kept: Kept) -> None:
    for _ in range(30):
        kept.add(original_prompt="long " * 2000)
    program = f"{sys.executable} -m desktop_app --library {kept.folder} search '' --json"
    done = subprocess.run(
        ["bash", "-c", f"{program} | head -c 10; exit ${{PIPESTATUS[0]}}"],
        cwd=CHECKOUT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_a_damaged_catalog_is_restored_and_said(shell: Shell, kept: Kept) -> None:
    kept.add()
    with Library(kept.folder) as library:
        library.upkeep.finish()
    (kept.folder / "catalog.db").write_bytes(b"not a database at all" * 500)
    answer = shell("stats")
    assert answer.code == ExitCode.DONE
    assert answer.err.startswith("lightbox: The catalog was damaged: the backup of ")
    assert "image" in answer.out
    assert shell("stats").err == "", "said once"
