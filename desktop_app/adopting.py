"""The library of this machine moves into that of an account: offered once, repeatable, safe.

Assets are copied and queued first; here they stay until the server has acknowledged them. A mark
in the account's library says that this is under way, so that it goes on after any interruption.
"""

import logging
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from desktop_app import settings
from desktop_app.catalog.catalog import Catalog
from desktop_app.domain.errors import CatalogError
from desktop_app.domain.ports import CancelToken
from desktop_app.session import CATALOG_NAME, Library
from desktop_app.sync.adoption import Adopted, adopt, let_go

log = logging.getLogger(__name__)

MARK_NAME = "adoption"
_AT_ONCE = 200


class Adoption(StrEnum):
    """How far it is, as the mark says."""

    UNDER_WAY = "under way"
    OFFERED = "offered"


class Adopting:
    """Brings the library of this machine into one of an account; the methods block."""

    def __init__(self, library: Library, *, source: Path | None = None) -> None:
        """`library` adopts what is in `source`, by default the library without an account."""
        self._library = library
        self._source = source or settings.default_library_folder()
        self._mark = library.folder / MARK_NAME

    @property
    def state(self) -> Adoption | None:
        """How far it is; None as long as nobody was asked."""
        try:
            return Adoption(self._mark.read_text("utf-8").strip())
        except (OSError, ValueError):
            return None

    def count(self) -> int:
        """Return how many assets could move; 0 where there is no such library, or it is open."""
        account = self._library.catalog.account
        if account is None or not (self._source / CATALOG_NAME).is_file():
            return 0
        try:
            catalog = Catalog.open(self._source / CATALOG_NAME)
        except CatalogError as error:
            log.info("The library of this machine cannot be looked at: %s", error.code)
            return 0
        try:
            return sum(one.total_assets for one in catalog.statistics_by_type())
        finally:
            catalog.close()

    def note_offered(self) -> None:
        """Note that the user was asked: once is enough.

        Raises:
            OSError: the mark cannot be written.
        """
        self._mark.write_text(Adoption.OFFERED, "utf-8")

    def run(self, token: CancelToken, progressed: Callable[[int], None]) -> Adopted:
        """Copy everything in and queue it; again does what is left.

        Raises:
            CatalogError: a library cannot be read or written, or is open elsewhere.
            Cancelled: it was called off; what came in stays, and the rest comes at the next run.
            OSError: the mark cannot be written.
        """
        account = self._library.catalog.account
        if account is None:
            return Adopted(0)
        self._mark.write_text(Adoption.UNDER_WAY, "utf-8")
        with Library(self._source) as source:
            return adopt(
                source,
                self._library.catalog,
                self._library.store,
                user_id=account.user_id,
                token=token,
                progressed=progressed,
            )

    def let_go(self) -> int:
        """Remove here what the server has acknowledged; return how many assets went.

        To be called when everything has been sent. Does nothing where nothing is under way.
        """
        if self.state is not Adoption.UNDER_WAY or not (self._source / CATALOG_NAME).is_file():
            return 0
        try:
            with Library(self._source) as source:
                gone = let_go(source, self._library.catalog)
                is_over = not self._has_more(source)
        except CatalogError as error:
            log.info("The library of this machine cannot be emptied yet: %s", error.code)
            return 0
        if is_over:
            self._mark.unlink(missing_ok=True)
        return gone

    def _has_more(self, source: Library) -> bool:
        """Whether anything of the source is on its way; what could not come stays for good."""
        after: str | None = None
        while some := source.catalog.replica.adoptable(after=after, limit=_AT_ONCE):
            if any(self._library.catalog.asset_by_id(asset.id) is not None for asset in some):
                return True
            after = some[-1].id
        return False
