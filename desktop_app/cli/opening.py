"""Opens the library that a command works on."""

from pathlib import Path

from desktop_app.cli import terminal
from desktop_app.cli.sentences import error_sentence
from desktop_app.domain.errors import CatalogError
from desktop_app.session import CATALOG_NAME, Library


def open_existing(folder: Path) -> Library:
    """Open a library that is there already: a mistyped folder must not become an empty one.

    Raises:
        CatalogError: ``library.absent``, or why it cannot be opened.
    """
    if not (folder / CATALOG_NAME).is_file():
        raise CatalogError("library.absent", folder=str(folder))
    return open_or_make(folder)


def open_or_make(folder: Path) -> Library:
    """Open a library, which is made when it is not there, and tell what happened to it.

    Raises:
        CatalogError: why it cannot be opened.
    """
    library = Library(folder)
    for notice in library.notices:
        terminal.tell(f"lightbox: {error_sentence(notice)}")
    return library
