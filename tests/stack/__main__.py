"""Serve the stack for a person: `python -m tests.stack [--wild] [--rows N]`.

Prints the URL, the key, and somebody to sign in as. With --wild it is a server that Lightbox did
not make, and somebody else edits the same library at random. Ends with Ctrl+C.
"""

import argparse
import contextlib
import sys
import time

from tests.stack.foreign_client import ForeignClient
from tests.stack.made_library import fill
from tests.stack.settings import Kind, Settings
from tests.stack.stack import Stack, StackUser

_EMAIL = "demo@lightbox.example"


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.stack", description=__doc__)
    kinds = parser.add_mutually_exclusive_group()
    kinds.add_argument("--wild", action="store_true", help="a server that Lightbox did not make")
    kinds.add_argument("--plain", action="store_true", help="without the optional migration")
    parser.add_argument("--rows", type=int, default=300, help="how many assets (300)")
    parser.add_argument(
        "--edit-every", type=float, default=2.0, metavar="S", help="seconds between edits (2)"
    )
    return parser.parse_args()


def _serve(stack: Stack, user: StackUser, *, edit_every_s: float | None) -> None:
    """Tell of e-mails, and edit as somebody else, until interrupted."""
    foreign = ForeignClient(stack, user.id, seed=int(time.time()))
    told = 0
    try:
        while True:
            time.sleep(edit_every_s or 1.0)
            if edit_every_s is not None:
                _say(f"somebody else {foreign.step()}")
            mails = stack.sql(
                "select id, email, code, link from auth.sent_mail where id > %s order by id", [told]
            )
            for mail in mails:
                told = mail["id"]
                _say(f"e-mail to {mail['email']}: code {mail['code']}, or {mail['link']}")
    finally:
        foreign.close()


def main() -> None:
    """Serve until Ctrl+C."""
    arguments = _parse()
    kind = Kind.WILD if arguments.wild else Kind.PLAIN if arguments.plain else Kind.FEED
    with Stack.start(Settings(kind=kind)) as stack:
        user = stack.sign_up(_EMAIL)
        if arguments.rows:
            fill(stack, user, arguments.rows)
        _say(f"URL       {stack.url}")
        _say(f"Key       {stack.anon_key}")
        _say(f"E-mail    {user.email}")
        _say(f"Password  {user.password}")
        _say("Ctrl+C ends it.")
        with contextlib.suppress(KeyboardInterrupt):
            _serve(stack, user, edit_every_s=arguments.edit_every if arguments.wild else None)


if __name__ == "__main__":
    main()
