"""The real stack, for those tests that journey through it."""

from tests.stack.fixtures import (
    feed_stack_of_session,
    plain_stack,
    plain_stack_of_session,
    stack,
    wild_stack,
    wild_stack_of_session,
)

__all__ = [
    "feed_stack_of_session",
    "plain_stack",
    "plain_stack_of_session",
    "stack",
    "wild_stack",
    "wild_stack_of_session",
]
