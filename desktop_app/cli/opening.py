"""Opens the library that a command works on."""

from pathlib import Path

from desktop_app.domain.errors import CatalogError
from desktop_app.session import CATALOG_NAME, Library


def open_existing(folder: Path) -> Library:
    """Open a library that is there already: a mistyped folder must not become an empty one.

    Raises:
        CatalogError: ``library.absent``, or why it cannot be opened.
    """
    if not (folder / CATALOG_NAME).is_file():
        raise CatalogError("library.absent", folder=str(folder))
    return Library(folder)
