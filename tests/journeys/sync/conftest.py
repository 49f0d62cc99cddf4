import pytest

from tests.journeys.sync.hands import Elsewhere
from tests.stack.stack import Stack, StackUser


@pytest.fixture
def user(stack: Stack) -> StackUser:
    """Somebody who has signed up, with nothing on the server yet."""
    return stack.sign_up()


@pytest.fixture
def elsewhere(stack: Stack, user: StackUser) -> Elsewhere:
    """The user's rows on the server, and who edits them there."""
    return Elsewhere(stack, user)
