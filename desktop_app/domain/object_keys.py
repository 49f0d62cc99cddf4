"""What a row says of where its file is, as the key of an object in the bucket. Pure.

Rows hold it in whatever form the program that wrote them found practical: as a bare key, with the
bucket's name in front, or as a whole URL of the project's Storage, signed or not, that has ended
long ago. What is none of these names no object of ours: it is never fetched, and never a path.
"""

import re
from typing import Final
from urllib.parse import unquote, urlsplit

MOST_KEY_LENGTH: Final = 1_024
"""Longer keys are refused by Supabase Storage."""

_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*://|(?:data|blob|file|about):", re.IGNORECASE)
_DRIVE: Final = re.compile(r"[A-Za-z]:/")
_STORAGE: Final = re.compile(
    r"/storage/v1/(?:s3/|render/image/|object/)"
    r"(?:upload/sign/|public/|sign/|authenticated/|info/)?(?P<named>.+)"
)
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_HOSTED: Final = ".supabase."
_DIRECT: Final = ".storage.supabase."


def object_key(path: str | None, *, bucket: str, project_url: str) -> str | None:
    """Return the bare key of the object that a row's path names; None when it names none.

    Args:
        path: ``storage_path`` or ``thumbnail_path`` as the server has it.
        bucket: the name of the bucket.
        project_url: of the project, as the user signed in to it.
    """
    text = (path or "").strip()
    if text.startswith("/storage/") or _SCHEME.match(text):
        return _key_of_url(text, bucket, project_url)
    return _checked(_without_bucket(_decoded(text), bucket))


def thumbnail_key(user_id: str, asset_id: str) -> str:
    """Return where the thumbnail of an uploaded asset goes in the bucket."""
    return f"{user_id}/{asset_id}.thumb.webp"


def _key_of_url(url: str, bucket: str, project_url: str) -> str | None:
    try:
        parts, project = urlsplit(url), urlsplit(project_url)
        is_ours = not parts.netloc or _host(parts.scheme, parts.netloc) == _host(
            project.scheme, project.netloc
        )
    except ValueError:
        return None
    found = _STORAGE.fullmatch(parts.path.removeprefix(project.path.rstrip("/")))
    if not is_ours or found is None:
        return None
    folder, _, key = found["named"].partition("/")
    return _checked(_decoded(key)) if folder == bucket else None


def _host(scheme: str, netloc: str) -> tuple[str, int | None]:
    """Return host and port; the host that serves large files directly is the project's too."""
    parts = urlsplit(f"//{netloc}")
    host = (parts.hostname or "").replace(_DIRECT, _HOSTED)
    port = parts.port
    return host, None if port == _DEFAULT_PORTS.get(scheme.lower()) else port


def _without_bucket(key: str, bucket: str) -> str:
    return key.removeprefix(f"{bucket}/")


def _decoded(text: str) -> str:
    """Undo percent-encoding; keys have no percent signs of their own."""
    return unquote(text, errors="replace") if "%" in text else text


def _checked(key: str) -> str | None:
    is_fine = (
        0 < len(key) <= MOST_KEY_LENGTH
        and key.isprintable()
        and not set(key) & set('\\%#"<>\ufffd')
        and not {"", ".", ".."} & {*key.split("/")}
        and not _SCHEME.match(key)
        and not _DRIVE.match(key)
    )
    return key if is_fine else None
