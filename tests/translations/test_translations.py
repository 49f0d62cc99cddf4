"""The German texts are complete, compiled, and fit what the code puts into them."""

import ast
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTranslator

from tests.translations.tools import CHECKOUT, COMPILED, TEXTS, Message, messages, release, update

BLANK = re.compile(r"%[1-9n]|\{\w*\}")
ALL = messages(TEXTS)


def _texts_of_code() -> Iterator[tuple[str, str, bool]]:
    """Context, text and whether it has a plural, of every call that translates."""
    for path in (CHECKOUT / "desktop_app" / "ui").rglob("*.py"):
        yield from _texts_in(ast.parse(path.read_text(encoding="utf-8")), "")


def _texts_in(tree: ast.AST, owner: str) -> Iterator[tuple[str, str, bool]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            values = [part.value for part in node.args if isinstance(part, ast.Constant)]
            if name == "tr" and values:
                yield owner, str(values[0]), len(node.args) > 2
            elif name in {"translate", "QT_TRANSLATE_NOOP"} and len(values) > 1:
                yield str(values[0]), str(values[1]), len(node.args) > 3
        yield from _texts_in(node, node.name if isinstance(node, ast.ClassDef) else owner)


def _name(message: Message) -> str:
    return f"{message.context}: {message.source}"


def test_every_text_of_the_code_is_translated() -> None:
    known = {(message.context, message.source, message.is_plural) for message in ALL}
    assert set(_texts_of_code()) == known


def test_lupdate_finds_the_same_texts(tmp_path: Path) -> None:
    texts = tmp_path / TEXTS.name
    shutil.copy(TEXTS, texts)
    update(texts, is_forgetting=False)
    assert messages(texts) == ALL


def test_nothing_is_unfinished_or_left_over() -> None:
    assert [_name(message) for message in ALL if message.state or not all(message.forms)] == []
    assert len(ALL) > 500


def test_blanks_are_filled_with_the_same_values() -> None:
    def blanks(text: str) -> list[str]:
        return sorted(BLANK.findall(text))

    wrong = [
        _name(message)
        for message in ALL
        for form in message.forms
        if blanks(form) != blanks(message.source)
    ]
    assert wrong == []


def test_what_promises_a_question_still_does() -> None:
    wrong = [
        _name(message)
        for message in ALL
        for form in message.forms
        if form.endswith("…") != message.source.endswith("…")
    ]
    assert wrong == []


def test_no_plural_is_left_to_the_english_rule() -> None:
    assert [_name(message) for message in ALL if re.search(r"\(\w+\)", message.forms[-1])] == [
        _name(message)
        for message in ALL
        if message.context == "Viewer" and re.search(r" \(\w+\)$", message.source)
    ]


def test_what_is_compiled_is_what_is_written(tmp_path: Path) -> None:
    compiled = tmp_path / COMPILED.name
    release(TEXTS, compiled)
    assert compiled.read_bytes() == COMPILED.read_bytes()


@pytest.mark.parametrize("count", [1, 2])
def test_every_text_is_found_by_qt(count: int) -> None:
    translator = QTranslator()
    assert translator.load(str(COMPILED))
    for message in ALL:
        found = translator.translate(
            message.context, message.source, "", count if message.is_plural else -1
        )
        expected = message.forms[0 if count == 1 else -1]
        assert found == expected, _name(message)
