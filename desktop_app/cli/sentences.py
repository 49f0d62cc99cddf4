"""The sentence of every error code, as a terminal shows it. Plain English; the window has its own.

Names in braces are parameters of the error. A code that is not listed here is a mistake that a
test finds.
"""

from collections.abc import Mapping

from desktop_app.domain.errors import LightboxError

SENTENCES = {
    "account.none": (
        "Nobody has signed in for this library. Sign in with the window once: File, Sign in "
        "to Supabase."
    ),
    "account.several": "There are several accounts. Name one with --library: {folders}",
    "bug": "This is a mistake in Lightbox; it was written to the log.",
    "cancelled": "It was called off before it was done.",
    "catalog.begun_anew": (
        "The catalog was damaged and had no backup: it was begun anew, and kept as {aside}."
    ),
    "catalog.busy": "Another program is using the library just now. Try again.",
    "catalog.cannot_open": "The catalog cannot be opened; may you read and write in its folder?",
    "catalog.closed": "The library was closed meanwhile.",
    "catalog.damaged": "The catalog is damaged. Try again: the newest backup is then restored.",
    "catalog.disk_failed": "The disk of the library did not answer.",
    "catalog.disk_full": "The disk is full; nothing was changed.",
    "catalog.in_use": "Another Lightbox has this library open. Close that one first.",
    "catalog.newer": "A newer Lightbox made this library; nothing was changed.",
    "catalog.other_account": "This library belongs to another account.",
    "catalog.read_only": "The library's folder is write-protected.",
    "catalog.restored": (
        "The catalog was damaged: the backup of {backup_at} was restored; it is kept as {aside}."
    ),
    "collection.gone": "That collection is no longer there.",
    "collection.name_empty": "A collection needs a name.",
    "download.cut": "less of it came than there is",
    "download.failed": "it could not be fetched",
    "download.too_much": "the server sends more than is right for it",
    "export.disk_full": "The disk is full; what was written so far is complete.",
    "export.no_folder": "The folder cannot be made or written to. {reason}",
    "export.not_here": "its file is not on this machine",
    "export.not_written": "it could not be written. {reason}",
    "import.changed": "another program wrote to it while it was read",
    "import.crashed": "reading it failed badly; it is probably damaged",
    "import.damaged": "it looks like a picture or video but cannot be read",
    "import.disk_full": "the disk is full",
    "import.empty": "it is empty",
    "import.not_media": "not an image or video",
    "import.not_stored": "it could not be copied. {reason}",
    "import.timed_out": "reading it took too long",
    "import.too_large": "it is larger than the {limit_bytes} bytes an image may have",
    "import.too_many_pixels": "it has more pixels than can be read safely",
    "import.unreadable": "it cannot be read. {reason}",
    "import.unsupported": "files of this kind cannot be read here",
    "import.vanished": "it is gone",
    "library.absent": "There is no library in {folder}.",
    "project.no_address": "That is no address of a Supabase project.",
    "project.no_key": "That is no key of a Supabase project.",
    "project.not_encrypted": "The address would not be encrypted; use https.",
    "project.other_key": "Address and key belong to different projects.",
    "project.secret_key": (
        "That is a secret key, which Lightbox does not take. Use the publishable or anon key."
    ),
    "push.crowded": "the row changes faster than it can be written",
    "push.taken": "another user of this project has a row of that id",
    "query.bad_date": "“{value}” is not a date. Write 2025, 2025-08 or 2025-08-30.",
    "query.bad_number": "“{value}” is not a number that {key}: can be compared with.",
    "query.bad_ratio": "“{value}” is not a ratio. Write portrait, landscape, square or 16:9.",
    "query.bad_seed": "“{value}” is not a seed: seeds are whole numbers.",
    "query.missing_operand": "OR needs something to find on both sides.",
    "query.missing_value": "{key}: needs a value.",
    "query.too_deep": "The query has too many parentheses inside each other.",
    "query.too_long": "The query is too long.",
    "query.unbalanced": "A parenthesis is missing its other half.",
    "query.unclosed_quote": "A quotation mark is missing its other half.",
    "query.unknown_key": "{key}: is nothing that can be searched.",
    "query.unknown_value": "“{value}” is nothing that {key}: can be.",
    "remote.busy": "The server is busy. Try again later.",
    "remote.exists": "the bucket has an object of that name already",
    "remote.garbled": "The server's answer makes no sense; perhaps something stands in between.",
    "remote.key_refused": "The project does not know its key. Sign in again with the window.",
    "remote.keyring_locked": "The keyring is locked. Unlock it and try again.",
    "remote.link_ended": "A signed link has ended.",
    "remote.missing": "the file is not on the server",
    "remote.not_supabase": "What answers there is no Supabase project.",
    "remote.offline": "The server cannot be reached.",
    "remote.other_user": "The session belongs to somebody else. Sign in again with the window.",
    "remote.proxy": "The proxy that the environment names cannot be used.",
    "remote.rate_limited": "The server asks for a pause. Try again later.",
    "remote.refused": "The server refused: {message} ({reason})",
    "remote.signed_out": "The session has ended. Sign in again with the window; nothing is lost.",
    "remote.token_not_kept": "The session cannot be kept: neither keyring nor settings take it.",
    "remote.too_large": "it is larger than the bucket takes",
    "remote.type_refused": "the bucket takes no files of this kind",
    "remote.untrusted": "The server's certificate is not trusted.",
    "remote.wrong_clock": "The clock of this machine is wrong, so the server cannot be trusted.",
    "saved_search.name_empty": "A saved search needs a name.",
    "store.bad_id": "This is a mistake in Lightbox; it was written to the log.",
    "tag.empty": "A tag needs a name.",
    "upload.changed_file": "the original is not the file any more that was imported",
    "upload.incomplete": "the upload came to an end too early",
    "upload.no_file": "the original is not on this machine any more",
    "upload.other_object": "the bucket has another file under its name",
}


class _Known(dict[str, str | int]):
    """Parameters of a sentence; one that was not given is left out."""

    def __missing__(self, key: str) -> str:
        return ""


def sentence(code: str, params: Mapping[str, str | int]) -> str:
    """Return what happened, in words; parameters are shown without control characters."""
    text = SENTENCES.get(code, f"Something went wrong ({code}).")
    shown = {
        name: value if isinstance(value, int) else visible(value) for name, value in params.items()
    }
    return text.format_map(_Known(shown)).strip()


def error_sentence(error: LightboxError) -> str:
    """Return what happened, in words."""
    return sentence(error.code, error.params)


def visible(text: str) -> str:
    """Return text in one line and without what would steer a terminal."""
    return "".join(c if c.isprintable() else " " for c in text).strip()
