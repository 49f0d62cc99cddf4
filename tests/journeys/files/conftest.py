import pytest

from tests.stack.stack import Stack, StackUser


@pytest.fixture
def user(stack: Stack) -> StackUser:
    """Somebody who has signed up, with nothing on the server yet."""
    return stack.sign_up()
