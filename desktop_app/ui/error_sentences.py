"""The title and the sentence of every error code, in the source language."""

from PySide6.QtCore import QT_TRANSLATE_NOOP

ERROR_SENTENCES: dict[str, tuple[str, str]] = {
    "bug": (
        QT_TRANSLATE_NOOP("Sentences", "Something went wrong"),
        QT_TRANSLATE_NOOP(
            "Sentences",
            "This is a mistake in Lightbox. It was written to the log; nothing is lost.",
        ),
    ),
    "cancelled": (
        QT_TRANSLATE_NOOP("Sentences", "Cancelled"),
        QT_TRANSLATE_NOOP("Sentences", "It was called off before it was done."),
    ),
    "catalog.begun_anew": (
        QT_TRANSLATE_NOOP("Sentences", "The library was damaged"),
        QT_TRANSLATE_NOOP(
            "Sentences",
            "There was no backup, so its catalog was begun anew; the pictures it holds are imported"
            " again. The damaged one is kept as {aside}.",
        ),
    ),
    "catalog.busy": (
        QT_TRANSLATE_NOOP("Sentences", "The library is busy"),
        QT_TRANSLATE_NOOP("Sentences", "Another program is using it just now. Try again."),
    ),
    "catalog.cannot_open": (
        QT_TRANSLATE_NOOP("Sentences", "The library cannot be opened"),
        QT_TRANSLATE_NOOP(
            "Sentences", "Check that its folder is there and that you may read and write in it."
        ),
    ),
    "catalog.closed": (
        QT_TRANSLATE_NOOP("Sentences", "The library is closed"),
        QT_TRANSLATE_NOOP("Sentences", "Open it again to go on."),
    ),
    "catalog.damaged": (
        QT_TRANSLATE_NOOP("Sentences", "The library is damaged"),
        QT_TRANSLATE_NOOP(
            "Sentences",
            "Its catalog cannot be read. Quit and open Lightbox again: it then restores the newest"
            " backup.",
        ),
    ),
    "catalog.disk_failed": (
        QT_TRANSLATE_NOOP("Sentences", "The disk did not answer"),
        QT_TRANSLATE_NOOP(
            "Sentences", "The library could not be read or written. Is its disk still connected?"
        ),
    ),
    "catalog.disk_full": (
        QT_TRANSLATE_NOOP("Sentences", "The disk is full"),
        QT_TRANSLATE_NOOP("Sentences", "Make some room and try again. Nothing was changed."),
    ),
    "catalog.in_use": (
        QT_TRANSLATE_NOOP("Sentences", "This library is open already"),
        QT_TRANSLATE_NOOP(
            "Sentences",
            "Another Lightbox is using it and does not answer; it may be a command at work."
            " It opens here as soon as that one is done.",
        ),
    ),
    "catalog.newer": (
        QT_TRANSLATE_NOOP("Sentences", "This library is newer than this Lightbox"),
        QT_TRANSLATE_NOOP(
            "Sentences", "A newer version made it. Update Lightbox to open it; nothing was changed."
        ),
    ),
    "catalog.other_account": (
        QT_TRANSLATE_NOOP("Sentences", "This library belongs to another account"),
        QT_TRANSLATE_NOOP("Sentences", "Sign in with the account that it was made with."),
    ),
    "catalog.read_only": (
        QT_TRANSLATE_NOOP("Sentences", "The library cannot be changed"),
        QT_TRANSLATE_NOOP("Sentences", "Its folder is write-protected."),
    ),
    "catalog.restored": (
        QT_TRANSLATE_NOOP("Sentences", "The library was damaged"),
        QT_TRANSLATE_NOOP(
            "Sentences",
            "The backup of {backup_at} was restored. The damaged catalog is kept as {aside}.",
        ),
    ),
    "collection.gone": (
        QT_TRANSLATE_NOOP("Sentences", "The collection is gone"),
        QT_TRANSLATE_NOOP("Sentences", "It was deleted meanwhile. Nothing was changed."),
    ),
    "collection.name_empty": (
        QT_TRANSLATE_NOOP("Sentences", "No name"),
        QT_TRANSLATE_NOOP("Sentences", "A collection needs a name."),
    ),
    "export.disk_full": (
        QT_TRANSLATE_NOOP("Sentences", "The disk is full"),
        QT_TRANSLATE_NOOP("Sentences", "What was exported so far is complete."),
    ),
    "export.no_folder": (
        QT_TRANSLATE_NOOP("Sentences", "The folder cannot be used"),
        QT_TRANSLATE_NOOP("Sentences", "It cannot be made or written to. {reason}"),
    ),
    "export.not_here": (
        QT_TRANSLATE_NOOP("Sentences", "The file is not on this machine"),
        QT_TRANSLATE_NOOP("Sentences", "It was not exported."),
    ),
    "export.not_written": (
        QT_TRANSLATE_NOOP("Sentences", "The file could not be written"),
        QT_TRANSLATE_NOOP("Sentences", "It was not exported. {reason}"),
    ),
    "import.changed": (
        QT_TRANSLATE_NOOP("Sentences", "The file was changing"),
        QT_TRANSLATE_NOOP("Sentences", "Another program wrote to it while it was read. Try again."),
    ),
    "import.crashed": (
        QT_TRANSLATE_NOOP("Sentences", "The file cannot be opened"),
        QT_TRANSLATE_NOOP("Sentences", "Reading it failed badly; the file is probably damaged."),
    ),
    "import.damaged": (
        QT_TRANSLATE_NOOP("Sentences", "The file is damaged"),
        QT_TRANSLATE_NOOP("Sentences", "It looks like a picture or video but cannot be read."),
    ),
    "import.disk_full": (
        QT_TRANSLATE_NOOP("Sentences", "The disk is full"),
        QT_TRANSLATE_NOOP("Sentences", "There is no room for a copy of this file."),
    ),
    "import.empty": (
        QT_TRANSLATE_NOOP("Sentences", "The file is empty"),
        QT_TRANSLATE_NOOP("Sentences", "There is nothing in it."),
    ),
    "import.not_media": (
        QT_TRANSLATE_NOOP("Sentences", "Not an image or video"),
        QT_TRANSLATE_NOOP("Sentences", "Lightbox keeps images and videos only."),
    ),
    "import.not_stored": (
        QT_TRANSLATE_NOOP("Sentences", "The file could not be copied"),
        QT_TRANSLATE_NOOP("Sentences", "The library's folder cannot be written to. {reason}"),
    ),
    "import.timed_out": (
        QT_TRANSLATE_NOOP("Sentences", "Reading took too long"),
        QT_TRANSLATE_NOOP(
            "Sentences", "Lightbox gave up on this file so that the rest could go on."
        ),
    ),
    "import.too_large": (
        QT_TRANSLATE_NOOP("Sentences", "The file is too large"),
        QT_TRANSLATE_NOOP("Sentences", "An image may have at most {limit_bytes}."),
    ),
    "import.too_many_pixels": (
        QT_TRANSLATE_NOOP("Sentences", "The image is too large"),
        QT_TRANSLATE_NOOP("Sentences", "It has more pixels than can be shown safely."),
    ),
    "import.unreadable": (
        QT_TRANSLATE_NOOP("Sentences", "The file cannot be read"),
        QT_TRANSLATE_NOOP("Sentences", "The system does not allow it. {reason}"),
    ),
    "import.unsupported": (
        QT_TRANSLATE_NOOP("Sentences", "Unknown format"),
        QT_TRANSLATE_NOOP("Sentences", "This kind of image or video cannot be read here."),
    ),
    "import.vanished": (
        QT_TRANSLATE_NOOP("Sentences", "The file is gone"),
        QT_TRANSLATE_NOOP("Sentences", "It was moved or deleted before it could be read."),
    ),
    "library.absent": (
        QT_TRANSLATE_NOOP("Sentences", "There is no library"),
        QT_TRANSLATE_NOOP("Sentences", "Nothing was found in {folder}."),
    ),
    "query.bad_date": (
        QT_TRANSLATE_NOOP("Sentences", "Not a date"),
        QT_TRANSLATE_NOOP(
            "Sentences", "“{value}” is not a date. Write 2025, 2025-08 or 2025-08-30."
        ),
    ),
    "query.bad_number": (
        QT_TRANSLATE_NOOP("Sentences", "Not a number"),
        QT_TRANSLATE_NOOP(
            "Sentences", "“{value}” is not a number that {key}: can be compared with."
        ),
    ),
    "query.bad_ratio": (
        QT_TRANSLATE_NOOP("Sentences", "Not a ratio"),
        QT_TRANSLATE_NOOP(
            "Sentences", "“{value}” is not a ratio. Write portrait, landscape, square or 16:9."
        ),
    ),
    "query.bad_seed": (
        QT_TRANSLATE_NOOP("Sentences", "Not a seed"),
        QT_TRANSLATE_NOOP("Sentences", "“{value}” is not a seed: seeds are whole numbers."),
    ),
    "query.missing_operand": (
        QT_TRANSLATE_NOOP("Sentences", "Something is missing"),
        QT_TRANSLATE_NOOP("Sentences", "OR needs something to find on both sides."),
    ),
    "query.missing_value": (
        QT_TRANSLATE_NOOP("Sentences", "Something is missing"),
        QT_TRANSLATE_NOOP("Sentences", "Write what to look for after {key}:"),
    ),
    "query.too_deep": (
        QT_TRANSLATE_NOOP("Sentences", "Too many parentheses"),
        QT_TRANSLATE_NOOP("Sentences", "Parentheses go no deeper than {limit}."),
    ),
    "query.too_long": (
        QT_TRANSLATE_NOOP("Sentences", "The search is too long"),
        QT_TRANSLATE_NOOP("Sentences", "Only the first {limit} words are searched for."),
    ),
    "query.unbalanced": (
        QT_TRANSLATE_NOOP("Sentences", "A parenthesis is missing"),
        QT_TRANSLATE_NOOP("Sentences", "This parenthesis has no partner."),
    ),
    "query.unclosed_quote": (
        QT_TRANSLATE_NOOP("Sentences", "A quotation mark is missing"),
        QT_TRANSLATE_NOOP("Sentences", "The phrase goes up to the end of the search."),
    ),
    "query.unknown_key": (
        QT_TRANSLATE_NOOP("Sentences", "Unknown key"),
        QT_TRANSLATE_NOOP("Sentences", "There is nothing called {key}: to search in."),
    ),
    "query.unknown_value": (
        QT_TRANSLATE_NOOP("Sentences", "Unknown value"),
        QT_TRANSLATE_NOOP("Sentences", "{key}: does not know “{value}”."),
    ),
    "saved_search.name_empty": (
        QT_TRANSLATE_NOOP("Sentences", "No name"),
        QT_TRANSLATE_NOOP("Sentences", "A saved search needs a name."),
    ),
    "store.bad_id": (
        QT_TRANSLATE_NOOP("Sentences", "The file cannot be stored"),
        QT_TRANSLATE_NOOP("Sentences", "The asset's id is not one that can name a file."),
    ),
    "tag.empty": (
        QT_TRANSLATE_NOOP("Sentences", "No tag"),
        QT_TRANSLATE_NOOP("Sentences", "A tag needs at least one letter."),
    ),
}
"""``{name}`` stands for a parameter of the error; names that end in ``_bytes`` are sizes."""
