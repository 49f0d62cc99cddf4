"""Fixtures for tests against the stack.

One stack of each kind serves a whole test run (each worker of it). After every test its faults
are off and its settings are back; users and rows stay, so each test signs up its own.
"""

from collections.abc import Iterator

import pytest

from tests.stack import parts
from tests.stack.settings import Kind, Settings
from tests.stack.stack import Stack


def _running(kind: Kind) -> Iterator[Stack]:
    reason = parts.missing()
    if reason is not None:
        pytest.skip(reason)
    with Stack.start(Settings(kind=kind)) as stack:
        yield stack
        _settle(stack)


def _settle(stack: Stack) -> None:
    stack.reset()
    complaints = stack.complaints()
    assert not complaints, complaints


@pytest.fixture(scope="session")
def feed_stack_of_session() -> Iterator[Stack]:
    yield from _running(Kind.FEED)


@pytest.fixture(scope="session")
def plain_stack_of_session() -> Iterator[Stack]:
    yield from _running(Kind.PLAIN)


@pytest.fixture(scope="session")
def wild_stack_of_session() -> Iterator[Stack]:
    yield from _running(Kind.WILD)


@pytest.fixture
def stack(feed_stack_of_session: Stack) -> Iterator[Stack]:
    """A project with both of Lightbox's migrations."""
    yield feed_stack_of_session
    _settle(feed_stack_of_session)


@pytest.fixture
def plain_stack(plain_stack_of_session: Stack) -> Iterator[Stack]:
    """A project with the first migration only."""
    yield plain_stack_of_session
    _settle(plain_stack_of_session)


@pytest.fixture
def wild_stack(wild_stack_of_session: Stack) -> Iterator[Stack]:
    """A project that Lightbox did not make."""
    yield wild_stack_of_session
    _settle(wild_stack_of_session)
