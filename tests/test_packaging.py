"""What is shipped: the wheel holds everything the program reads, and runs from anywhere."""

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built by its own backend from a checkout, with no network."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=60,
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what installing the wheel puts there."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def shipped(folder: Path) -> set[str]:
    """Return the files below a folder that belong to the repository, by relative path."""
    left_out = {"__pycache__"}
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and not left_out & set(path.parts)
    }


def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def test_the_wheel_holds_every_module_and_migration(installed: Path) -> None:
    sources = {name for name in shipped(ROOT / "desktop_app") if not name.startswith("_resources/")}
    there = shipped(installed / "desktop_app")
    assert sources - there == set()
    assert any(name.startswith("catalog/migrations/versions/") for name in there)


def test_the_wheel_holds_every_resource(installed: Path) -> None:
    pictures_of_the_readme = "screenshots/"
    resources = {
        name for name in shipped(ROOT / "resources") if not name.startswith(pictures_of_the_readme)
    }
    assert {"style.qss", "fonts/Inter-Regular.otf", "fonts/LICENSE"} <= resources
    assert resources - shipped(installed / "desktop_app" / "_resources") == set()


def test_nothing_else_is_in_the_wheel(installed: Path) -> None:
    top = {path.name for path in installed.iterdir()}
    assert {name for name in top if not name.endswith(".dist-info")} == {"desktop_app"}


def test_the_wheel_carries_the_licence_and_the_command(installed: Path) -> None:
    (about,) = installed.glob("*.dist-info")
    assert "MIT License" in (about / "licenses" / "LICENSE").read_text()
    assert "lightbox = desktop_app.__main__:main" in (about / "entry_points.txt").read_text()


def test_what_is_installed_runs_and_finds_its_resources(installed: Path, tmp_path: Path) -> None:
    code = (
        "from desktop_app.resources import resource\n"
        "from desktop_app.__main__ import main\n"
        "print(resource('style.qss').is_file(), resource('style.qss'))\n"
        "raise SystemExit(main(['--version']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert str(installed) in done.stdout
    assert done.stdout.startswith("True")
    assert f"Lightbox {pyproject()['project']['version']}" in done.stdout


def test_the_lock_names_every_dependency_with_hashes_and_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    assert "://" not in lock
    locked = dict(re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", lock, re.MULTILINE))
    wanted = [
        *pyproject()["project"]["dependencies"],
        *pyproject()["dependency-groups"]["dev"],
        *pyproject()["build-system"]["requires"],
    ]
    names = {re.split(r"[<>=!~\[; ]", entry)[0].lower() for entry in wanted}
    assert names - locked.keys() == set()
    entries = re.findall(r"^[a-z0-9._-]+==.*(?:\n    .*)*", lock, re.MULTILINE)
    assert len(entries) >= len(locked)  # some in two versions, by Python version
    assert all("--hash=sha256:" in entry for entry in entries)


def test_every_folder_of_tests_is_a_package() -> None:
    """So that two test modules may have the same name."""
    folders = {path.parent for path in (ROOT / "tests").rglob("*.py")}
    assert {folder for folder in folders if not (folder / "__init__.py").exists()} == set()


def test_the_licence_of_the_font_goes_with_it() -> None:
    text = (ROOT / "resources" / "fonts" / "LICENSE").read_text()
    assert "The Inter Project Authors" in text
    assert "SIL OPEN FONT LICENSE" in text


def test_no_committed_file_names_a_package_registry() -> None:
    pattern = re.compile(
        r"(pypi\.org|pythonhosted|registry\.npmjs|index-url|find-links)", re.IGNORECASE
    )
    candidates = [
        path
        for name in ("desktop_app", "tests", "resources", ".ci")
        for path in (ROOT / name).rglob("*")
        if path.is_file() and path.suffix in {"", ".py", ".sh", ".toml", ".json", ".md", ".qss"}
    ]
    candidates += [ROOT / "pyproject.toml", ROOT / "requirements.lock", ROOT / "README.md"]
    own = Path(__file__)
    assert [p for p in candidates if p != own and pattern.search(p.read_text())] == []
