"""Which assets an expression of the search text matches, as a mask over the index."""

import json
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection

from desktop_app.catalog import text_index
from desktop_app.catalog.index_columns import Columns, Flag, Mask, any_of
from desktop_app.catalog.index_read import rows_where
from desktop_app.catalog.index_tags import TagSets
from desktop_app.catalog.index_words import WordList
from desktop_app.domain.entities import FileState
from desktop_app.domain.query import (
    And,
    Equals,
    Expression,
    Field,
    Not,
    Or,
    Range,
    Words,
)
from desktop_app.domain.tags import tag_identity

_FLAG_FACTS = {
    ("is", "favorite"): Flag.FAVORITE,
    ("is", "pending"): Flag.PENDING,
    ("is", "conflict"): Flag.CONFLICT,
    ("is", "problem"): Flag.PROBLEM,
    ("is", "trashed"): Flag.TRASHED,
    ("has", "title"): Flag.HAS_TITLE,
    ("has", "prompt"): Flag.HAS_PROMPT,
    ("has", "seed"): Flag.HAS_SEED,
}
_FILE_STATES = {
    "missing": [FileState.MISSING],
    "local": [FileState.STORED, FileState.REFERENCED],
}
_DUPLICATES_SQL = (
    "SELECT group_concat(row) FROM asset WHERE content_hash IS NOT NULL AND trashed_at_us IS NULL"
    " AND content_hash IN (SELECT content_hash FROM asset WHERE content_hash IS NOT NULL"
    " AND trashed_at_us IS NULL GROUP BY content_hash HAVING count(*) > 1)"
)
_NEGATIVES_SQL = "SELECT group_concat(asset_row) FROM asset_generation WHERE negative_prompt <> ''"
_NAMES_SQL = {
    "sampler": "SELECT json_group_array(sampler) FROM"
    " (SELECT DISTINCT sampler FROM asset_generation WHERE sampler <> '')",
    "lora": "SELECT json_group_array(name) FROM (SELECT DISTINCT lora.value AS name"
    " FROM asset_generation, json_each(asset_generation.loras) AS lora"
    " WHERE asset_generation.loras <> '[]' AND json_valid(asset_generation.loras))",
}
_HOLDS = {
    "sampler": "sampler IN (SELECT value FROM json_each(?))",
    "lora": "loras <> '[]' AND json_valid(loras) AND EXISTS (SELECT 1 FROM json_each(loras)"
    " AS lora WHERE lora.value IN (SELECT value FROM json_each(?)))",
}
_SETTINGS = {"steps": "steps", "cfg": "cfg_scale"}
_LARGEST_BIGINT = 2**63 - 1
_SEEDS_SQL = (
    "SELECT group_concat(asset_row) FROM asset_generation"
    " WHERE instr(info, ?) AND json_extract(info, '$.seed') = ?"
)
_LOOK_SQL = "SELECT group_concat(perceptual_hash) FROM asset WHERE id = ?"
_MOST_UNLIKE_BITS = 10
"""Of 64: what a picture and its crop, re-encoding or light retouching differ in at most."""
_KEPT_MASKS = 64


class Matcher:
    """Evaluates expressions over one index; remembers the masks of terms until it changes."""

    def __init__(self, columns: Columns, tags: TagSets) -> None:
        self._columns = columns
        self._tags = tags
        self._words = WordList()
        self._kept: dict[Expression, Mask] = {}
        self.collection_names: dict[str, str] = {}
        """By id; kept up to date by the index."""

    def forget(self) -> None:
        """Drop all remembered masks: something has changed."""
        self._kept.clear()

    def forget_words(self) -> None:
        """Drop the list of all words too: texts have changed."""
        self._words.clear()

    def mask(
        self, expression: Expression, connection: Connection, check: Callable[[], None]
    ) -> Mask:
        """Return what the expression matches.

        `check` is called before each piece of work, and may raise to call it off.
        """
        check()
        match expression:
            case And(operands):
                mask = self._everything()
                for operand in sorted(operands, key=_cost):
                    mask &= self.mask(operand, connection, check)
                    if not mask.any():
                        break
                return mask
            case Or(operands):
                mask = ~self._everything()
                for operand in operands:
                    mask |= self.mask(operand, connection, check)
                return mask
            case Not(operand):
                return ~self.mask(operand, connection, check)
        if expression not in self._kept:
            found = self._term(expression, connection)
            found.setflags(write=False)
            while len(self._kept) >= _KEPT_MASKS:
                del self._kept[next(iter(self._kept))]
            self._kept[expression] = found
        return self._kept[expression]

    def names(self, key: str, connection: Connection) -> list[str]:
        """Return all samplers or all LoRAs, of which the index holds none itself."""
        found = json.loads(connection.exec_driver_sql(_NAMES_SQL[key]).scalar_one())
        return [str(name) for name in found]

    def tag_mask(self, code: int | None) -> Mask:
        """Return who has a tag; nobody when there is no such tag."""
        mask = np.zeros(self._columns.count, np.bool_)
        if code is not None:
            mask[self._tags.members(code)] = True
        return mask

    def _everything(self) -> Mask:
        return np.ones(self._columns.count, np.bool_)

    def _term(self, term: Words | Range | Equals, connection: Connection) -> Mask:
        match term:
            case Words():
                return self._texts(term, connection)
            case Range():
                return self._range(term, connection)
            case Equals(key, value):
                return self._equals(key, value, connection)

    def _texts(self, words: Words, connection: Connection) -> Mask:
        sought, is_open = text_index.sought_tokens(words)
        is_inside = words.is_substring and len(sought) == 1 and not is_open
        if is_inside:
            terms = self._words.containing(sought[0], connection)
            rows = text_index.match_any_term(connection, terms, words.field)
        else:
            is_open = is_open or words.is_substring
            rows = text_index.match_tokens(connection, sought, words.field, is_open=is_open)
        mask = self._columns.mask_of(rows)
        if words.field is Field.ANY and sought:
            for code in self._tags.codes_with_words(sought, is_open=is_open, is_inside=is_inside):
                mask[self._tags.members(code)] = True
        return mask

    def _range(self, asked: Range, connection: Connection) -> Mask:
        columns = self._columns
        if asked.key in _SETTINGS:
            return columns.mask_of(self._settings_rows(asked, connection))
        if asked.key == "ratio":
            width, height = columns["width"], columns["height"]
            is_known: Mask | None = (width > 0) & (height > 0)
            values = width / np.maximum(height, 1)
        else:
            values = columns[asked.key]
            is_known = values > 0 if asked.key in {"width", "height", "duration"} else None
        mask: Mask = self._everything() if is_known is None else is_known
        if asked.low is not None:
            mask &= values >= asked.low if asked.is_low_included else values > asked.low
        if asked.high is not None:
            mask &= values <= asked.high if asked.is_high_included else values < asked.high
        return mask

    @staticmethod
    def _settings_rows(asked: Range, connection: Connection) -> "text_index.Rows":
        column = _SETTINGS[asked.key]
        bounds = [
            (asked.low, ">=" if asked.is_low_included else ">"),
            (asked.high, "<=" if asked.is_high_included else "<"),
        ]
        conditions = [f"{column} {sign} ?" for bound, sign in bounds if bound is not None]
        return rows_where(
            connection,
            "SELECT group_concat(asset_row) FROM asset_generation"  # noqa: S608
            f" WHERE {' AND '.join(conditions)}",
            tuple(bound for bound, _ in bounds if bound is not None),
        )

    def _equals(self, key: str, value: str, connection: Connection) -> Mask:
        columns = self._columns
        fact: Mask | None
        match key:
            case "model" | "type" | "category" | "visibility" | "character":
                fact = any_of(columns[key], columns.codes[key].codes_like(value))
            case "tag":
                fact = self.tag_mask(self._tags.code(tag_identity(value)))
            case "collection":
                fact = any_of(columns["collection"], self._collection_codes(value))
            case "similar":
                fact = self._alike(value, connection)
            case "seed":
                fact = self._seeded(value, connection)
            case _:
                fact = self._fact(key, value)
        if fact is None:
            return columns.mask_of(self._rows_by_sql(key, value, connection))
        return fact

    def _seeded(self, value: str, connection: Connection) -> Mask:
        columns = self._columns
        is_possible = value.isdecimal() and int(value) < 1 << 64
        if not is_possible:
            return ~self._everything()
        has_it: Mask = (columns["seed"] == np.uint64(int(value))) & columns.has(Flag.HAS_SEED)
        if int(value) > _LARGEST_BIGINT:
            # Such a seed stands only in what the file says: the server's column cannot hold it.
            has_it |= columns.mask_of(rows_where(connection, _SEEDS_SQL, (value, value)))
        return has_it

    def _alike(self, asset_id: str, connection: Connection) -> Mask:
        """Return what looks like an asset, itself included; nothing when its look is not known."""
        columns = self._columns
        looks = rows_where(connection, _LOOK_SQL, (asset_id,))
        if not len(looks):
            return ~self._everything()
        is_near = unlike_bits(columns["look"], looks[0]) <= _MOST_UNLIKE_BITS
        mask: Mask = is_near & columns.has(Flag.HAS_LOOK)
        return mask

    def _fact(self, key: str, value: str) -> Mask | None:
        """Return the mask of an ``is:`` or ``has:`` that the columns hold."""
        columns = self._columns
        mask: Mask | None = None
        if flag := _FLAG_FACTS.get((key, value)):
            mask = columns.has(flag)
        elif (key, value) in {("is", "untagged"), ("has", "tag")}:
            mask = (columns["tag_count"] > 0) == (key == "has")
        elif key == "has" and value in {"collection", "character"}:
            mask = columns[value] != 0
        elif key == "is" and value in _FILE_STATES:
            states = (columns["flags"] // np.uint16(Flag.FILE_STATE_1)) & np.uint16(3)
            mask = any_of(states, _FILE_STATES[value])
        return mask

    def _collection_codes(self, value: str) -> list[int]:
        folded = value.casefold()
        ids = [id_ for id_, name in self.collection_names.items() if name.casefold() == folded]
        codes = [self._columns.codes["collection"].code(id_) for id_ in (*ids, value)]
        return [code for code in codes if code is not None]

    def _rows_by_sql(self, key: str, value: str, connection: Connection) -> "text_index.Rows":
        """Ask the catalog what is asked too seldom to keep a column for."""
        match key, value:
            case "is", "duplicate":
                return rows_where(connection, _DUPLICATES_SQL)
            case "has", "negative":
                return rows_where(connection, _NEGATIVES_SQL)
        folded = value.casefold()
        alike = [name for name in self.names(key, connection) if name.casefold() == folded]
        return rows_where(
            connection,
            f"SELECT group_concat(asset_row) FROM asset_generation WHERE {_HOLDS[key]}",  # noqa: S608
            (json.dumps(alike),),
        )


def unlike_bits(looks: npt.NDArray[np.int64], look: np.int64) -> npt.NDArray[np.uint8]:
    """Return in how many bits each perceptual hash differs from one."""
    return np.bitwise_count((looks ^ look).view(np.uint64))


def _cost(expression: Expression) -> int:
    """Rank what is quick to find out before what asks the catalog."""
    match expression:
        case Not(operand):
            return _cost(operand)
        case And(operands) | Or(operands):
            return max(map(_cost, operands), default=0)
        case Words(is_substring=True):
            return 3
        case Words():
            return 2
        case Equals("sampler" | "lora", _) | Equals("is", "duplicate") | Range("steps" | "cfg"):
            return 4
        case _:
            return 1
