import ast
import builtins
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

import desktop_app
from desktop_app.domain.changes import Column, ImportProblem, ImportProgress, Step
from desktop_app.domain.errors import Cancelled, LightboxError
from desktop_app.domain.query import QueryProblem
from desktop_app.ui.sentences import (
    code_sentence,
    counted,
    has_sentence,
    has_step_sentence,
    import_sentence,
    number_text,
    problem_count_text,
    problem_name,
    problem_sentence,
    sentence,
    size_text,
    step_sentence,
)

PACKAGE = Path(desktop_app.__file__).parent
FAMILIES = (
    "catalog|collection|export|import|library|media|push|query|remote|saved_search|session|settings"
    "|store|sync|upload"
)
CODE = re.compile(rf"(?:{FAMILIES})\.[a-z]+(?:_[a-z]+)*")
FILE_ENDINGS = (".db", ".json", ".lock", ".snapshot", ".svg", ".toml")
STEP_CODES = {"collection.create", "collection.rename", "collection.delete"}
STEP_CODE = re.compile(r"(?:tags|collection)\.(?:add|remove|rename|delete|create)|trash|restore")

pytestmark = pytest.mark.usefixtures("qapp")


def _texts_of_code() -> Iterator[str]:
    """All texts in the package's code, those in comments and docstrings left out."""
    for path in PACKAGE.rglob("*.py"):
        if path.name in {"error_sentences.py", "sentences.py"}:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def _raised_codes() -> Iterator[str]:
    """The first argument of everything that is called …Error."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and node.args):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            first = node.args[0]
            if (
                name.endswith("Error")
                and not hasattr(builtins, name)
                and isinstance(first, ast.Constant)
                and isinstance(first.value, str)
                and re.fullmatch(r"[a-z_]+(\.[a-z_]+)?", first.value)
            ):
                yield first.value


def test_every_error_code_in_the_package_has_a_sentence() -> None:
    written = {text for text in _texts_of_code() if CODE.fullmatch(text)}
    written = {text for text in written if not text.endswith(FILE_ENDINGS)} - STEP_CODES
    used = written | set(_raised_codes())
    assert len(used) > 30
    assert {code for code in used if not has_sentence(code)} == set()


def test_every_step_code_in_the_package_has_a_sentence() -> None:
    used = {text for text in _texts_of_code() if STEP_CODE.fullmatch(text)}
    used |= {f"edit.{column}" for column in Column if column is not Column.TAGS}
    assert "tags.add" in used
    assert {code for code in used if not has_step_sentence(code)} == set()


def test_a_sentence_names_the_error_s_own_values() -> None:
    title, text = sentence(LightboxError("library.absent", folder="/pictures/mine"))
    assert title == "There is no library"
    assert "/pictures/mine" in text


def test_sizes_and_numbers_in_sentences_are_written_for_people() -> None:
    assert "536.9 MB" in code_sentence("import.too_large", {"limit_bytes": 536_870_912})[1]
    assert "1,000" in code_sentence("query.too_long", {"limit": 1000})[1]


def test_a_value_cannot_smuggle_in_another_blank() -> None:
    text = code_sentence("query.unknown_value", {"key": "{value}", "value": "<b>{key}</b>"})[1]
    assert text == "{value}: does not know “<b>{key}</b>”."


def test_a_missing_value_leaves_no_blank_behind() -> None:
    assert code_sentence("import.unreadable", {})[1] == "The system does not allow it."


def test_an_unknown_code_is_told_as_a_bug() -> None:
    assert sentence(LightboxError("nobody.knows")) == sentence(LightboxError("bug"))


def test_a_cancellation_has_a_sentence() -> None:
    assert sentence(Cancelled())[0] == "Cancelled"


def test_problems_of_imports_and_searches_have_sentences() -> None:
    assert problem_sentence(ImportProblem("/a/b.txt", "import.not_media"))[0] == (
        "Not an image or video"
    )
    assert "9x" in problem_sentence(QueryProblem(0, 3, "query.bad_date", {"value": "9x"}))[1]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/home/a/notes.txt", "notes.txt"),
        (
            "/home/a/two\nlines\x1b[31m.png",
            "two\N{REPLACEMENT CHARACTER}lines\N{REPLACEMENT CHARACTER}[31m.png",
        ),
        ("/", "/"),
    ],
)
def test_a_problem_is_named_after_its_file_on_one_line(path: str, name: str) -> None:
    assert problem_name(ImportProblem(path, "import.empty")) == name


@pytest.mark.parametrize(
    ("step", "text"),
    [
        (Step(1, "tags.add", 12, "sunset"), "Added “sunset” to 12 assets"),
        (Step(1, "tags.add", 1, "sunset"), "Added “sunset” to 1 asset"),
        (Step(1, "tags.remove", 1284, "draft"), "Took “draft” from 1,284 assets"),
        (Step(1, "trash", 3), "Moved 3 assets to Trash"),
        (Step(1, "restore", 1), "Restored 1 asset from Trash"),
        (Step(1, "edit.visibility", 2, "public"), "Made 2 assets public"),
        (Step(1, "edit.collection_id", 2, "Dunes"), "Moved 2 assets to “Dunes”"),
        (Step(1, "edit.collection_id", 2), "Changed the collection of 2 assets"),
        (Step(1, "edit.is_favorite", 5), "Changed favorite on 5 assets"),
        (Step(1, "collection.create", 0, "Dunes"), "Created collection “Dunes”"),
        (Step(1, "something.new", 4), "Changed 4 assets"),
        (Step(1, "tags.add", 2, "a (s) %1 {detail}"), "Added “a (s) %1 {detail}” to 2 assets"),
        (Step(1, "tags.add", 2, "x" * 60), f"Added “{'x' * 39}…” to 2 assets"),
        (Step(1, "tags.add", 2, "two\nlines"), "Added “two lines” to 2 assets"),
    ],
)
def test_steps_say_what_they_did(step: Step, text: str) -> None:
    assert step_sentence(step) == text


def test_an_import_s_end_is_told_with_everything_that_matters() -> None:
    problems = (ImportProblem("a", "import.empty"), ImportProblem("b", "import.empty"))
    assert import_sentence(ImportProgress(1, 1, 1, 0)) == "Imported 1 asset"
    assert import_sentence(ImportProgress(1500, 1500, 1490, 8, problems)) == (
        "Imported 1,490 assets · 8 duplicates skipped · 2 problems"
    )
    assert import_sentence(ImportProgress(0, 9, 0, 0, is_cancelled=True)) == "Import cancelled"
    assert import_sentence(ImportProgress(4, 9, 4, 0, is_cancelled=True)) == (
        "Imported 4 assets before it was cancelled"
    )


def test_numbers_sizes_and_plurals(qapp: QApplication) -> None:
    del qapp
    assert number_text(1_048_576) == "1,048,576"
    assert size_text(2_000_000) == "2.0 MB"
    assert size_text(12) == "12 bytes"
    assert problem_count_text(1) == "1 problem"
    assert problem_count_text(2) == "2 problems"
    assert counted("%1 image(s) and video(s)", 1) == "1 image and video"
