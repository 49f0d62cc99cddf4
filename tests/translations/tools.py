"""Qt's own tools for translations, as PySide6 brings them, and the files they work on."""

import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import desktop_app
from desktop_app.resources import resource

CHECKOUT = Path(desktop_app.__file__).parents[1]
TEXTS = resource("translations", "lightbox_de.ts")
COMPILED = TEXTS.with_suffix(".qm")


@dataclass(frozen=True, slots=True)
class Message:
    """One text of the window and its translation.

    Attributes:
        context, source: what it is found by.
        forms: the translation; of a plural one for each number form of the language.
        is_plural: whether there is a count in it.
        state: "" when it is done, else as in the file: ``unfinished``, ``vanished``.
    """

    context: str
    source: str
    forms: tuple[str, ...]
    is_plural: bool = False
    state: str = ""


def update(texts: Path, *, is_forgetting: bool = True) -> None:
    """Bring the texts up to the code; what is gone is forgotten or marked."""
    options = ["-source-language", "en", "-target-language", "de", "-locations", "none"]
    if is_forgetting:
        options.append("-no-obsolete")
    _run("lupdate", "-recursive", "-extensions", "py", "desktop_app/ui", *options, "-ts", texts)


def release(texts: Path, compiled: Path) -> None:
    """Make of the texts what the program loads."""
    _run("lrelease", texts, "-qm", compiled)


def messages(texts: Path) -> list[Message]:
    """Return all texts of a file."""
    found = []
    for context in ElementTree.parse(texts).getroot().findall("context"):  # noqa: S314 - our own
        for message in context.findall("message"):
            translation = message.find("translation")
            assert translation is not None
            is_plural = message.get("numerus") == "yes"
            forms = translation.findall("numerusform") if is_plural else [translation]
            found.append(
                Message(
                    context.findtext("name", ""),
                    message.findtext("source", ""),
                    tuple(form.text or "" for form in forms),
                    is_plural,
                    translation.get("type", ""),
                )
            )
    return found


def _run(tool: str, *arguments: object) -> None:
    suffix = ".exe" if sys.platform == "win32" else ""
    program = Path(sysconfig.get_path("scripts"), f"pyside6-{tool}{suffix}")
    done = subprocess.run(
        [program, *map(str, arguments)], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{tool} failed: {done.stdout}{done.stderr}")
