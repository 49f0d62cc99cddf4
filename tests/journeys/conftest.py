from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.journeys.journey import Journey
from tests.journeys.signed_in import SignedIn
from tests.stack.stack import Stack, StackUser

Open = Callable[..., Journey]
SignIn = Callable[..., SignedIn]
SUBJECTS = ("fox", "owl", "lighthouse", "harbour", "desert", "forest", "robot", "castle")


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder with a picture of each subject, its prompt, model and seed written into it."""
    folder = tmp_path / "to import"
    folder.mkdir()
    for seed, subject in enumerate(SUBJECTS):
        told = PngInfo()
        told.add_text(
            "parameters",
            f"a {subject} at dusk\nNegative prompt: blurry\n"
            f"Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: {seed}, Size: 64x48, Model: sdxl",
        )
        pixels = np.random.default_rng(seed).integers(0, 255, (48, 64, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(folder / f"{subject}.png", pnginfo=told)
    return folder


@pytest.fixture
def open_window(
    qapp: QApplication, qtbot: QtBot, library_folder: Path, tmp_path: Path
) -> Iterator[Open]:
    """Opens the window on a library (an empty one by default); closed at the end of the test."""
    journeys: list[Journey] = []

    def open_(folder: Path = library_folder) -> Journey:
        journeys.append(Journey(qapp, qtbot, folder, tmp_path / "looks"))
        return journeys[-1]

    yield open_
    for journey in journeys:
        journey.close()


@pytest.fixture
def journey(open_window: Open) -> Journey:
    """The window on an empty library."""
    return open_window()


@pytest.fixture
def sign_in(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SignIn]:
    """Opens the window of a user of a stack on a machine of its own, named by `home`."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    desktops: list[SignedIn] = []

    def sign_in_(stack: Stack, user: StackUser, *, home: str = "desktop") -> SignedIn:
        desktops.append(
            SignedIn(qapp, qtbot, stack, user, home=tmp_path / home, pictures=tmp_path / "looks")
        )
        return desktops[-1]

    yield sign_in_
    for desktop in desktops:
        desktop.close()
