"""What is on disk from last time, read before anything heavy is imported.

Only the standard library is needed for it: the first screen comes from plain SQL.
"""

from dataclasses import dataclass
from pathlib import Path

from desktop_app.catalog.first_screen import read_first_screen
from desktop_app.domain.query import from_json
from desktop_app.domain.results import FirstScreen
from desktop_app.media.rendition_cache import RenditionCache
from desktop_app.settings import Settings, ViewState, read_settings, read_view


@dataclass(frozen=True, slots=True)
class Remembered:
    """The user's settings, and how this library looked when it was closed.

    `first_screen` and `cache` are None for a library that is not there yet, or that must be
    migrated before it can be read.
    """

    settings: Settings
    view: ViewState
    first_screen: FirstScreen | None
    cache: RenditionCache | None


def remember(folder: Path) -> Remembered:
    """Read what the window paints first; meant to run in a thread beside the imports of Qt."""
    settings = read_settings()
    view = read_view(folder)
    first_screen = read_first_screen(folder, from_json(view.query))
    cache = RenditionCache(folder / "renditions.db") if first_screen is not None else None
    return Remembered(settings, view, first_screen, cache)
