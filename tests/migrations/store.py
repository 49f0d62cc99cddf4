"""Stores a library of the present schema for the tests of later ones.

To be run once for each schema revision, before the next one is begun:

    python -m tests.migrations.store
"""

import gzip
import tempfile
from contextlib import closing
from pathlib import Path

from desktop_app.catalog.catalog import Catalog
from desktop_app.catalog.layout import CATALOG_FILE, SCHEMA_REVISION
from desktop_app.domain.changes import Column, Origin, TagDelta
from desktop_app.domain.entities import GenerationInfo
from desktop_app.domain.remote import RemoteTable, Resume
from tests.builders import ACCOUNT, FIRST_DAY_US, FakeClock, catalog_with, new_asset

STORED = Path(__file__).parent
IDS = tuple(f"00000000-0000-4000-8000-00000000000{number}" for number in range(1, 6))
GONE = "00000000-0000-4000-8000-000000000009"
ORIGIN = Origin.COMMAND_LINE


def fill(catalog: Catalog) -> None:
    """Do something of everything, so that every table has rows."""
    for claimed in catalog.replica.claim(10, uploads=True):
        catalog.replica.acknowledge(claimed, {"xmin": "771"})
    trip, _ = catalog.create_collection("Trip", description="Sand", origin=ORIGIN)
    catalog.edit([1, 2], {Column.COLLECTION: trip, Column.TITLE: "Dune"}, origin=ORIGIN)
    catalog.edit([1], {Column.ROLEPLAY: {"character_name": "Ann"}}, origin=ORIGIN)
    catalog.edit_tags([1, 2, 3], TagDelta(add=("Sunset",), remove=("sea",)), origin=ORIGIN)
    catalog.trash([4, 5], origin=ORIGIN)
    catalog.empty_trash([5], origin=ORIGIN)
    catalog.save_search("Seas", '{"text":"sea"}', origin=ORIGIN)
    catalog.edit([3], {Column.VISIBILITY: "shared"}, origin=ORIGIN)
    refused = next(claim for claim in catalog.replica.claim(10) if claim.id == IDS[2])
    catalog.replica.block(refused, "push.refused", {"words": "violates check"})
    catalog.add_assets([new_asset(id=IDS[4], created_at_us=FIRST_DAY_US)], origin=Origin.IMPORT)
    catalog.edit([1], {Column.FAVORITE: True}, origin=ORIGIN)
    catalog.undo()
    replica = catalog.replica
    replica.apply(
        RemoteTable.ASSETS,
        [
            {"id": IDS[1], "xmin": "772", "custom_title": "Theirs"},
            {"id": GONE, "xmin": "9", "original_prompt": "a lighthouse"},
        ],
        positions={"scan": GONE},
    )
    replica.remove_elsewhere([GONE])
    replica.note_missing([IDS[1]])
    replica.release_in_flight()
    (upload,) = replica.claim(1, uploads=True)
    replica.note_upload(upload.id, resume=Resume("https://project.example/1", 6, FIRST_DAY_US))
    replica.release(upload, error="remote.offline", next_at_us=FIRST_DAY_US)
    replica.claim(1)


def main() -> None:
    """Write ``catalog-<revision>.db.gz`` beside this module."""
    assets = [
        new_asset(
            id=id_,
            created_at_us=FIRST_DAY_US + number,
            original_prompt=f"a lighthouse at dusk, number {number}, 夕日",
            tags=("sea", f"no. {number}"),
            generation=GenerationInfo(generator="comfyui", negative_prompt="fog", raw={"a": "b"}),
        )
        for number, id_ in enumerate(IDS)
    ]
    with tempfile.TemporaryDirectory() as folder:
        with closing(
            catalog_with(Path(folder), assets, account=ACCOUNT, clock=FakeClock())
        ) as catalog:
            fill(catalog)
        whole = (Path(folder) / CATALOG_FILE).read_bytes()
    target = STORED / f"catalog-{SCHEMA_REVISION}.db.gz"
    target.write_bytes(gzip.compress(whole, mtime=0))


if __name__ == "__main__":
    main()
