from pathlib import Path

import pytest

from desktop_app.settings import HOME_VARIABLE
from tests.stack.fixtures import (
    feed_stack_of_session,
    plain_stack,
    plain_stack_of_session,
    stack,
)

__all__ = ["feed_stack_of_session", "home", "plain_stack", "plain_stack_of_session", "stack"]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place of its own for settings, sessions and libraries; no keyring."""
    folder = tmp_path / "home"
    monkeypatch.setenv(HOME_VARIABLE, str(folder))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    return folder
