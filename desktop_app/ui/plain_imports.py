"""Gives the import statement back to Python after PySide6 has taken it.

PySide6 replaces `builtins.__import__` to look for ``from __feature__ import …``, and to that end
reads the source of every module that is imported from then on: a tenth of a second at the start of
this program, more when SQLAlchemy and NumPy follow. Nothing here uses those features. PySide6 keeps
the function it replaced as `builtins.__orig_import__`; where there is none, nothing is changed.

Imported before every other module of `ui`, for what it does.
"""

import builtins

import PySide6.QtCore  # noqa: F401 - it is this import that replaces the function

original = getattr(builtins, "__orig_import__", None)
if original is not None:
    builtins.__import__ = original
