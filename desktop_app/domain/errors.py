"""Errors as codes and parameters; `ui` and the command line make sentences of them.

Three kinds: retryable (network, busy), permanent for one item (blocked and shown),
bug (logged with context, shown once, the program goes on).
"""

from enum import StrEnum


class ErrorKind(StrEnum):
    """What can be done about an error."""

    RETRYABLE = "retryable"
    PERMANENT = "permanent"
    BUG = "bug"


class LightboxError(Exception):
    """An error with a stable code and the parameters of its sentence.

    Attributes:
        code: dotted name such as ``catalog.newer``; the key of the translated sentence.
        kind: whether trying again can help.
        params: values that the sentence names; shown to the user as plain text.
    """

    def __init__(
        self, code: str, kind: ErrorKind = ErrorKind.PERMANENT, **params: str | int
    ) -> None:
        """Make an error of this code; `params` fill the blanks of its sentence."""
        self.code = code
        self.kind = kind
        self.params = params
        super().__init__(code, params)

    def __str__(self) -> str:
        """Return the code with its parameters, for logs."""
        if not self.params:
            return self.code
        told = ", ".join(f"{key}={value!r}" for key, value in self.params.items())
        return f"{self.code} ({told})"


class CatalogError(LightboxError):
    """The local library cannot be opened, read or written."""


class QueryError(LightboxError):
    """Part of a query cannot be understood."""


class MediaError(LightboxError):
    """A file cannot be read as an image or a video."""


class Cancelled(LightboxError):  # noqa: N818 - the word of the field; not a failure
    """The user or the owner of the work called it off."""

    def __init__(self) -> None:
        """Make the one kind of cancellation there is."""
        super().__init__("cancelled")
