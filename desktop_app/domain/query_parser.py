"""The search text's grammar: any text in, an expression and the problems found on the way out.

    cat sunset          both words, each in prompt, title or tags
    "red sun"           words in this order         sun*  *sun*    beginnings, insides of words
    cat OR dog          either; joins its two neighbours before all else: a b OR c = a (b OR c)
    -cat -tag:x -(a b)  not these                   ( … )          a group
    key:value           `KEYS` lists them           tag:"red car"  a value with spaces
    width:>1024  size:<2mb  duration:3-10  created:2025-01..2025-03  date:today  ratio:16:9

Nothing raises: what cannot be understood becomes a `QueryProblem` at its place and is left out.
Codes: ``query.unknown_key unknown_value missing_value bad_number bad_seed bad_ratio bad_date
unclosed_quote unbalanced missing_operand too_deep too_long``.
"""

import re
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import tzinfo

from desktop_app.domain import query_values
from desktop_app.domain.errors import QueryError
from desktop_app.domain.query import (
    And,
    Equals,
    Expression,
    Facet,
    FacetChoice,
    Field,
    Not,
    Or,
    ParsedQuery,
    QueryProblem,
    Range,
    Term,
    Words,
    all_of,
)
from desktop_app.domain.query_lexemes import Lexeme, lexemes, unescaped

MAX_DEPTH = 40
MAX_TERMS = 400
MAX_PROBLEMS = 20

KEYS: dict[str, tuple[str, ...]] = {
    "tag": (),
    "model": (),
    "type": (),
    "category": (),
    "visibility": (),
    "collection": (),
    "character": (),
    "is": (
        *("favorite", "untagged", "pending", "conflict", "missing", "duplicate", "trashed"),
        *("local", "problem"),
    ),
    "has": ("tag", "title", "prompt", "negative", "seed", "collection", "character"),
    "prompt": (),
    "title": (),
    "negative": (),
    "seed": (),
    "sampler": (),
    "lora": (),
    "similar": (),
    "width": (),
    "height": (),
    "size": (),
    "duration": (),
    "steps": (),
    "cfg": (),
    "ratio": ("portrait", "landscape", "square"),
    "date": ("today", "yesterday"),
    "created": ("today", "yesterday"),
    "updated": ("today", "yesterday"),
}
"""Every key, with the fixed values that completion offers for it."""

_LIFTED = {
    "type": Facet.TYPE,
    "tag": Facet.TAG,
    "model": Facet.MODEL,
    "category": Facet.CATEGORY,
    "visibility": Facet.VISIBILITY,
    "character": Facet.CHARACTER,
}
_TEXT_FIELDS = {
    "": Field.ANY,
    "prompt": Field.PROMPT,
    "title": Field.TITLE,
    "negative": Field.NEGATIVE,
}
_FACT_ALIASES = {"favourite": "favorite", "tags": "tag"}

_PLAIN_VALUE = re.compile(r"\w[\w.-]*")
_SEED = re.compile(r"-?\d{1,20}")


@dataclass(frozen=True, slots=True)
class Completion:
    """What is being typed at the cursor: [start, end) is what a chosen completion replaces.

    `key` is None when the name of a key or a plain word is being typed, otherwise the key whose
    value it is; `typed` is that value or word up to the cursor, without its quotes.
    """

    start: int
    end: int
    key: str | None
    typed: str


@dataclass(slots=True)
class _Part:
    """One operand of a group, with the number of its term when it is a single term."""

    expression: Expression
    term: int | None


@dataclass(slots=True)
class _Group:
    """A group being read: what is ANDed in it, each the list of what is ORed there."""

    start: int
    is_excluded: bool = False
    parts: list[list[_Part]] = field(default_factory=list)
    dangling: Lexeme | None = None
    """An OR that has its left side and waits for its right side."""
    can_join: bool = False

    def add(self, part: _Part) -> None:
        if self.dangling is None:
            self.parts.append([part])
        else:
            self.parts[-1].append(part)
        self.dangling = None
        self.can_join = True

    def skip(self) -> None:
        """Pass over an operand that was not understood: no OR joins what is left of it."""
        self.dangling = None
        self.can_join = False

    def expression(self) -> Expression | None:
        if not self.parts:
            return None
        return all_of(
            ors[0].expression if len(ors) == 1 else Or(tuple(part.expression for part in ors))
            for ors in self.parts
        )


class _Parser:
    """Reads the pieces into nested groups, on a stack of its own: depth costs no recursion."""

    def __init__(self, text: str, now_us: int, zone: tzinfo) -> None:
        self._text = text
        self._now_us = now_us
        self._zone = zone
        self._terms: list[Term] = []
        self._problems: list[QueryProblem] = []
        self._stack = [_Group(0)]
        self._skipped_depth = 0

    def parse(self) -> ParsedQuery:
        for lexeme in lexemes(self._text):
            if len(self._terms) >= MAX_TERMS:
                self._problem(lexeme.start, len(self._text), "query.too_long", limit=MAX_TERMS)
                break
            match lexeme.kind:
                case "(":
                    self._open(lexeme)
                case ")":
                    self._close(lexeme)
                case "OR":
                    self._join(lexeme)
                case "term":
                    self._term(lexeme)
        while len(self._stack) > 1:
            group = self._stack[-1]
            self._problem(group.start, group.start + 1 + group.is_excluded, "query.unbalanced")
            self._end_group()
        root = self._stack[0]
        self._end_joins(root)
        alone = {part.term for ors in root.parts if len(ors) == 1 for part in ors}
        return ParsedQuery(
            root.expression() or And(),
            tuple(
                replace(term, is_top_level=number in alone)
                for number, term in enumerate(self._terms)
            ),
            tuple(sorted(self._problems, key=lambda problem: (problem.start, problem.end))),
        )

    def _open(self, lexeme: Lexeme) -> None:
        if len(self._stack) <= MAX_DEPTH:
            self._stack.append(_Group(lexeme.start, lexeme.is_excluded))
            return
        if not self._skipped_depth:
            self._problem(lexeme.start, lexeme.end, "query.too_deep", limit=MAX_DEPTH)
        self._skipped_depth += 1

    def _close(self, lexeme: Lexeme) -> None:
        if self._skipped_depth:
            self._skipped_depth -= 1
        elif len(self._stack) == 1:
            self._problem(lexeme.start, lexeme.end, "query.unbalanced")
        else:
            self._end_group()

    def _end_group(self) -> None:
        group = self._stack.pop()
        self._end_joins(group)
        expression = group.expression()
        if expression is None:
            self._stack[-1].skip()
        else:
            self._stack[-1].add(_Part(Not(expression) if group.is_excluded else expression, None))

    def _join(self, lexeme: Lexeme) -> None:
        group = self._stack[-1]
        if group.dangling or not group.parts:
            self._problem(lexeme.start, lexeme.end, "query.missing_operand")
        elif group.can_join:
            group.dangling = lexeme

    def _end_joins(self, group: _Group) -> None:
        if group.dangling:
            self._problem(group.dangling.start, group.dangling.end, "query.missing_operand")
            group.dangling = None

    def _term(self, lexeme: Lexeme) -> None:
        if not lexeme.is_closed:
            self._problem(lexeme.value_start, lexeme.end, "query.unclosed_quote")
        try:
            expression = self._meaning(lexeme)
        except QueryError as error:
            self._problem(lexeme.start, lexeme.end, error.code, **error.params)
            expression = None
        if expression is None:
            self._stack[-1].skip()
            return
        if lexeme.is_excluded:
            expression = Not(expression)
        self._stack[-1].add(_Part(expression, len(self._terms) if lexeme.is_closed else None))
        self._terms.append(
            Term(
                *(lexeme.start, lexeme.end, lexeme.key or "", lexeme.value),
                is_excluded=lexeme.is_excluded,
                is_top_level=False,
            )
        )

    def _meaning(self, lexeme: Lexeme) -> Expression | None:
        """Return what one term asks for; None for punctuation that asks for nothing."""
        key, value = lexeme.key or "", lexeme.value
        if key and key not in KEYS:
            raise QueryError("query.unknown_key", key=key)
        if key in _TEXT_FIELDS:
            words = _words(value, _TEXT_FIELDS[key], is_quoted=lexeme.is_quoted)
            if words is None and key:
                raise QueryError("query.missing_value", key=key)
            return words
        if not value.strip():
            raise QueryError("query.missing_value", key=key)
        return self._interval(key, value) or _equals(key, value)

    def _interval(self, key: str, value: str) -> Range | None:
        if key in query_values.NUMBER_KEYS:
            return query_values.read_number(key, value)
        if key == "ratio":
            return query_values.read_ratio(value)
        if key in {"date", "created", "updated"}:
            return query_values.read_date(
                "created" if key == "date" else key, value, now_us=self._now_us, zone=self._zone
            )
        return None

    def _problem(self, start: int, end: int, code: str, **params: str | int) -> None:
        if len(self._problems) < MAX_PROBLEMS:
            self._problems.append(QueryProblem(start, end, code, params))


def parse(text: str, *, now_us: int, zone: tzinfo) -> ParsedQuery:
    """Return the meaning of a search text, whatever the text.

    Args:
        text: what stands in the search field.
        now_us: the present instant, for ``today``; microseconds UTC.
        zone: where days begin at midnight.
    """
    return _Parser(text, now_us, zone).parse()


def lift(text: str, parsed: ParsedQuery) -> tuple[tuple[FacetChoice, ...], str]:
    """Take the terms out of the text that the sidebar can show as chosen.

    Those are ``type: tag: model: category: visibility: character:`` standing alone at the
    top level. Returns the choices and the rest of the text.
    """
    choices: list[FacetChoice] = []
    rest: list[str] = []
    at = 0
    for term in parsed.terms:
        facet = _LIFTED.get(term.key)
        if facet is None or not term.is_top_level:
            continue
        value = term.value.strip()
        # Facet values are compared exactly, and these two are written small everywhere.
        value = value.lower() if facet in {Facet.TYPE, Facet.VISIBILITY} else value
        choices.append(FacetChoice(facet, value, term.is_excluded))
        rest.append(text[at : term.start].strip())
        at = term.end
    if not choices:
        return (), text
    rest.append(text[at:].strip())
    return tuple(dict.fromkeys(choices)), " ".join(part for part in rest if part)


def quote(value: str) -> str:
    """Return the value as it is written behind a key or as one phrase, in quotes where needed."""
    if _PLAIN_VALUE.fullmatch(value) and value not in {"OR", "AND"}:
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def complete(text: str, cursor: int) -> Completion:
    """Return what is being typed where the cursor (in characters) stands."""
    cursor = max(0, min(cursor, len(text)))
    for lexeme in lexemes(text):
        if lexeme.start >= cursor:
            break
        if cursor > lexeme.end or lexeme.kind != "term":
            continue
        if cursor < lexeme.value_start:
            key_start = lexeme.start + lexeme.is_excluded
            return Completion(key_start, lexeme.value_start, None, text[key_start:cursor])
        typed = text[lexeme.value_start : cursor]
        if lexeme.is_quoted:
            typed = unescaped(typed)
        return Completion(lexeme.value_start, lexeme.end, lexeme.key, typed)
    return Completion(cursor, cursor, None, "")


def _words(value: str, sought_in: Field, *, is_quoted: bool) -> Words | None:
    core = value.strip("*") if not is_quoted else value.removesuffix("*")
    if not any(c.isalnum() or unicodedata.category(c) in {"So", "Co"} for c in core):
        return None
    if is_quoted:
        return Words(core, sought_in, is_phrase=True, is_prefix=value.endswith("*"))
    is_substring = value.startswith("*")
    return Words(
        core,
        sought_in,
        is_prefix=value.endswith("*") and not is_substring,
        is_substring=is_substring,
    )


def _equals(key: str, value: str) -> Equals:
    value = value.strip()
    if key == "seed":
        if not _SEED.fullmatch(value):
            raise QueryError("query.bad_seed", key=key, value=value)
        return Equals(key, str(int(value)))
    if key in {"is", "has"}:
        value = value.casefold()
        value = _FACT_ALIASES.get(value, value)
        if value not in KEYS[key]:
            raise QueryError("query.unknown_value", key=key, value=value)
    return Equals(key, value)
