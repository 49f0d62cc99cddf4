import ast
from pathlib import Path

import pytest

import desktop_app
from desktop_app.cli.sentences import SENTENCES, error_sentence, sentence, visible
from desktop_app.domain.errors import CatalogError, ErrorKind, LightboxError

PACKAGE = Path(desktop_app.__file__).parent
ERRORS = {
    "LightboxError",
    "CatalogError",
    "QueryError",
    "MediaError",
    "RemoteError",
    "ProjectError",
    "ImportProblem",
}
FLOORS = (
    *("accounts", "catalog", "cli", "domain", "exporting", "ingest", "media", "remote", "sample"),
    *("session.py", "sync"),
)


def raised_codes() -> dict[str, str]:
    """Return the codes written out in the floors below the window, with where they stand."""
    found = {}
    for floor in FLOORS:
        path = PACKAGE / floor
        for module in [path] if path.suffix else path.rglob("*.py"):
            for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call):
                    continue
                name = (
                    node.func.attr
                    if isinstance(node.func, ast.Attribute)
                    else (node.func.id if isinstance(node.func, ast.Name) else "")
                )
                if name not in ERRORS:
                    continue
                for argument in node.args[:2]:
                    # No command signs in.
                    if (
                        isinstance(argument, ast.Constant)
                        and "." in str(argument.value)
                        and not str(argument.value).startswith("sign_in.")
                    ):
                        found[str(argument.value)] = f"{module}:{node.lineno}"
    return found


def test_every_code_has_a_sentence() -> None:
    assert {code: where for code, where in raised_codes().items() if code not in SENTENCES} == {}


def test_the_search_for_codes_finds_some() -> None:
    assert {"catalog.newer", "import.not_media", "query.unknown_key"} <= raised_codes().keys()


def test_parameters_fill_the_blanks_and_steer_nothing() -> None:
    error = CatalogError("library.absent", folder="/home/\x1b[2Jx\n")
    assert error_sentence(error) == "There is no library in /home/ [2Jx."
    assert sentence("import.too_large", {"limit_bytes": 5}) == (
        "it is larger than the 5 bytes an image may have"
    )


def test_a_parameter_that_was_not_given_is_left_out() -> None:
    assert sentence("import.unreadable", {}) == "it cannot be read."


def test_an_unknown_code_is_told_as_it_is() -> None:
    error = LightboxError("moon.full", ErrorKind.RETRYABLE)
    assert error_sentence(error) == "Something went wrong (moon.full)."


@pytest.mark.parametrize("text", ["a\x00b", "a\u202eb", "a\nb", "a\x9bb"])
def test_only_visible_characters_are_shown(text: str) -> None:
    assert visible(text) == "a b"
