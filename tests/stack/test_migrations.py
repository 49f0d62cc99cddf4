"""Lightbox's own migrations, on what a new project has."""

import uuid
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.stack.rows import asset_row
from tests.stack.settings import Kind, Settings
from tests.stack.stack import Stack, StackUser

_MIGRATIONS = Path(__file__).parents[2] / "resources" / "supabase" / "migrations"


def _add(stack: Stack, user: StackUser, **values: object) -> str:
    return str(stack.insert("user_library", asset_row(user.id, **values))["id"])


def _collection(stack: Stack, user: StackUser) -> str:
    rows = stack.sql(
        "insert into user_collections (user_id, name) values (%s, 'Trips') returning id", [user.id]
    )
    return str(rows[0]["id"])


def _count(stack: Stack, collection: str) -> int:
    rows = stack.sql("select asset_count from user_collections where id = %s", [collection])
    return int(rows[0]["asset_count"])


def _pull(stack: Stack, user: StackUser, since: str | None, max_rows: int = 1000) -> dict[str, Any]:
    """Call `pull` as this user, in the way PostgREST does."""
    with stack.connect(is_autocommit=False) as connection:
        connection.execute(
            "select set_config('request.jwt.claims', %s, true)",
            [f'{{"sub": "{user.id}", "role": "authenticated"}}'],
        )
        connection.execute("set local role authenticated")
        cursor = connection.execute("select public.pull(%s, %s) as answer", [since, max_rows])
        row = cursor.fetchone()
        assert row is not None
        answer: dict[str, Any] = row["answer"]
        return answer


def test_running_them_again_changes_nothing_and_keeps_rows(stack: Stack) -> None:
    user = stack.sign_up()
    number = _add(stack, user, custom_title="Kept")
    snapshot = """
        select (select count(*) from pg_policies) as policies,
               (select count(*) from pg_trigger) as triggers,
               (select count(*) from pg_indexes) as indexes,
               (select count(*) from pg_publication_tables) as published
    """
    before = stack.sql(snapshot)
    with stack.connect() as connection:
        connection.execute("set role postgres")
        for name in ("0001_library.sql", "0002_cheaper_sync.sql"):
            connection.execute((_MIGRATIONS / name).read_bytes())
    assert stack.sql(snapshot) == before
    rows = stack.sql("select custom_title from user_library where id = %s", [number])
    assert rows == [{"custom_title": "Kept"}]


@pytest.mark.parametrize("kind", [Kind.PLAIN, Kind.WILD])
def test_the_optional_one_goes_onto_a_library_that_is_in_use(kind: Kind) -> None:
    with Stack.start(Settings(kind=kind)) as plain:
        user = plain.sign_up()
        number = _add(plain, user)
        touched = "select updated_at from user_library where id = %s"
        before = plain.sql(touched, [number])
        with plain.connect() as connection:
            connection.execute("set role postgres")
            connection.execute((_MIGRATIONS / "0002_cheaper_sync.sql").read_bytes())
        assert plain.sql(touched, [number]) == before
        answer = _pull(plain, user, None)
        assert [row["id"] for row in answer["rows"]] == [number]


def test_the_table_has_the_documented_columns(plain_stack: Stack) -> None:
    rows = plain_stack.sql(
        "select column_name from information_schema.columns where table_name = 'user_library'"
    )
    # In whichever order: other tests take columns away and put them back at the end.
    assert sorted(row["column_name"] for row in rows) == sorted(
        [
            *("id", "user_id", "asset_type", "storage_path", "file_size_bytes", "mime_type"),
            *("duration_seconds", "original_prompt", "model_used", "generation_seed"),
            *("collection_id", "custom_title", "tags", "is_favorite", "visibility", "created_at"),
            *("updated_at", "thumbnail_path", "width", "height", "content_category"),
            "roleplay_metadata",
        ]
    )


def test_a_count_follows_single_rows_and_thousands(stack: Stack) -> None:
    user = stack.sign_up()
    first, second = _collection(stack, user), _collection(stack, user)
    _add(stack, user, collection_id=first)
    stack.sql(
        """insert into user_library (user_id, asset_type, storage_path, file_size_bytes, mime_type,
                                     original_prompt, model_used, collection_id)
           select %s, 'image', 'x', 1, 'image/png', 'p', 'm', %s from generate_series(1, 2000)""",
        [user.id, first],
    )
    assert _count(stack, first) == 2001
    stack.sql(
        """update user_library set collection_id = %s where id in (
               select id from user_library where collection_id = %s limit 500)""",
        [second, first],
    )
    assert (_count(stack, first), _count(stack, second)) == (1501, 500)
    stack.sql("update user_library set custom_title = 'x' where user_id = %s", [user.id])
    assert (_count(stack, first), _count(stack, second)) == (1501, 500)
    stack.sql("delete from user_library where collection_id = %s", [second])
    assert (_count(stack, first), _count(stack, second)) == (1501, 0)


def test_a_collection_that_is_deleted_lets_its_assets_go(stack: Stack) -> None:
    user = stack.sign_up()
    collection = _collection(stack, user)
    number = _add(stack, user, collection_id=collection)
    stack.sql("delete from user_collections where id = %s", [collection])
    rows = stack.sql("select collection_id, user_id from user_library where id = %s", [number])
    assert rows == [{"collection_id": None, "user_id": uuid.UUID(user.id)}]


def test_an_asset_cannot_be_in_somebody_elses_collection(stack: Stack) -> None:
    user, other = stack.sign_up(), stack.sign_up()
    theirs = _collection(stack, other)
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        _add(stack, user, collection_id=theirs)
    assert _count(stack, theirs) == 0


def test_a_user_who_goes_takes_everything_along(stack: Stack) -> None:
    user = stack.sign_up()
    _add(stack, user, collection_id=_collection(stack, user))
    stack.sql("delete from auth.users where id = %s", [user.id])
    left = """
        select user_id from user_library union all select user_id from user_collections
        union all select user_id from user_library_tombstones
    """
    assert uuid.UUID(user.id) not in {row["user_id"] for row in stack.sql(left)}


def test_pull_tells_what_was_written_and_deleted_since(stack: Stack) -> None:
    user, other = stack.sign_up(), stack.sign_up()
    kept, gone = _add(stack, user), _add(stack, user)
    _add(stack, other)
    first = _pull(stack, user, None)
    assert {row["id"] for row in first["rows"]} == {kept, gone}
    assert (first["gone"], first["has_more"]) == ([], False)
    xmin = stack.sql("select xmin::text from user_library where id = %s", [kept])[0]["xmin"]
    assert {row["id"]: row["xmin"] for row in first["rows"]}[kept] == xmin

    assert _pull(stack, user, first["position"])["rows"] == []
    stack.sql("update user_library set custom_title = 'New' where id = %s", [kept])
    stack.sql("delete from user_library where id = %s", [gone])
    second = _pull(stack, user, first["position"])
    assert [row["custom_title"] for row in second["rows"]] == ["New"]
    assert second["gone"] == [gone]
    assert _pull(stack, user, second["position"])["gone"] == []


def test_pull_misses_nothing_of_a_transaction_that_takes_its_time(stack: Stack) -> None:
    user = stack.sign_up()
    slow_row, quick_row = _add(stack, user), _add(stack, user)
    position = _pull(stack, user, None)["position"]
    with stack.connect(is_autocommit=False) as slow:
        slow.execute("update user_library set custom_title = 'slow' where id = %s", [slow_row])
        stack.sql("update user_library set custom_title = 'quick' where id = %s", [quick_row])
        early = _pull(stack, user, position)
        assert [row["custom_title"] for row in early["rows"]] == ["quick"]
        slow.commit()
    late = _pull(stack, user, early["position"])
    assert "slow" in {row["custom_title"] for row in late["rows"]}


def test_pull_goes_through_pages_while_rows_change(stack: Stack) -> None:
    user = stack.sign_up()
    numbers = [_add(stack, user) for _ in range(7)]
    answer = _pull(stack, user, None, max_rows=3)
    seen = {row["id"] for row in answer["rows"]}
    stack.sql("update user_library set custom_title = 'late' where id = %s", [numbers[0]])
    stack.sql("delete from user_library where id = %s", [numbers[6]])
    titles: set[str | None] = set()
    gone: list[str] = []
    while answer["has_more"]:
        answer = _pull(stack, user, answer["position"], max_rows=3)
        seen |= {row["id"] for row in answer["rows"]}
        titles |= {row["custom_title"] for row in answer["rows"]}
        gone += answer["gone"]
    assert seen | set(gone) == set(numbers)
    assert "late" in titles
    assert gone == [numbers[6]]


def test_pull_forgets_a_deletion_that_was_undone(stack: Stack) -> None:
    user = stack.sign_up()
    number = _add(stack, user)
    position = _pull(stack, user, None)["position"]
    stack.sql("delete from user_library where id = %s", [number])
    _add(stack, user, id=number)
    answer = _pull(stack, user, position)
    assert [row["id"] for row in answer["rows"]] == [number]
    assert answer["gone"] == []


def test_pull_begins_again_after_the_database_was_made_anew(stack: Stack) -> None:
    user = stack.sign_up()
    number = _add(stack, user)
    answer = _pull(stack, user, "99999999999999")
    assert [row["id"] for row in answer["rows"]] == [number]


@pytest.mark.parametrize("position", ["", "x", "1.2", "1; drop table user_library"])
def test_pull_refuses_what_is_no_position(stack: Stack, position: str) -> None:
    with pytest.raises(psycopg.errors.InvalidParameterValue):
        _pull(stack, stack.sign_up(), position)


def test_users_cannot_write_tombstones_or_see_those_of_others(stack: Stack) -> None:
    user, other = stack.sign_up(), stack.sign_up()
    number = _add(stack, other)
    stack.sql("delete from user_library where id = %s", [number])
    with stack.connect(is_autocommit=False) as connection:
        connection.execute(
            "select set_config('request.jwt.claims', %s, true)", [f'{{"sub": "{user.id}"}}']
        )
        connection.execute("set local role authenticated")
        cursor = connection.execute("select * from user_library_tombstones")
        assert cursor.fetchall() == []
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("delete from user_library_tombstones")
        connection.rollback()
