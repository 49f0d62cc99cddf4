"""Files become assets: looked at in workers, copied, and committed in small batches.

A file is complete and synced in the store before the transaction that names it. What a killed
import leaves behind is therefore a file without a row, which the store's sweep removes, and
never a row without its file.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from desktop_app.domain.changes import ImportProgress
from desktop_app.domain.entities import CollectionId
from desktop_app.domain.ports import CancelToken, Clock, SystemClock
from desktop_app.ingest.import_run import AssetCatalog, Choices, Floors, ImportRun
from desktop_app.ingest.originals import Originals
from desktop_app.ingest.plan import ImportPlan, find_files, mark_duplicates
from desktop_app.media.decoders import DecoderPool
from desktop_app.media.rendition_cache import RenditionCache
from desktop_app.media.store import FileStore

__all__ = ["ImportPlan", "Importer"]


class Importer:
    """Brings files into one library. Its methods block: call them from a worker."""

    def __init__(
        self,
        catalog: AssetCatalog,
        store: FileStore,
        cache: RenditionCache,
        decoders: DecoderPool,
        *,
        originals: Originals | None = None,
        clock: Clock | None = None,
    ) -> None:
        """Use these parts of an open library, which outlive the importer.

        With `originals`, a file that an asset has lost is given back to it.
        """
        self._floors = Floors(catalog, store, cache, decoders, clock or SystemClock(), originals)

    def plan(self, paths: Sequence[Path], token: CancelToken) -> ImportPlan:
        """Return what importing these files and folders would do; reads every file once.

        Raises:
            Cancelled: through the token.
        """
        found = find_files(paths, token)
        originals = self._floors.originals

        def lost_hashes(hashes: Iterable[str]) -> set[str]:
            lost = [] if originals is None else originals.lost_with(hashes)
            return {one.content_hash for one in lost}

        return mark_duplicates(
            found, self._floors.catalog.rows_with_hashes, token, lost_hashes=lost_hashes
        )

    def run(
        self,
        plan_or_paths: ImportPlan | Sequence[Path],
        *,
        token: CancelToken,
        progress: Callable[[ImportProgress], None],
        keep_duplicates: bool = False,
        reference: bool = False,
        collection_id: CollectionId | None = None,
    ) -> ImportProgress:
        """Import, and return how it ended.

        A bad file is a problem of its own and never stops the others; a full disk stops the
        import. Called off by the token, it keeps what was ready and says so.

        Args:
            plan_or_paths: what `plan` returned; or paths, whose duplicates are then found on
                the way, each file being read only once.
            token: calls the import off.
            progress: called in this thread after each batch, and at the end.
            keep_duplicates: files that are in the library already come in once more.
            reference: leave the files where they are, instead of copying them.
            collection_id: puts the new assets there.

        Raises:
            Cancelled: while paths were still being walked.
            CatalogError: the catalog refused a batch; what was committed before stays.
        """
        if isinstance(plan_or_paths, ImportPlan):
            plan = plan_or_paths
        else:
            plan = find_files(plan_or_paths, token)
        choices = Choices(
            keep_duplicates=keep_duplicates, reference=reference, collection_id=collection_id
        )
        return ImportRun(self._floors, choices, token, progress).execute(plan)
