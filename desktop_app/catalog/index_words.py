"""The list of all words in the text index, to find those that hold some letters anywhere."""

import re

from sqlalchemy import Connection


class WordList:
    """The index's vocabulary in one text, a line a word, read when first asked for.

    Reading it costs SQLite a walk through the whole text index (0.6 s at a million assets), a
    look into it a millisecond.
    """

    def __init__(self) -> None:
        self._lines: str | None = None

    def clear(self) -> None:
        """Forget the list: texts have changed."""
        self._lines = None

    def containing(self, letters: str, connection: Connection) -> list[str]:
        """Return the words that hold these letters (a folded token) anywhere."""
        if self._lines is None:
            self._lines = str(
                connection.exec_driver_sql(
                    "SELECT ifnull(group_concat(term, char(10)), '') FROM text_vocabulary"
                ).scalar_one()
            )
        found: list[str] = re.findall(f"^.*{re.escape(letters)}.*$", self._lines, re.MULTILINE)
        return found
