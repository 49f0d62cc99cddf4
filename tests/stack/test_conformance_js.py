"""The official JavaScript client cannot tell either."""

import os
import subprocess
from pathlib import Path

from tests.stack import parts
from tests.stack.stack import Stack

_WALK = Path(__file__).parent / "conformance.mjs"


def test_a_walk_with_supabase_js(stack: Stack) -> None:
    user = stack.sign_up()
    walked = subprocess.run(
        [parts.node(), _WALK, stack.url, stack.anon_key, user.email, user.password],
        env={**os.environ, "NPM_FOLDER": str(parts.npm_folder())},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert walked.returncode == 0, walked.stderr
