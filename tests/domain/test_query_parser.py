"""The search text's grammar: what each form means, and that no text whatever breaks it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    Range,
    Words,
)
from desktop_app.domain.query_parser import (
    KEYS,
    MAX_PROBLEMS,
    MAX_TERMS,
    Completion,
    complete,
    lift,
    parse,
    quote,
)

NEW_YORK = ZoneInfo("America/New_York")
NOW_US = 1_741_532_400_000_000
"""2025-03-09 11:00 in New York, whose clocks went forward that night."""


def parsed(text: str) -> ParsedQuery:
    return parse(text, now_us=NOW_US, zone=NEW_YORK)


def meaning(text: str) -> Expression:
    result = parsed(text)
    assert result.problems == ()
    return result.expression


def codes(text: str) -> list[tuple[str, str]]:
    """Return each problem's code and the text it points at."""
    return [(p.code, text[p.start : p.end]) for p in parsed(text).problems]


def us(*moment: int) -> float:
    local = datetime(*moment, tzinfo=NEW_YORK)  # type: ignore[misc,arg-type]
    return (local - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def day(key: str, low: float | None, high: float | None) -> Range:
    return Range(key, low, high, is_high_included=high is None)


CAT, DOG, FOX = Words("cat"), Words("dog"), Words("fox")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", And()),
        ("  \t\n ", And()),
        ("cat", CAT),
        ("cat dog", And((CAT, DOG))),
        ("cat AND dog", And((CAT, DOG))),
        ("cat OR dog", Or((CAT, DOG))),
        ("cat or dog", And((CAT, Words("or"), DOG))),
        ("cat dog OR fox", And((CAT, Or((DOG, FOX))))),
        ("(cat dog) OR fox", Or((And((CAT, DOG)), FOX))),
        ("-cat", Not(CAT)),
        ("-(cat OR dog) fox", And((Not(Or((CAT, DOG))), FOX))),
        ('"cat dog"', Words("cat dog", is_phrase=True)),
        ('"cat dog"*', Words("cat dog", is_phrase=True, is_prefix=True)),
        ('-"cat dog"', Not(Words("cat dog", is_phrase=True))),
        ("cat*", Words("cat", is_prefix=True)),
        ("*cat*", Words("cat", is_substring=True)),
        ("*cat", Words("cat", is_substring=True)),
        ("夕日の海", Words("夕日の海")),
        ("foo(bar)", Words("foo(bar)")),
        ("foo(cat dog)", And((Words("foo"), And((CAT, DOG))))),
        ("http://x", Words("http://x")),
        ("cat & dog - !", And((CAT, DOG))),
        ("cat ()", CAT),
        ("prompt:cat", Words("cat", Field.PROMPT)),
        ('title:"cat dog"', Words("cat dog", Field.TITLE, is_phrase=True)),
        ("negative:*cat*", Words("cat", Field.NEGATIVE, is_substring=True)),
        ("tag:cat", Equals("tag", "cat")),
        ("TAG:Cat", Equals("tag", "Cat")),
        ('-tag:"red car"', Not(Equals("tag", "red car"))),
        ("tag:role:hero", Equals("tag", "role:hero")),
        ("model:flux(dev)", Equals("model", "flux(dev)")),
        (r'tag:"say \"hi\" \\ \n"', Equals("tag", r'say "hi" \ \n')),
        ("is:favorite", Equals("is", "favorite")),
        ("is:Favourite", Equals("is", "favorite")),
        ("has:tags", Equals("has", "tag")),
        ("seed:0042", Equals("seed", "42")),
        ("seed:18446744073709551615", Equals("seed", "18446744073709551615")),
        ("width:>1024", Range("width", low=1024, is_low_included=False)),
        ("width:>=1024px", Range("width", low=1024)),
        ("height:<512", Range("height", high=512, is_high_included=False)),
        ("height:<=512", Range("height", high=512)),
        ("steps:20", Range("steps", 20, 20)),
        ("steps:=20", Range("steps", 20, 20)),
        ("cfg:7.5..", Range("cfg", low=7.5)),
        ("cfg:..8", Range("cfg", high=8)),
        ("cfg:8..7", Range("cfg", 7, 8)),
        ("size:<2mb", Range("size", high=2e6, is_high_included=False)),
        ("size:1-2MB", Range("size", 1e6, 2e6)),
        ("size:1kib", Range("size", 512, 1536, is_high_included=False)),
        ("size:2.5mb", Range("size", 2.45e6, 2.55e6, is_high_included=False)),
        ("size:900", Range("size", 900, 900)),
        ("duration:3-10", Range("duration", 3, 10)),
        ("duration:3", Range("duration", 2.5, 3.5, is_high_included=False)),
        ("duration:1:30", Range("duration", 90, 91, is_high_included=False)),
        ("duration:>1:00:00", Range("duration", low=3600, is_low_included=False)),
        ("duration:<2min", Range("duration", high=120, is_high_included=False)),
        ("ratio:portrait", Range("ratio", high=1, is_high_included=False)),
        ("ratio:landscape", Range("ratio", low=1, is_low_included=False)),
        ("ratio:Square", Range("ratio", 1, 1)),
        ("ratio:<=1.5", Range("ratio", high=1.5)),
        ("ratio:>16:9", Range("ratio", low=16 / 9, is_low_included=False)),
        ("date:2025", day("created", us(2025, 1, 1), us(2026, 1, 1))),
        ("date:2025-12", day("created", us(2025, 12, 1), us(2026, 1, 1))),
        ("created:2025-3-9", day("created", us(2025, 3, 9), us(2025, 3, 10))),
        ("date:today", day("created", us(2025, 3, 9), us(2025, 3, 10))),
        ("updated:yesterday", day("updated", us(2025, 3, 8), us(2025, 3, 9))),
        ("created:>2025-01-01", Range("created", low=us(2025, 1, 2))),
        ("created:>=2025-01", Range("created", low=us(2025, 1, 1))),
        ("created:<2025-01", day("created", None, us(2025, 1, 1))),
        ("created:<=2025-01", day("created", None, us(2025, 2, 1))),
        ("date:2024..2025-02", day("created", us(2024, 1, 1), us(2025, 3, 1))),
        ("date:2025-02..", Range("created", low=us(2025, 2, 1))),
    ],
)
def test_what_a_text_means(text: str, expected: Expression) -> None:
    assert meaning(text) == expected


def test_a_day_on_which_the_clocks_change_has_its_own_length() -> None:
    found = meaning("date:2025-03-09")
    assert isinstance(found, Range)
    assert found.low is not None
    assert found.high is not None
    assert found.high - found.low == 23 * 3_600_000_000


def test_a_ratio_leaves_room_for_rounding() -> None:
    found = meaning("ratio:16:9")
    assert isinstance(found, Range)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 1344 / 768 < 1920 / 1088 < found.high


@pytest.mark.parametrize(
    ("text", "expected", "rest"),
    [
        ("widht:3 cat", [("query.unknown_key", "widht:3")], CAT),
        ("cat tag:", [("query.missing_value", "tag:")], CAT),
        ('cat tag:" "', [("query.missing_value", 'tag:" "')], CAT),
        ("cat title:!", [("query.missing_value", "title:!")], CAT),
        ("cat is:nice", [("query.unknown_value", "is:nice")], CAT),
        ("cat width:big", [("query.bad_number", "width:big")], CAT),
        ("cat width:3mb", [("query.bad_number", "width:3mb")], CAT),
        ("cat width:..", [("query.bad_number", "width:..")], CAT),
        ("cat seed:x", [("query.bad_seed", "seed:x")], CAT),
        ("cat ratio:wide", [("query.bad_ratio", "ratio:wide")], CAT),
        ("cat ratio:0:9", [("query.bad_ratio", "ratio:0:9")], CAT),
        ("cat date:2025-13", [("query.bad_date", "date:2025-13")], CAT),
        ("cat date:2025-02-30", [("query.bad_date", "date:2025-02-30")], CAT),
        ("cat date:0000", [("query.bad_date", "date:0000")], CAT),
        ("cat date:9999", [("query.bad_date", "date:9999")], CAT),
        ("cat -date:soon", [("query.bad_date", "-date:soon")], CAT),
        ('"cat', [("query.unclosed_quote", '"cat')], Words("cat", is_phrase=True)),
        ('tag:"cat', [("query.unclosed_quote", '"cat')], Equals("tag", "cat")),
        ("(cat", [("query.unbalanced", "(")], CAT),
        ("-(cat", [("query.unbalanced", "-(")], Not(CAT)),
        ("cat)", [("query.unbalanced", ")")], CAT),
        ("OR cat", [("query.missing_operand", "OR")], CAT),
        ("cat OR", [("query.missing_operand", "OR")], CAT),
        ("cat OR OR dog", [("query.missing_operand", "OR")], Or((CAT, DOG))),
        ("(cat OR) dog", [("query.missing_operand", "OR")], And((CAT, DOG))),
        ("cat widht:3 OR dog", [("query.unknown_key", "widht:3")], And((CAT, DOG))),
        ("cat OR widht:3 dog", [("query.unknown_key", "widht:3")], And((CAT, DOG))),
    ],
)
def test_a_bad_part_is_told_where_it_is_and_the_rest_works(
    text: str, expected: list[tuple[str, str]], rest: Expression
) -> None:
    assert codes(text) == expected
    assert parsed(text).expression == rest


@pytest.mark.parametrize(
    "text",
    [
        *("(" * 100_000, ")" * 100_000, "-(" * 50_000 + "a", "a " * 100_000, "a OR " * 50_000),
        *('"' * 100_000, "tag:" * 50_000, "\\" * 100_000, "a(b" * 50_000, "x:" * 50_000),
        *("(" * 50_000 + "a" + ")" * 50_000, "*" * 100_000, "seed:" + "9" * 100_000),
    ],
)
def test_huge_texts_give_small_answers(text: str) -> None:
    found = parsed(text)
    assert len(found.problems) <= MAX_PROBLEMS
    assert len(found.terms) <= MAX_TERMS
    assert hash(found.expression) == hash(parsed(text).expression)


def test_nesting_beyond_the_limit_is_read_flat() -> None:
    text = "(" * 60 + "cat" + ")" * 60 + " dog"
    assert [code for code, _ in codes(text)] == ["query.too_deep"]
    assert parsed(text).expression == And((CAT, DOG))


def test_too_many_terms_are_cut_off() -> None:
    text = "cat " * (MAX_TERMS + 5)
    assert [code for code, _ in codes(text)] == ["query.too_long"]
    assert len(parsed(text).terms) == MAX_TERMS


def test_terms_tell_where_they_stand_and_whether_alone() -> None:
    text = 'cat -tag:"red car" (model:flux) tag:a OR tag:b'
    found = parsed(text)
    assert [
        (text[t.start : t.end], t.key, t.value, t.is_excluded, t.is_top_level) for t in found.terms
    ] == [
        ("cat", "", "cat", False, True),
        ('-tag:"red car"', "tag", "red car", True, True),
        ("model:flux", "model", "flux", False, False),
        ("tag:a", "tag", "a", False, False),
        ("tag:b", "tag", "b", False, False),
    ]


def test_simple_terms_are_lifted_into_choices() -> None:
    text = 'cat -tag:"red car" type:Image "a b"model:flux width:>9 (tag:x) tag:x type:image'
    choices, rest = lift(text, parsed(text))
    assert choices == (
        FacetChoice(Facet.TAG, "red car", is_excluded=True),
        FacetChoice(Facet.TYPE, "image"),
        FacetChoice(Facet.MODEL, "flux"),
        FacetChoice(Facet.TAG, "x"),
    )
    assert rest == 'cat "a b" width:>9 (tag:x)'


def test_what_is_still_being_typed_is_not_lifted() -> None:
    for text in ('tag:"red ca', "tag:", "  cat  "):
        assert lift(text, parsed(text)) == ((), text)


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("|", (0, 0, None, "")),
        ("ca|t", (0, 3, None, "ca")),
        ("cat |", (4, 4, None, "")),
        ("-ta|", (1, 3, None, "ta")),
        ("(ta|", (1, 3, None, "ta")),
        ("tag:|", (4, 4, "tag", "")),
        ("tag:re|d dog", (4, 7, "tag", "re")),
        ('-tag:"red c|ar" dog', (5, 14, "tag", "red c")),
        ('tag:"red car"|', (4, 13, "tag", "red car")),
        ("ta|g:x", (0, 4, None, "ta")),
        ("tag:x OR|", (8, 8, None, "")),
    ],
)
def test_completion_knows_what_is_being_typed(
    marked: str, expected: tuple[int, int, str | None, str]
) -> None:
    cursor = marked.index("|")
    assert complete(marked.replace("|", "", 1), cursor) == Completion(*expected)


PIECES = st.sampled_from(
    (
        *(*'()-*"\\:|<>=. ', "OR", "AND", "..", "\0", "cat", "夕日", "🔥", "é", "２０２５"),
        *(f"{key}:" for key in KEYS),
        *("2mb", "2025-08", "16:9", "-5", "today", "1e9", "²", "\u0660"),
    )
)
TEXTS = st.text(max_size=60) | st.lists(PIECES, max_size=20).map("".join)


@given(TEXTS, st.integers(-3, 70))
def test_any_text_has_a_meaning(text: str, cursor: int) -> None:
    found = parsed(text)
    hash(found.expression)
    spans = [(term.start, term.end) for term in found.terms]
    spans += [(problem.start, problem.end) for problem in found.problems]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    choices, rest = lift(text, found)
    assert lift(rest, parsed(rest)) == ((), rest)
    assert len(choices) <= len(found.terms)
    completion = complete(text, cursor)
    assert 0 <= completion.start <= completion.end <= len(text)


@given(TEXTS)
def test_lifting_keeps_the_meaning_of_the_rest(text: str) -> None:
    found = parsed(text)
    _, rest = lift(text, found)
    kept = [t for t in found.terms if not t.is_top_level or t.key not in _LIFTED]
    assert [(t.key, t.value, t.is_excluded) for t in parsed(rest).terms] == [
        (t.key, t.value, t.is_excluded) for t in kept
    ]


_LIFTED = {"type", "tag", "model", "category", "visibility", "character"}


@given(st.text(min_size=1).filter(lambda value: value.strip()), st.sampled_from(("tag", "model")))
def test_a_quoted_value_comes_back_as_it_was(value: str, key: str) -> None:
    found = parsed(f"{key}:{quote(value)} cat")
    assert found.problems == ()
    assert found.expression == And((Equals(key, value.strip()), CAT))


@given(st.text(min_size=1))
def test_a_quoted_phrase_is_one_term_at_most(text: str) -> None:
    found = parsed(quote(text))
    assert found.problems == ()
    assert len(found.terms) <= 1
