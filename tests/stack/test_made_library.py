"""Libraries for tests and people, and the somebody else who edits them."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.stack.foreign_client import ForeignClient
from tests.stack.made_library import fill
from tests.stack.stack import Stack, StackUser

_ROOT = Path(__file__).parents[2]


def _paths(stack: Stack, user: StackUser) -> list[str]:
    rows = stack.sql("select storage_path from user_library where user_id = %s", [user.id])
    return [row["storage_path"] for row in rows]


def test_a_library_is_filled(stack: Stack) -> None:
    user = stack.sign_up()
    fill(stack, user, 500, files=3)
    assert len(_paths(stack, user)) == 500
    listed = stack.http.post(
        "/storage/v1/object/list/user-library",
        headers=stack.headers(user),
        json={"prefix": user.id},
    )
    assert len(listed.json()) == 3


def test_a_wild_library_has_dirty_paths(wild_stack: Stack) -> None:
    user = wild_stack.sign_up()
    fill(wild_stack, user, 300, files=8)
    paths = _paths(wild_stack, user)
    assert [path for path in paths if path.startswith("user-library/")]
    assert [path for path in paths if path.endswith("gone.image")]
    url = next(path for path in paths if "/object/sign/" in path)
    assert wild_stack.http.get(url).content.startswith(b"\x89PNG")
    assert len(set(paths)) < len(paths)


@pytest.mark.parametrize("is_wild", [False, True])
def test_somebody_else_edits(stack: Stack, wild_stack: Stack, *, is_wild: bool) -> None:
    where = wild_stack if is_wild else stack
    user = where.sign_up()
    fill(where, user, 50, files=0)
    query = "select id, xmin::text from user_library where user_id = %s"
    before = {(row["id"], row["xmin"]) for row in where.sql(query, [user.id])}
    foreign = ForeignClient(where, user.id, seed=1)
    told = [foreign.step() for _ in range(60)]
    foreign.close()
    assert not [one for one in told if "refused" in one]
    assert {(row["id"], row["xmin"]) for row in where.sql(query, [user.id])} != before


def test_a_person_starts_it() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.stack", "--wild", "--rows", "20", "--edit-every", "0.1"],
        cwd=_ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        lines = [process.stdout.readline() for _ in range(6)]
        process.send_signal(signal.SIGINT)
        errors = process.stderr.read()
    assert (process.returncode, errors) == (0, "")
    assert [line.split()[0] for line in lines[:4]] == ["URL", "Key", "E-mail", "Password"]
    assert lines[5].startswith("somebody else")
