"""The title and the sentence of every error of sync, in the source language."""

from PySide6.QtCore import QT_TRANSLATE_NOOP

SYNC_SENTENCES: dict[str, tuple[str, str]] = {
    "download.cut": (
        QT_TRANSLATE_NOOP("Sentences", "The download is not complete"),
        QT_TRANSLATE_NOOP(
            "Sentences", "Less has come than there is. The rest is fetched by itself."
        ),
    ),
    "download.failed": (
        QT_TRANSLATE_NOOP("Sentences", "The download did not work"),
        QT_TRANSLATE_NOOP(
            "Sentences", "The file could not be fetched. It is tried again by itself."
        ),
    ),
    "download.too_much": (
        QT_TRANSLATE_NOOP("Sentences", "The file is larger than it should be"),
        QT_TRANSLATE_NOOP(
            "Sentences",
            "The server sends more than is right for this asset, so it was not taken.",
        ),
    ),
    "push.crowded": (
        QT_TRANSLATE_NOOP("Sentences", "Somebody else is changing it"),
        QT_TRANSLATE_NOOP(
            "Sentences",
            "It changes on the server faster than yours can be added. It is tried again by itself.",
        ),
    ),
    "push.taken": (
        QT_TRANSLATE_NOOP("Sentences", "The id belongs to somebody else"),
        QT_TRANSLATE_NOOP(
            "Sentences",
            "Another user of this server has an asset with this id, so it cannot be uploaded.",
        ),
    ),
    "remote.busy": (
        QT_TRANSLATE_NOOP("Sentences", "The server is busy"),
        QT_TRANSLATE_NOOP(
            "Sentences",
            "It did not answer as it should. It is tried again by itself.",
        ),
    ),
    "remote.exists": (
        QT_TRANSLATE_NOOP("Sentences", "A file is there already"),
        QT_TRANSLATE_NOOP("Sentences", "The server has a file under this name and keeps it."),
    ),
    "remote.garbled": (
        QT_TRANSLATE_NOOP("Sentences", "The answer cannot be understood"),
        QT_TRANSLATE_NOOP(
            "Sentences",
            "Something between here and the server answers in its place; is there a network"
            " to sign in to? It is tried again by itself.",
        ),
    ),
    "remote.key_refused": (
        QT_TRANSLATE_NOOP("Sentences", "The project's key is refused"),
        QT_TRANSLATE_NOOP(
            "Sentences",
            "Take the key of the project anew from Supabase and connect again.",
        ),
    ),
    "remote.keyring_locked": (
        QT_TRANSLATE_NOOP("Sentences", "The keyring is locked"),
        QT_TRANSLATE_NOOP("Sentences", "Unlock the system's keyring; sync goes on then."),
    ),
    "remote.link_ended": (
        QT_TRANSLATE_NOOP("Sentences", "The link has ended"),
        QT_TRANSLATE_NOOP("Sentences", "A new one is asked for by itself."),
    ),
    "remote.missing": (
        QT_TRANSLATE_NOOP("Sentences", "The file is not on the server"),
        QT_TRANSLATE_NOOP("Sentences", "Its asset is there, its file is not. It may come later."),
    ),
    "remote.not_supabase": (
        QT_TRANSLATE_NOOP("Sentences", "That is no Supabase project"),
        QT_TRANSLATE_NOOP(
            "Sentences",
            "Something answers at this address, but not as a Supabase project does. Check"
            " the project URL.",
        ),
    ),
    "remote.offline": (
        QT_TRANSLATE_NOOP("Sentences", "No connection to the server"),
        QT_TRANSLATE_NOOP("Sentences", "What you change is kept and sent when there is a line."),
    ),
    "remote.other_user": (
        QT_TRANSLATE_NOOP("Sentences", "Somebody else is signed in"),
        QT_TRANSLATE_NOOP(
            "Sentences",
            "Sign in again with the account of this library; nothing was sent.",
        ),
    ),
    "remote.proxy": (
        QT_TRANSLATE_NOOP("Sentences", "The proxy cannot be used"),
        QT_TRANSLATE_NOOP("Sentences", "Check the system's proxy settings."),
    ),
    "remote.rate_limited": (
        QT_TRANSLATE_NOOP("Sentences", "Too many requests"),
        QT_TRANSLATE_NOOP("Sentences", "The server asks for a pause. It is tried again by itself."),
    ),
    "remote.refused": (
        QT_TRANSLATE_NOOP("Sentences", "The server refuses this"),
        QT_TRANSLATE_NOOP("Sentences", "{message}"),
    ),
    "remote.signed_out": (
        QT_TRANSLATE_NOOP("Sentences", "Signed out"),
        QT_TRANSLATE_NOOP(
            "Sentences",
            "Sign in again to go on. What you changed is kept until then.",
        ),
    ),
    "remote.token_not_kept": (
        QT_TRANSLATE_NOOP("Sentences", "The sign-in cannot be kept"),
        QT_TRANSLATE_NOOP(
            "Sentences",
            "Neither the system's keyring nor a file of yours could store it; you sign in"
            " again next time.",
        ),
    ),
    "remote.too_large": (
        QT_TRANSLATE_NOOP("Sentences", "The file is too large for the server"),
        QT_TRANSLATE_NOOP(
            "Sentences",
            "Its bucket takes no files of this size. The asset stays on this machine.",
        ),
    ),
    "remote.type_refused": (
        QT_TRANSLATE_NOOP("Sentences", "The server does not take this kind of file"),
        QT_TRANSLATE_NOOP(
            "Sentences",
            "Its bucket takes other types only. The asset stays on this machine.",
        ),
    ),
    "remote.untrusted": (
        QT_TRANSLATE_NOOP("Sentences", "The server's certificate is not trusted"),
        QT_TRANSLATE_NOOP(
            "Sentences",
            "Nothing was sent. Is there a network to sign in to, or something that reads along?",
        ),
    ),
    "remote.wrong_clock": (
        QT_TRANSLATE_NOOP("Sentences", "The clock of this machine seems wrong"),
        QT_TRANSLATE_NOOP(
            "Sentences",
            "By it, the server's certificate is not valid. Set date and time right.",
        ),
    ),
    "sync.unwitnessed": (
        QT_TRANSLATE_NOOP("Sentences", "The answer cannot be believed"),
        QT_TRANSLATE_NOOP(
            "Sentences",
            "It lacks what must be in it, so nothing is removed on its word. It is asked"
            " again by itself.",
        ),
    ),
    "upload.cancelled": (
        QT_TRANSLATE_NOOP("Sentences", "The upload was called off"),
        QT_TRANSLATE_NOOP(
            "Sentences",
            "It rests until you retry it. The asset stays on this machine.",
        ),
    ),
    "upload.changed_file": (
        QT_TRANSLATE_NOOP("Sentences", "The file was changed"),
        QT_TRANSLATE_NOOP(
            "Sentences",
            "It is not the one any more that was imported, so it was not uploaded. Import it"
            " again to have it as it is now.",
        ),
    ),
    "upload.incomplete": (
        QT_TRANSLATE_NOOP("Sentences", "The upload is not complete"),
        QT_TRANSLATE_NOOP(
            "Sentences",
            "The server has less of it than there is. It is tried again by itself.",
        ),
    ),
    "upload.no_file": (
        QT_TRANSLATE_NOOP("Sentences", "The file is not on this machine any more"),
        QT_TRANSLATE_NOOP(
            "Sentences",
            "It could not be uploaded. Put it back and retry, or delete the asset.",
        ),
    ),
    "upload.other_object": (
        QT_TRANSLATE_NOOP("Sentences", "Another file is in its place"),
        QT_TRANSLATE_NOOP(
            "Sentences",
            "The server has a different file under the name of this one, and keeps it.",
        ),
    ),
}
"""``{message}`` are the server's own words, already without what is private in them."""
