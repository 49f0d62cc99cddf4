"""Codes become sentences: errors, problems of imports and searches, and undoable steps.

English writes a counted plural as ``asset(s)`` and needs no translation file for it: where no
translation is loaded, `counted` settles the ending. What users typed is put in afterwards.
"""

import re
from collections.abc import Mapping
from pathlib import PurePath

from PySide6.QtCore import QCoreApplication, QLocale, QObject

from desktop_app.domain.changes import ImportProblem, ImportProgress, Step
from desktop_app.domain.errors import LightboxError
from desktop_app.domain.query import QueryProblem
from desktop_app.ui.error_sentences import ERROR_SENTENCES
from desktop_app.ui.sign_in_sentences import SIGN_IN_SENTENCES
from desktop_app.ui.sync_sentences import SYNC_SENTENCES

CONTEXT = "Sentences"
translate = QCoreApplication.translate
_ALL_SENTENCES = ERROR_SENTENCES | SIGN_IN_SENTENCES | SYNC_SENTENCES
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
    return code in _ALL_SENTENCES


def sentence(error: LightboxError) -> tuple[str, str]:
    """Return the title and the sentence for an error."""
    return code_sentence(error.code, error.params)


def code_sentence(code: str, params: Mapping[str, str | int]) -> tuple[str, str]:
    """Return the title and the sentence for a code; an unknown one is told as a bug."""
    title, text = _ALL_SENTENCES.get(code, ERROR_SENTENCES["bug"])
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


class Sentences(QObject):
    """Sentences with a plural. They stand in a class since lupdate finds plurals only by `tr`."""

    def steps_with_detail(self, count: int) -> dict[str, str]:
        """Return the sentences of steps that say in the user's own words what they did."""
        return {
            "trash": self.tr("Moved %1 asset(s) to Trash", "", count),
            "restore": self.tr("Restored %1 asset(s) from Trash", "", count),
            "tags.add": self.tr("Added “{detail}” to %1 asset(s)", "", count),
            "tags.remove": self.tr("Took “{detail}” from %1 asset(s)", "", count),
            "tags.rename": self.tr("Renamed a tag to “{detail}” on %1 asset(s)", "", count),
            "tags.delete": self.tr("Deleted the tag “{detail}” from %1 asset(s)", "", count),
            "edit.custom_title": self.tr(
                "Changed the title of %1 asset(s) to “{detail}”", "", count
            ),
            "edit.visibility": self.tr("Made %1 asset(s) {detail}", "", count),
            "edit.content_category": self.tr(
                "Changed the category of %1 asset(s) to “{detail}”", "", count
            ),
            "edit.collection_id": self.tr("Moved %1 asset(s) to “{detail}”", "", count),
            "collection.create": self.tr("Created collection “{detail}”"),
            "collection.rename": self.tr("Renamed a collection to “{detail}”"),
            "collection.delete": self.tr("Deleted collection “{detail}”"),
        }

    def steps(self, count: int) -> dict[str, str]:
        """Return the sentences of steps that say what they did without naming it."""
        return {
            "tags.add": self.tr("Added tags to %1 asset(s)", "", count),
            "tags.remove": self.tr("Took tags from %1 asset(s)", "", count),
            "tags.rename": self.tr("Renamed a tag on %1 asset(s)", "", count),
            "tags.delete": self.tr("Deleted a tag from %1 asset(s)", "", count),
            "edit.tags": self.tr("Changed the tags of %1 asset(s)", "", count),
            "edit.custom_title": self.tr("Changed the title of %1 asset(s)", "", count),
            "edit.is_favorite": self.tr("Changed favorite on %1 asset(s)", "", count),
            "edit.visibility": self.tr("Changed the visibility of %1 asset(s)", "", count),
            "edit.content_category": self.tr("Changed the category of %1 asset(s)", "", count),
            "edit.collection_id": self.tr("Changed the collection of %1 asset(s)", "", count),
            "edit.roleplay_metadata": self.tr("Changed the roleplay of %1 asset(s)", "", count),
            "collection.create": self.tr("Created a collection"),
            "collection.rename": self.tr("Renamed a collection"),
            "collection.delete": self.tr("Deleted a collection"),
        }

    def other_step(self, count: int) -> str:
        """Return the sentence of a step that has none of its own."""
        return self.tr("Changed %1 asset(s)", "", count)

    def assets(self, count: int) -> str:
        """Return ``1,284 assets``."""
        return counted(self.tr("%1 asset(s)", "", count), count)

    def chosen_values(self, count: int) -> str:
        """Return what stands for chips that have no room."""
        return counted(self.tr("%1 more chosen value(s)", "", count), count)

    def imported(self, count: int) -> str:
        """Return how much an import brought in."""
        return counted(self.tr("Imported %1 asset(s)", "", count), count)

    def skipped(self, count: int) -> str:
        """Return how much of an import was there already."""
        return counted(self.tr("%1 duplicate(s) skipped", "", count), count)

    def found_again(self, count: int) -> str:
        """Return how many originals that were missing have been found."""
        return counted(self.tr("%1 missing original(s) found again", "", count), count)

    def still_missing(self, count: int) -> str:
        """Return how many originals are missing all the same."""
        return counted(self.tr("%1 still missing", "", count), count)

    def exported(self, count: int) -> str:
        """Return how much an export got out."""
        return counted(self.tr("Exported %1 asset(s)", "", count), count)

    def problems(self, count: int) -> str:
        """Return ``2 problems``."""
        return counted(self.tr("%1 problem(s)", "", count), count)


def has_step_sentence(code: str) -> bool:
    """Whether a step's code has a sentence of its own."""
    return code in Sentences().steps_with_detail(0) or code in Sentences().steps(0)


def step_sentence(step: Step) -> str:
    """Return what a step did, for its toast and for the Undo menu, on one line."""
    detail, count, sentences = _short(step.detail), step.asset_count, Sentences()
    text = sentences.steps(count).get(step.code)
    if detail or text is None:
        text = sentences.steps_with_detail(count).get(step.code, text)
    return _filled(counted(text or sentences.other_step(count), count), {"detail": detail})


def import_sentence(progress: ImportProgress) -> str:
    """Return how an import ended, for its toast."""
    sentences = Sentences()
    added = sentences.imported(progress.added)
    parts = [added]
    if progress.is_cancelled:
        parts = [
            _called_off(added) if progress.added else translate("Sentences", "Import cancelled")
        ]
    if progress.found_again:
        parts.append(sentences.found_again(progress.found_again))
    if progress.duplicates:
        parts.append(sentences.skipped(progress.duplicates))
    if progress.problems:
        parts.append(problem_count_text(len(progress.problems)))
    return " · ".join(parts)


def search_sentence(lost: int, found: int) -> str:
    """Return how a search for missing originals ended, for its toast."""
    if lost == 0:
        return translate("Sentences", "No original is missing")
    text = Sentences().found_again(found)
    return text if found == lost else f"{text} · {Sentences().still_missing(lost - found)}"


def export_sentence(exported: int, problem_count: int, *, is_cancelled: bool) -> str:
    """Return how an export ended, for its toast."""
    text = Sentences().exported(exported)
    if is_cancelled:
        text = _called_off(text) if exported else translate("Sentences", "Export cancelled")
    return f"{text} · {problem_count_text(problem_count)}" if problem_count else text


def asset_count_text(count: int) -> str:
    """Return ``1,284 assets``."""
    return Sentences().assets(count)


def problem_count_text(count: int) -> str:
    """Return ``2 problems``."""
    return Sentences().problems(count)


def _called_off(text: str) -> str:
    return translate("Sentences", "{added} before it was cancelled").replace("{added}", text)


def _short(detail: str) -> str:
    """Return the user's own words on one line, cut where they go on for too long."""
    line = " ".join(detail.split())
    if len(line) <= _DETAIL_CHARACTERS:
        return line
    return line[: _DETAIL_CHARACTERS - 1].rstrip() + "…"
