"""Which Supabase project: its address and its public key, checked before anything is sent.

Lightbox speaks as the signed-in user only. A service key would pass by row-level security, so it
is refused here, whoever pasted it. Plain http is for this machine alone.
"""

import base64
import binascii
import ipaddress
import json
import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from desktop_app.domain.errors import LightboxError

BUCKET = "user-library"
HOSTED = ".supabase.co"

_DASHBOARD = re.compile(r"^/dashboard/project/([a-z0-9]{20})(?:/.*)?$")
_NEW_KEY = re.compile(r"^sb_(publishable|secret)_[A-Za-z0-9_-]+$")
_HEADER_SAFE = re.compile(r"^[\w.~+/=-]+$", re.ASCII)
_PUBLIC_ROLES = {"anon"}


class ProjectError(LightboxError):
    """An address or key that Lightbox does not take.

    Codes:
        ``project.no_address``: it is not an address of a server.
        ``project.not_encrypted``: plain http to another machine.
        ``project.no_key``: it is not a key of a Supabase project.
        ``project.secret_key``: a service or secret key; it is not kept.
        ``project.other_key``: the key belongs to another project than the address.
    """


@dataclass(frozen=True, slots=True)
class Project:
    """One Supabase project.

    Attributes:
        url: scheme, host, and path if any, without a slash at the end.
        key: the publishable (or ``anon``) key; public, and yet in no log.
    """

    url: str
    key: str = field(repr=False)

    @property
    def is_here(self) -> bool:
        """Whether the server is this machine itself."""
        return is_loopback(urlsplit(self.url).hostname or "")

    @property
    def origin(self) -> tuple[str, str]:
        """Scheme and host with port: where tokens may be sent."""
        parts = urlsplit(self.url)
        return parts.scheme, parts.netloc


def checked_project(address: str, key: str) -> Project:
    """Return the project that a user named by its address and its public key.

    The address may be that of the project's page in Supabase's dashboard.

    Raises:
        ProjectError: see there.
    """
    url = _checked_url(address.strip())
    return Project(url, _checked_key(key.strip(), urlsplit(url).hostname or ""))


def is_loopback(host: str) -> bool:
    """Whether a host name or address is that of this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def token_claims(token: str) -> dict[str, object]:
    """Return what a token (RFC 7519) says of itself, unproven; empty when it is none."""
    parts = token.split(".")
    if len(parts) != 3:
        return {}
    try:
        text = base64.b64decode(parts[1] + "=" * (-len(parts[1]) % 4), altchars=b"-_")
        claims = json.loads(text)
    except (binascii.Error, ValueError, RecursionError):
        return {}
    return claims if isinstance(claims, dict) else {}


def is_header_safe(text: str) -> bool:
    """Whether a token or key can stand in a header without breaking out of it."""
    return _HEADER_SAFE.match(text) is not None


def _checked_url(address: str) -> str:
    parts = _split(address if "://" in address else f"https://{address}")
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or parts.username or parts.password:
        raise ProjectError("project.no_address")
    if host in {"supabase.com", "app.supabase.com"}:
        page = _DASHBOARD.match(parts.path)
        if page is None:
            raise ProjectError("project.no_address")
        return f"https://{page[1]}{HOSTED}"
    if "." not in host and not is_loopback(host) and ":" not in host:
        raise ProjectError("project.no_address")
    if parts.scheme == "http" and not is_loopback(host):
        raise ProjectError("project.not_encrypted")
    path = "" if host.endswith(HOSTED) else parts.path.rstrip("/")
    return f"{parts.scheme}://{parts.netloc.lower()}{path}"


def _split(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        has_port = parts.port is None or parts.port > 0
    except ValueError:
        raise ProjectError("project.no_address") from None
    if not has_port or not re.fullmatch(r"[\w.:\[\]-]+", parts.netloc.rpartition("@")[2]):
        raise ProjectError("project.no_address")
    return parts


def _checked_key(key: str, host: str) -> str:
    modern = _NEW_KEY.match(key)
    if modern is not None:
        if modern[1] == "secret":
            raise ProjectError("project.secret_key")
        return key
    claims = token_claims(key)
    role = claims.get("role")
    if not isinstance(role, str) or not is_header_safe(key):
        raise ProjectError("project.no_key")
    if role not in _PUBLIC_ROLES:
        raise ProjectError("project.secret_key")
    reference = claims.get("ref")
    if (
        host.endswith(HOSTED)
        and isinstance(reference, str)
        and host.removesuffix(HOSTED) != reference
    ):
        raise ProjectError("project.other_key")
    return key
