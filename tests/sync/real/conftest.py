"""The real stack, of each kind, for the whole test run."""

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
