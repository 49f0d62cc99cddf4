"""What Lightbox remembers: the user's settings, and each library's last view; where both lie.

Both are small JSON files that people and other versions may have touched: unknown keys are kept,
a bad value is its default, an unreadable file is an empty one. Writing is atomic and for the
user's eyes only. Standard library alone, because the window reads both before its first paint.
"""

import json
import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from desktop_app.domain.entities import AssetRow, Json
from desktop_app.domain.results import Section
from desktop_app.durable import write_whole

logger = logging.getLogger(__name__)

HOME_VARIABLE = "LIGHTBOX_HOME"
"""Environment variable naming one folder for everything: settings, logs and libraries."""
SETTINGS_NAME = "settings.json"
ACCOUNTS_NAME = "accounts.json"
VIEW_NAME = "view.json"
_VIEW_FORMAT = 1
_MOST_ROWS = 2000
"""More rows than any screen shows are not worth remembering."""


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_number(low: float, high: float) -> Callable[[object], bool]:
    def check(value: object) -> bool:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return is_number and low <= value <= high  # type: ignore[operator]

    return check


def _is_whole(low: int, high: int) -> Callable[[object], bool]:
    def check(value: object) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high

    return check


def _is_one_of(*choices: str) -> Callable[[object], bool]:
    return lambda value: value in choices


def _is_text_map(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(text, str) for text in value.values())


def _setting(default: Any, check: Callable[[object], bool]) -> Any:  # noqa: ANN401 - as field()
    return field(default=default, metadata={"check": check})


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user chose, and how the window was left. Replaced as a whole.

    Attributes:
        theme: ``system``, ``light`` or ``dark``.
        text_scale: how much larger than designed text is; 1.0 is 100 %.
        language: such as ``de``; "" follows the system.
        last_library: the folder opened when none is asked for; "" is the default one.
        is_blurred: the privacy blur is on.
        cell_px: edge of a grid cell at 100 % text.
        is_cropped: tiles are filled by their pictures, not letterboxed.
        sidebar_px, inspector_px: widths of the side panes at 100 % text.
        is_sidebar_shown, is_inspector_shown: whether the panes are open.
        window_geometry: Qt's own, as base64; "" lets the window find its place.
        shortcuts: keys the user bound, by name of the action; "" means none.
        is_reduced_motion: no animations, whatever the system says.
        volume_percent: how loud videos are played.
        is_muted: they are played without their sound.
        unknown: what another version wrote; kept as it was.
    """

    theme: str = _setting("system", _is_one_of("system", "light", "dark"))
    text_scale: float = _setting(1.0, _is_number(0.75, 3.0))
    language: str = _setting("", _is_text)
    last_library: str = _setting("", _is_text)
    is_blurred: bool = _setting(default=False, check=_is_flag)
    cell_px: int = _setting(160, _is_whole(48, 1024))
    is_cropped: bool = _setting(default=True, check=_is_flag)
    sidebar_px: int = _setting(232, _is_whole(120, 2000))
    inspector_px: int = _setting(320, _is_whole(120, 2000))
    is_sidebar_shown: bool = _setting(default=True, check=_is_flag)
    is_inspector_shown: bool = _setting(default=True, check=_is_flag)
    window_geometry: str = _setting("", _is_text)
    shortcuts: Mapping[str, str] = field(default_factory=dict, metadata={"check": _is_text_map})
    is_reduced_motion: bool = _setting(default=False, check=_is_flag)
    volume_percent: int = _setting(100, _is_whole(0, 100))
    is_muted: bool = _setting(default=False, check=_is_flag)
    unknown: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ViewState:
    """How a library was left, so that its first screen is there before its index is.

    Attributes:
        query: what was shown, in the text form of `domain.query.to_json`.
        rows: the assets on and around the last screen, in order.
        sections: the day headings that cover `rows`.
        total: how many assets the query had in all.
        scroll: the grid's own note of where it stood.
        rooms: what other rooms of the window want to find again, by the name of the room.
    """

    query: str = ""
    rows: tuple[AssetRow, ...] = ()
    sections: tuple[Section, ...] = ()
    total: int = 0
    scroll: Json = None
    rooms: Mapping[str, Json] = field(default_factory=dict)


def read_settings(path: Path | None = None) -> Settings:
    """Return the user's settings; whatever cannot be read is as if never set."""
    stored = read_object(path or settings_path())
    known = {}
    for entry in fields(Settings):
        if entry.name == "unknown" or entry.name not in stored:
            continue
        value = stored.pop(entry.name)
        if entry.metadata["check"](value):
            known[entry.name] = value
        else:
            logger.warning("The setting %s is not usable: its default is taken", entry.name)
    return Settings(**known, unknown=stored)


def write_settings(settings: Settings, path: Path | None = None) -> None:
    """Write the user's settings: those unlike their defaults, and what other versions wrote.

    Raises:
        OSError: the folder cannot be written to.
    """
    standard = Settings()
    stored: dict[str, Any] = dict(settings.unknown)
    for entry in fields(Settings):
        value = getattr(settings, entry.name)
        if entry.name != "unknown" and value != getattr(standard, entry.name):
            stored[entry.name] = dict(value) if isinstance(value, Mapping) else value
    write_object(path or settings_path(), stored)


def read_view(library: Path) -> ViewState:
    """Return how the library in a folder was left; the plain view when nobody knows."""
    stored = read_object(library / VIEW_NAME)
    if not stored:
        return ViewState()
    try:
        if stored["format"] != _VIEW_FORMAT:
            return ViewState()
        return ViewState(
            query=str(stored["query"]),
            rows=tuple(AssetRow(int(row)) for row in stored["rows"]),
            sections=tuple(
                Section(int(day), int(start), int(count))
                for day, start, count in stored["sections"]
            ),
            total=int(stored["total"]),
            scroll=stored["scroll"],
            rooms=dict(stored.get("rooms", {})),
        )
    except (KeyError, TypeError, ValueError):
        logger.warning("The last view is not readable: the plain one is shown")
        return ViewState()


def write_view(library: Path, view: ViewState) -> None:
    """Remember how a library is left.

    Raises:
        OSError: the library's folder cannot be written to.
    """
    rows = [int(row) for row in view.rows[:_MOST_ROWS]]
    sections = [
        [section.day, section.start, min(section.count, len(rows) - section.start)]
        for section in view.sections
        if section.start < len(rows)
    ]
    write_object(
        library / VIEW_NAME,
        {
            "format": _VIEW_FORMAT,
            "query": view.query,
            "rows": rows,
            "sections": sections,
            "total": view.total,
            "scroll": view.scroll,
            "rooms": dict(view.rooms),
        },
    )


def settings_path() -> Path:
    """Return the file of the user's settings."""
    return _folder("config") / SETTINGS_NAME


def log_folder() -> Path:
    """Return the folder of the log."""
    return _folder("log")


def default_library_folder() -> Path:
    """Return the folder of the library that opens when no other is named."""
    return _folder("data") / "library"


def accounts_path() -> Path:
    """Return the file of the accounts that this machine knows."""
    return _folder("config") / ACCOUNTS_NAME


def account_folder(name: str) -> Path:
    """Return the folder of the library of one account, by a name made of letters and digits."""
    return _folder("data") / "accounts" / name


def token_folder() -> Path:
    """Return the folder of session files, for machines without a keyring."""
    return _folder("config") / "sessions"


def sample_library_folder() -> Path:
    """Return the folder of the made-up library that ``--sample`` opens."""
    return _folder("data") / "sample"


def _folder(kind: str) -> Path:
    home = os.environ.get(HOME_VARIABLE)
    if home:
        return Path(home).expanduser().absolute() / kind
    import platformdirs  # noqa: PLC0415 - not needed when the folder is named

    folders = platformdirs.PlatformDirs("lightbox", appauthor=False)
    return {
        "config": folders.user_config_path,
        "data": folders.user_data_path,
        "log": folders.user_log_path,
    }[kind]


def read_object(path: Path) -> dict[str, Any]:
    """Return the JSON object in a small file; an unreadable or missing one is empty."""
    try:
        stored = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        logger.warning("%s is not readable: %s", path.name, type(error).__name__)
        return {}
    if not isinstance(stored, dict):
        logger.warning("%s does not hold a JSON object", path.name)
        return {}
    return stored


def write_object(path: Path, stored: Mapping[str, Any]) -> None:
    """Write a JSON object atomically, for the user's eyes only.

    Raises:
        OSError: the folder cannot be written to.
    """
    write_whole(path, json.dumps(stored, ensure_ascii=False, indent=1).encode())
