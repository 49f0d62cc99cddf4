"""``python -m tests.translations``: brings the translation up to the code.

Texts that are new in the code come into the ``.ts`` unfinished and are listed; write their
translation there and run this again. What is compiled is what the program loads.
"""

import sys

from tests.translations.tools import COMPILED, TEXTS, messages, release, update


def main() -> int:
    """Update and compile; return 1 while something is not translated."""
    update(TEXTS)
    release(TEXTS, COMPILED)
    missing = [message for message in messages(TEXTS) if message.state]
    for message in missing:
        sys.stdout.write(f"not translated: {message.context}: {message.source}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
