"""The full-text index: what goes into it, and which assets hold some words.

An FTS5 table without content of its own (``content=''``) beside ``asset``: title, prompt and
negative prompt, under ``rowid = asset.row``. Tags are not in it; the column index knows them.

FTS5's unicode61 splits text at anything but letters, digits and symbols, which suits
languages that put spaces between words. Chinese, Japanese and Korean runs are therefore cut into
overlapping pairs before they get there (`fold`), and looked up as phrases of such pairs.

Nothing here calls back from SQLite into Python: a call per row would wait for the
interpreter's lock per row whenever another thread is busy.
"""

import json
import re
import unicodedata
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection

from desktop_app.domain.query import Field, Words

Rows = npt.NDArray[np.int64]

TITLE_INDEX_SQL = (
    "CREATE INDEX asset_title ON asset(custom_title COLLATE NOCASE) WHERE custom_title IS NOT NULL"
)
CREATE_SQL: tuple[str, ...] = (
    "CREATE VIRTUAL TABLE text_index USING fts5(title, prompt, negative, content='',"
    " prefix='1 2', tokenize=\"unicode61 remove_diacritics 2 categories 'L* N* Co So'\")",
    "CREATE VIRTUAL TABLE text_vocabulary USING fts5vocab(text_index, row)",
    TITLE_INDEX_SQL,
)
"""Makes the index, its vocabulary (which is a view of it and holds nothing) and the order of
titles, all of them after ``asset``."""

_TITLE = "ifnull(asset.custom_title, '')"
_PROMPT = "asset.original_prompt"
_NEGATIVE = "ifnull(asset_generation.negative_prompt, '')"
_TEXTS = f"{_TITLE}, {_PROMPT}, {_NEGATIVE}"
_SOURCE = "asset LEFT JOIN asset_generation ON asset_generation.asset_row = asset.row"
_IS_ASCII = " AND ".join(
    f"length({text}) = length(CAST({text} AS BLOB))" for text in (_TITLE, _PROMPT, _NEGATIVE)
)

_COLUMNS = {
    Field.ANY: "{title prompt}",
    Field.PROMPT: "prompt",
    Field.TITLE: "title",
    Field.NEGATIVE: "negative",
}
_TERMS_PER_MATCH = 500

# Han with its extensions, kana with their half-width forms, Hangul syllables.
_CJK_RUN = re.compile(
    "[\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]+"
)
_SYMBOL = re.compile("([\u2190-\u23ff\u2500-\u27bf\u2900-\u2bff\U0001f000-\U0001faff])")
_STROKES = re.compile("[\u0300-\u036f]")
_TOKEN = re.compile("[^\\W_]+|[\u2190-\u23ff\u2500-\u27bf\u2900-\u2bff\U0001f000-\U0001faff]")


def fold(text: str) -> str:
    """Return the text as the index stores it; ASCII stays as it is (FTS5 folds its case).

    Everything else: compatibility forms, case and the strokes over Latin, Greek and Cyrillic
    letters are evened out; a CJK run becomes its overlapping pairs and its last character
    (``夕日の`` → ``夕日 日の の``); every symbol and emoji stands alone.
    """
    if text.isascii():
        return text.replace("\0", " ")
    return _CJK_RUN.sub(_pairs_and_last, _evened(text))


def tokens(text: str) -> list[str]:
    """Return the folded words that the index would find in this text, in lower case."""
    return _TOKEN.findall(fold(text).lower())


def sought_tokens(words: Words) -> tuple[list[str], bool]:
    """Return the tokens to look for in this order, and whether the last one may go on.

    A CJK run at the end of the words may go on in the text, so there its last character is not
    a token of its own, unless there is no other: then any pair that begins with it will do.
    """
    evened = _evened(words.text).rstrip()
    last_run_start = -1
    for run in _CJK_RUN.finditer(evened):
        if run.end() == len(evened):
            last_run_start = run.start()
    if last_run_start < 0:
        return _TOKEN.findall(fold(evened)), words.is_prefix
    run_text = evened[last_run_start:]
    before = _TOKEN.findall(fold(evened[:last_run_start]))
    return [*before, *(_pairs(run_text) or [run_text])], words.is_prefix or len(run_text) == 1


def add(connection: Connection, rows: Sequence[int] | range) -> None:
    """Index the present texts of these assets, none of which is in the index yet.

    To be called after the rows stand in ``asset`` and ``asset_generation``, in the same
    transaction. A `range` (of step 1) is cheaper than a list.
    """
    _write(connection, rows, "text_index(rowid, title, prompt, negative)", "")


def add_plain(connection: Connection, rows: range) -> None:
    """Index new assets, a range of step 1, whose texts are ASCII and that have no settings."""
    connection.exec_driver_sql(
        f"INSERT INTO text_index(rowid, title, prompt, negative)"  # noqa: S608 - our own names
        f" SELECT row, {_TITLE}, {_PROMPT}, '' FROM asset WHERE row BETWEEN ? AND ?",
        (rows[0], rows[-1]),
    )


def remove(connection: Connection, rows: Sequence[int] | range) -> None:
    """Take these assets out, all of which are in the index.

    To be called **before** their texts change or their rows go: an index without content needs
    to be told the old texts.
    """
    _write(connection, rows, "text_index(text_index, rowid, title, prompt, negative)", "'delete', ")


def match_tokens(
    connection: Connection, sought: Sequence[str], field: Field, *, is_open: bool
) -> Rows:
    """Return the rows of the assets that hold these tokens in this order, ascending.

    No tokens are nowhere. `is_open`: the last one may go on.
    """
    if not sought:
        return np.zeros(0, np.int64)
    phrase = f'{_COLUMNS[field]} : "{" ".join(sought)}"{"*" if is_open else ""}'
    return _matching(connection, phrase)


def match_any_term(connection: Connection, terms: Sequence[str], field: Field) -> Rows:
    """Return the rows of the assets that hold one of these tokens, in ascending order."""
    column = _COLUMNS[field]
    quoted = [f'"{term}"' for term in terms]
    found = [
        _matching(
            connection, f"{column} : ({' OR '.join(quoted[start : start + _TERMS_PER_MATCH])})"
        )
        for start in range(0, len(quoted), _TERMS_PER_MATCH)
    ]
    return np.unique(np.concatenate(found)) if found else np.zeros(0, np.int64)


def _matching(connection: Connection, phrase: str) -> Rows:
    # One row holding all the ids: to step through rows takes the interpreter's lock for each.
    found = connection.exec_driver_sql(
        "SELECT group_concat(rowid) FROM text_index WHERE text_index MATCH ?", (phrase,)
    ).scalar_one()
    return np.fromstring(found, np.int64, sep=",") if found else np.zeros(0, np.int64)


def _write(connection: Connection, rows: Sequence[int] | range, target: str, command: str) -> None:
    """Insert into the index: texts in ASCII within SQLite, all others folded on the way."""
    if not rows:
        return
    params: tuple[int | str, ...]
    if isinstance(rows, range):
        where, params = "asset.row BETWEEN ? AND ?", (rows[0], rows[-1])
    else:
        where, params = "asset.row IN (SELECT value FROM json_each(?))", (json.dumps(list(rows)),)
    connection.exec_driver_sql(
        f"INSERT INTO {target} SELECT {command}asset.row, {_TEXTS} FROM {_SOURCE}"  # noqa: S608
        f" WHERE {where} AND {_IS_ASCII}",
        params,
    )
    others = json.loads(
        connection.exec_driver_sql(
            f"SELECT json_group_array(json_array(asset.row, {_TEXTS})) FROM {_SOURCE}"  # noqa: S608
            f" WHERE {where} AND NOT ({_IS_ASCII})",
            params,
        ).scalar_one()
    )
    if others:
        folded = [[row, *map(fold, texts)] for row, *texts in others]
        connection.exec_driver_sql(
            f"INSERT INTO {target} SELECT {command}value ->> 0, value ->> 1, value ->> 2,"  # noqa: S608
            " value ->> 3 FROM json_each(?)",
            (json.dumps(folded),),
        )


def _evened(text: str) -> str:
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    letters = unicodedata.normalize("NFD", plain)
    # Only these strokes: kana and Hangul come apart into marks that are part of the letter.
    plain = unicodedata.normalize("NFC", _STROKES.sub("", letters)).replace("\0", " ")
    return _SYMBOL.sub(r" \1 ", plain)


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)]


def _pairs_and_last(run: re.Match[str]) -> str:
    return f" {' '.join((*_pairs(run[0]), run[0][-1]))} "
