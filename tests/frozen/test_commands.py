"""The commands of the built program, on a machine without Python."""

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app import __version__
from desktop_app.catalog.layout import SCHEMA_REVISION
from tests.frozen.made_video import made_video
from tests.frozen.program import LIMIT_S, Program


def test_it_knows_its_version(program: Program) -> None:
    done = program.run("--version")
    assert (done.returncode, done.stdout) == (0, f"Lightbox {__version__}\n")


def test_a_picture_is_imported_and_found_by_its_prompt(program: Program, picture: Path) -> None:
    done = program.run("import", picture)
    assert done.stdout.splitlines() == ["added\t1", "duplicates\t0", "problems\t0"], done.stderr
    assert done.returncode == 0

    found = program.run("search", "prompt:fox seed:5", "--json")
    assert found.returncode == 0, found.stderr
    (asset,) = json.loads(found.stdout)
    assert asset["model_used"] == "sdxl"
    assert Path(asset["file"]).read_bytes() == picture.read_bytes()


def test_statistics_are_json(program: Program, picture: Path) -> None:
    program.run("import", picture)
    done = program.run("stats", "--json")
    (images,) = json.loads(done.stdout)
    assert (images["asset_type"], images["total_assets"]) == ("image", 1)
    assert images["total_size_bytes"] == picture.stat().st_size


def test_the_doctor_finds_nothing_wrong(program: Program, picture: Path) -> None:
    program.run("import", picture)
    done = program.run("doctor")
    assert done.returncode == 0, done.stdout
    assert {line.split()[0] for line in done.stdout.splitlines()} == {"ok"}


@pytest.mark.parametrize("name", ["jpeg", "webp", "gif", "avif", "tiff"])
def test_pillow_has_its_decoders(program: Program, picture: Path, name: str) -> None:
    from PIL import Image

    other = picture.with_suffix(f".{name}")
    with Image.open(picture) as image:
        image.resize((64, 48)).save(other)
    done = program.run("import", other)
    assert done.stdout.startswith("added\t1"), done.stderr


def test_a_video_is_taken_as_by_a_checkout(program: Program, tmp_path: Path) -> None:
    video = made_video(tmp_path / "clip.mp4")
    done = program.run("import", video)
    checkout = subprocess.run(
        [sys.executable, "-m", "desktop_app", "--library", tmp_path / "other", "import", video],
        capture_output=True,
        encoding="utf-8",
        timeout=LIMIT_S,
        check=False,
    )
    assert (done.stdout, done.returncode) == (checkout.stdout, checkout.returncode)


def test_an_older_library_is_migrated_from_the_files(
    program: Program, picture: Path, tmp_path: Path
) -> None:
    """Alembic reads the revisions from the folder of the program: one there is run."""
    program.run("import", picture)
    catalog = program.library / "catalog.db"
    with closing(sqlite3.connect(catalog, isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")

    newer = Program(with_revisions(program.path, tmp_path / "program"), program.library.parents[1])
    done = newer.run("search", "fox")

    assert (done.returncode, done.stdout.count("\n")) == (0, 1), done.stderr
    with closing(sqlite3.connect(catalog)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [
            (SCHEMA_REVISION,)
        ]
        assert connection.execute("SELECT name FROM made_by_revision").fetchall() == [("dusk",)]
    assert [path.suffix for path in (program.library / "backups").iterdir()] == [".db"]


def with_revisions(program: Path, folder: Path) -> Path:
    """Return the program once more, with two revisions of the schema that are for this test."""

    def link(target: Path, source: Path, inner: tuple[str, ...]) -> None:
        target.mkdir()
        for entry in source.iterdir():
            if inner and entry.name == inner[0]:
                link(target / entry.name, entry, inner[1:])
            else:
                (target / entry.name).symlink_to(entry)

    folder.mkdir()
    shutil.copy2(program, folder)
    link(
        folder / "_internal", program.parent / "_internal", ("desktop_app", "catalog", "migrations")
    )
    migrations = folder / "_internal" / "desktop_app" / "catalog" / "migrations"
    (migrations / "versions").unlink()
    (migrations / "versions").mkdir()
    (migrations / "versions" / "rev_first.py").write_text(
        'revision = "0000"\ndown_revision = None\n\ndef upgrade():\n    raise ValueError\n'
    )
    (migrations / "versions" / "rev_second.py").write_text(
        "from alembic import op\n\n"
        f'revision = "{SCHEMA_REVISION}"\ndown_revision = "0000"\n\n'
        "def upgrade():\n"
        "    op.execute(\"CREATE TABLE made_by_revision AS SELECT 'dusk' AS name\")\n"
    )
    return folder / program.name
