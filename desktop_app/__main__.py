"""Entry: ``lightbox`` opens the window, ``lightbox COMMAND`` works without one.

The window's own arguments are read by hand, since importing argparse costs a tenth of what the
whole start may take. Whatever is not theirs goes to `desktop_app.cli`, errors included.
"""

import gc
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

NO_WINDOW = 4
"""Exit code when this machine cannot show a window."""
COMMANDS = frozenset({"import", "search", "export", "stats", "sync", "doctor"})


class _Window(NamedTuple):
    """What the window is asked to show; `folder` None is the library of last time."""

    folder: Path | None
    is_sample: bool
    paths: tuple[Path, ...]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program with these arguments (default: those of the process); return its exit code.

    0 done, 1 some items failed, 2 not understood, 3 the library cannot be used, 4 no window can
    be shown here, 70 a bug, 130 interrupted.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    asked = _read_window_arguments(arguments)
    if asked is not None:
        return _open_window(asked)
    from desktop_app.cli.commands import run  # noqa: PLC0415 - not for the window

    return run(arguments)


def _read_window_arguments(arguments: Sequence[str]) -> _Window | None:
    """Return what the window shall show, or None when these are not arguments of the window."""
    folder: Path | None = None
    is_sample = False
    paths: list[Path] = []
    rest = iter(arguments)
    for argument in rest:
        if argument == "--sample":
            is_sample = True
        elif argument == "--library":
            value = next(rest, None)
            if value is None:
                return None
            folder = Path(value)
        elif argument.startswith("--library="):
            folder = Path(argument.partition("=")[2])
        elif argument == "--":
            paths += [Path(path) for path in rest]
        else:
            path = Path(argument)
            is_command = argument in COMMANDS or argument.startswith("-")
            if is_command or not path.exists():  # or something misspelled
                return None
            paths.append(path)
    return _Window(folder, is_sample, tuple(path.absolute() for path in paths))


def _open_window(asked: _Window) -> int:
    # What is imported stays: to look through it for garbage again and again only costs time. The
    # window turns it on again after its first paint.
    gc.disable()
    from desktop_app import logs, settings, system_libraries  # noqa: PLC0415 - not for the commands

    if not system_libraries.has_display():
        return _refuse("There is no display to show a window on.")
    if not system_libraries.can_load_platform():
        return _refuse_without(system_libraries.missing_libraries())
    stop_logging = logs.setup(settings.log_folder())
    try:
        from desktop_app import app  # noqa: PLC0415 - not for the commands

        folder = asked.folder or _usual_folder(is_sample=asked.is_sample)
        return app.run(folder.absolute(), is_sample=asked.is_sample, paths=asked.paths)
    except ImportError:
        missing = system_libraries.missing_libraries()
        if not missing:
            raise
        return _refuse_without(missing)
    finally:
        stop_logging()


def _usual_folder(*, is_sample: bool) -> Path:
    from desktop_app import settings  # noqa: PLC0415 - not for the commands

    sample = settings.sample_library_folder()
    if is_sample:
        return sample
    last = settings.read_settings().last_library
    # A look at the sample is no move; a library on a disk that is gone is not made anew.
    if last and Path(last) != sample and Path(last).is_dir():
        return Path(last)
    return settings.default_library_folder()


def _refuse_without(missing: dict[str, str]) -> int:
    return _refuse(
        f"Qt needs system libraries that are not installed: {_listed(missing)}.",
        f"On Debian or Ubuntu:  sudo apt install {' '.join(sorted(set(missing.values())))}",
    )


def _refuse(*sentences: str) -> int:
    sys.stderr.writelines(
        f"{sentence}\n"
        for sentence in (
            "Lightbox cannot open its window.",
            *sentences,
            "The commands that need no window work: see lightbox --help",
        )
    )
    return NO_WINDOW


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "the loader does not say which"


def _start_frozen() -> None:
    """Do what only the application made by ``build.spec`` needs, before anything else."""
    from multiprocessing import freeze_support  # noqa: PLC0415 - installed, the window does without

    freeze_support()  # a decoder is this program started again: it ends in here
    if sys.platform == "linux":
        # Our libraries have been found. Other programs, to which files are handed, must not get
        # them; our own decoders must find them anew.
        original = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
        os.environ.pop("LD_LIBRARY_PATH", None)
        if original is not None:
            os.environ["LD_LIBRARY_PATH"] = original
        os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"


if __name__ == "__main__":
    if getattr(sys, "frozen", False):
        _start_frozen()
    sys.exit(main())
