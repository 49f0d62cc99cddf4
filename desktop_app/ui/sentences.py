"""Codes become sentences: errors, problems of imports and searches, and undoable steps.

English writes a counted plural as ``asset(s)`` and needs no translation file for it: where no
translation is loaded, `counted` settles the ending. What users typed is put in afterwards.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import PurePath

from PySide6.QtCore import QCoreApplication, QLocale

from desktop_app.domain.changes import ImportProblem, ImportProgress, Step
from desktop_app.domain.errors import LightboxError
from desktop_app.domain.query import QueryProblem
from desktop_app.ui.error_sentences import ERROR_SENTENCES

CONTEXT = "Sentences"
translate = QCoreApplication.translate
_BLANK = re.compile(r"\{(\w+)\}")
_DETAIL_CHARACTERS = 40
"""A title or tag longer than this is cut short in a toast and in the menu."""


def locale() -> QLocale:
    """Return the locale numbers are written in; on a machine with none, plain English."""
    chosen = QLocale()
    if chosen.language() == QLocale.Language.C:
        return QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)
    return chosen


def number_text(number: int) -> str:
    """Return a whole number as people write it: ``1,284``."""
    return locale().toString(number)


def size_text(size_bytes: int) -> str:
    """Return a size as people write it: ``2.0 MB``, in powers of a thousand."""
    if size_bytes < 1000:
        return locale().formattedDataSize(size_bytes)
    return locale().formattedDataSize(size_bytes, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def counted(text: str, count: int) -> str:
    """Settle the plural of a text that was translated with a count, and put in ``%1``."""
    text = re.sub(r"\((\w+)\)", "" if count == 1 else r"\1", text)
    return text.replace("%1", number_text(count))


def has_sentence(code: str) -> bool:
    """Whether a code has a sentence of its own."""
    return code in ERROR_SENTENCES


def sentence(error: LightboxError) -> tuple[str, str]:
    """Return the title and the sentence for an error."""
    return code_sentence(error.code, error.params)


def code_sentence(code: str, params: Mapping[str, str | int]) -> tuple[str, str]:
    """Return the title and the sentence for a code; an unknown one is told as a bug."""
    title, text = ERROR_SENTENCES.get(code, ERROR_SENTENCES["bug"])
    return (
        translate(CONTEXT, title),
        _filled(translate(CONTEXT, text), params),
    )


def problem_sentence(problem: ImportProblem | QueryProblem) -> tuple[str, str]:
    """Return the title and the sentence for a file that did not come in, or part of a search."""
    return code_sentence(problem.code, problem.params)


def problem_name(problem: ImportProblem) -> str:
    """Return the name of the file a problem is about, on one line."""
    name = PurePath(problem.path).name or problem.path
    return "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in name
    )


def _filled(text: str, params: Mapping[str, str | int]) -> str:
    """Put params in their blanks in one pass, so that a value cannot hold another blank."""

    def value(match: re.Match[str]) -> str:
        name = match[1]
        found = params.get(name, "")
        if isinstance(found, int):
            return size_text(found) if name.endswith("_bytes") else number_text(found)
        return found

    return _BLANK.sub(value, text).strip()


_STEPS: dict[str, Callable[[int], str]] = {
    "trash": lambda n: translate("Sentences", "Moved %1 asset(s) to Trash", "", n),
    "restore": lambda n: translate("Sentences", "Restored %1 asset(s) from Trash", "", n),
    "tags.add": lambda n: translate("Sentences", "Added “{detail}” to %1 asset(s)", "", n),
    "tags.remove": lambda n: translate("Sentences", "Took “{detail}” from %1 asset(s)", "", n),
    "tags.rename": lambda n: translate(
        "Sentences", "Renamed a tag to “{detail}” on %1 asset(s)", "", n
    ),
    "tags.delete": lambda n: translate(
        "Sentences", "Deleted the tag “{detail}” from %1 asset(s)", "", n
    ),
    "edit.custom_title": lambda n: translate(
        "Sentences", "Changed the title of %1 asset(s) to “{detail}”", "", n
    ),
    "edit.visibility": lambda n: translate("Sentences", "Made %1 asset(s) {detail}", "", n),
    "edit.content_category": lambda n: translate(
        "Sentences", "Changed the category of %1 asset(s) to “{detail}”", "", n
    ),
    "edit.collection_id": lambda n: translate(
        "Sentences", "Moved %1 asset(s) to “{detail}”", "", n
    ),
    "collection.create": lambda _n: translate("Sentences", "Created collection “{detail}”"),
    "collection.rename": lambda _n: translate("Sentences", "Renamed a collection to “{detail}”"),
    "collection.delete": lambda _n: translate("Sentences", "Deleted collection “{detail}”"),
}
"""Sentences of steps that say in the user's own words what they did."""

_STEPS_WITHOUT_DETAIL: dict[str, Callable[[int], str]] = {
    "tags.add": lambda n: translate("Sentences", "Added tags to %1 asset(s)", "", n),
    "tags.remove": lambda n: translate("Sentences", "Took tags from %1 asset(s)", "", n),
    "tags.rename": lambda n: translate("Sentences", "Renamed a tag on %1 asset(s)", "", n),
    "tags.delete": lambda n: translate("Sentences", "Deleted a tag from %1 asset(s)", "", n),
    "edit.tags": lambda n: translate("Sentences", "Changed the tags of %1 asset(s)", "", n),
    "edit.custom_title": lambda n: translate(
        "Sentences", "Changed the title of %1 asset(s)", "", n
    ),
    "edit.is_favorite": lambda n: translate("Sentences", "Changed favorite on %1 asset(s)", "", n),
    "edit.visibility": lambda n: translate(
        "Sentences", "Changed the visibility of %1 asset(s)", "", n
    ),
    "edit.content_category": lambda n: translate(
        "Sentences", "Changed the category of %1 asset(s)", "", n
    ),
    "edit.collection_id": lambda n: translate(
        "Sentences", "Changed the collection of %1 asset(s)", "", n
    ),
    "edit.roleplay_metadata": lambda n: translate(
        "Sentences", "Changed the roleplay of %1 asset(s)", "", n
    ),
    "collection.create": lambda _n: translate("Sentences", "Created a collection"),
    "collection.rename": lambda _n: translate("Sentences", "Renamed a collection"),
    "collection.delete": lambda _n: translate("Sentences", "Deleted a collection"),
}


def has_step_sentence(code: str) -> bool:
    """Whether a step's code has a sentence of its own."""
    return code in _STEPS or code in _STEPS_WITHOUT_DETAIL


def step_sentence(step: Step) -> str:
    """Return what a step did, for its toast and for the Undo menu, on one line."""
    detail = _short(step.detail)
    told = _STEPS.get(step.code) if detail else None
    if told is None:
        told = _STEPS_WITHOUT_DETAIL.get(step.code) or _STEPS.get(step.code)
    if told is None:
        text = translate("Sentences", "Changed %1 asset(s)", "", step.asset_count)
    else:
        text = told(step.asset_count)
    return _filled(counted(text, step.asset_count), {"detail": detail})


def import_sentence(progress: ImportProgress) -> str:
    """Return how an import ended, for its toast."""
    added = counted(
        translate("Sentences", "Imported %1 asset(s)", "", progress.added), progress.added
    )
    parts = [added]
    if progress.is_cancelled:
        parts = [
            translate("Sentences", "Import cancelled")
            if not progress.added
            else translate("Sentences", "{added} before it was cancelled").replace("{added}", added)
        ]
    if progress.duplicates:
        parts.append(
            counted(
                translate("Sentences", "%1 duplicate(s) skipped", "", progress.duplicates),
                progress.duplicates,
            )
        )
    if progress.problems:
        parts.append(problem_count_text(len(progress.problems)))
    return " · ".join(parts)


def problem_count_text(count: int) -> str:
    """Return ``2 problems``."""
    return counted(translate("Sentences", "%1 problem(s)", "", count), count)


def _short(detail: str) -> str:
    """Return the user's own words on one line, cut where they go on for too long."""
    line = " ".join(detail.split())
    if len(line) <= _DETAIL_CHARACTERS:
        return line
    return line[: _DETAIL_CHARACTERS - 1].rstrip() + "…"
