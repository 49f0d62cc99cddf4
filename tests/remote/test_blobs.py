"""Files over a bucket that is a function: plain and resumable uploads, links, downloads."""

import base64
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from desktop_app.domain.remote import RemoteError, RemoteFiles, Resume
from desktop_app.remote.blobs import LibraryFiles
from desktop_app.remote.resumable import CHUNK_BYTES, LIFETIME_US
from desktop_app.remote.sources import Source
from tests.remote.doubles import (
    ME,
    NOW_US,
    SOMEBODY,
    URL,
    CountingAuth,
    ManualClock,
    answer,
    token,
)
from tests.remote.libraries import HASH, KEY, bucket

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.asyncio

UPLOADS = "/storage/v1/upload/resumable"


class Heard:
    """Hears how an upload gets on."""

    def __init__(self) -> None:
        self.steps: list[tuple[int, Resume | None]] = []

    def __call__(self, done_bytes: int, resume: Resume | None) -> None:
        self.steps.append((done_bytes, resume))


class Tus:
    """A server of resumable uploads that keeps one; `surprise` may answer in its place."""

    def __init__(self, location: str = f"{URL}{UPLOADS}/name", **headers: str) -> None:
        self.location = location
        self.headers = headers
        self.size_bytes = 0
        self.received = bytearray()
        self.metadata: dict[str, str] = {}
        self.tokens: list[str] = []
        self.surprise: Callable[[httpx.Request], httpx.Response | None] = lambda _request: None

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.tokens.append(request.headers["authorization"])
        surprise = self.surprise(request)
        if surprise is not None:
            return surprise
        assert request.headers["tus-resumable"] == "1.0.0"
        if request.method == "POST":
            self.received.clear()
            self.size_bytes = int(request.headers["upload-length"])
            for pair in request.headers["upload-metadata"].split(","):
                name, _, value = pair.partition(" ")
                self.metadata[name] = base64.b64decode(value).decode()
            return httpx.Response(201, headers={"location": self.location, **self.headers})
        assert request.url.path == f"{UPLOADS}/name"
        told = {"upload-length": str(self.size_bytes)}
        if request.method == "PATCH":
            assert request.headers["content-type"] == "application/offset+octet-stream"
            if int(request.headers["upload-offset"]) != len(self.received):
                return httpx.Response(409, text="offset", headers={"tus-resumable": "1.0.0"})
            self.received += request.content
        told["upload-offset"] = str(len(self.received))
        return httpx.Response(200 if request.method == "HEAD" else 204, headers=told)


async def upload(
    files: LibraryFiles,
    source: Path | bytes,
    *,
    resume: Resume | None = None,
    progressed: Heard | None = None,
) -> None:
    await files.upload(
        KEY, source, mime_type="image/png", sha256=HASH, resume=resume, progressed=progressed
    )


def large(extra_bytes: int = 5) -> bytes:
    return bytes(range(256)) * (2 * CHUNK_BYTES // 256) + b"x" * extra_bytes


async def test_it_is_what_sync_asks_for() -> None:
    port: RemoteFiles = bucket()[0]
    assert port is not None


# --- plain uploads ------------------------------------------------------------------------------


async def test_a_small_file_goes_up_in_one_request_and_overwrites_nothing(tmp_path: Path) -> None:
    source = tmp_path / "one.png"
    source.write_bytes(b"pixels")
    files, server = bucket(answer({"Key": "k"}), answer({"Key": "k"}))
    heard = Heard()
    await upload(files, source, progressed=heard)
    request = server.last
    assert (request.method, request.url.path) == ("POST", f"/storage/v1/object/user-library/{KEY}")
    assert request.content == b"pixels"
    assert request.headers["x-upsert"] == "false"
    assert request.headers["content-type"] == "image/png"
    assert json.loads(base64.b64decode(request.headers["x-metadata"])) == {"sha256": HASH}
    assert heard.steps == [(6, None)]
    await upload(files, b"pixels")
    assert server.last.content == b"pixels"


@pytest.mark.parametrize(
    ("status", "error", "code"),
    [
        ("409", "Duplicate", "remote.exists"),
        ("413", "Payload too large", "remote.too_large"),
        ("415", "invalid_mime_type", "remote.type_refused"),
        ("403", "Unauthorized", "remote.refused"),
    ],
)
async def test_a_refused_upload_says_why(status: str, error: str, code: str) -> None:
    told = {"statusCode": status, "error": error, "message": "new row violates policy"}
    files, _server = bucket(answer(told, 400))
    with pytest.raises(RemoteError) as caught:
        await upload(files, b"pixels")
    assert caught.value.code == code


@pytest.mark.parametrize(
    "key",
    [
        f"{SOMEBODY}/one.png",
        ME,
        "one.png",
        "/one.png",
        f"{ME}/../{SOMEBODY}/one.png",
        f"{ME}/.",
        "",
    ],
)
async def test_keys_outside_of_the_users_folder_are_never_written_or_removed(key: str) -> None:
    files, server = bucket()
    with pytest.raises(RemoteError, match=r"remote\.other_user"):
        await files.upload(key, b"x", mime_type="image/png", sha256=HASH)
    with pytest.raises(RemoteError, match=r"remote\.other_user"):
        await files.remove([KEY, key])
    assert not server.requests


async def test_a_source_that_is_gone_is_missing(tmp_path: Path) -> None:
    files, server = bucket()
    for source in (tmp_path / "gone.png", tmp_path):
        with pytest.raises(RemoteError, match=r"remote\.missing"):
            await upload(files, source)
    assert not server.requests


# --- resumable uploads --------------------------------------------------------------------------


async def test_a_large_file_goes_up_in_chunks_of_6_mib(tmp_path: Path) -> None:
    source = tmp_path / "large.bin"
    source.write_bytes(large())
    tus = Tus()
    files, server = bucket(tus)
    heard = Heard()
    await upload(files, source, progressed=heard)
    assert bytes(tus.received) == large()
    sizes = [len(one.content) for one in server.requests if one.method == "PATCH"]
    assert sizes == [CHUNK_BYTES, CHUNK_BYTES, 5]
    assert tus.metadata == {
        "bucketName": "user-library",
        "objectName": KEY,
        "contentType": "image/png",
        "cacheControl": "31536000",
        "metadata": json.dumps({"sha256": HASH}, separators=(",", ":")),
    }
    offsets = [(done, resume.offset_bytes if resume else None) for done, resume in heard.steps]
    assert offsets == [
        (0, 0), (CHUNK_BYTES, CHUNK_BYTES), (2 * CHUNK_BYTES, 2 * CHUNK_BYTES), (len(large()), None)
    ]  # fmt: skip
    assert heard.steps[0][1] == Resume(f"{URL}{UPLOADS}/name", 0, NOW_US + LIFETIME_US)


async def test_an_interrupted_upload_goes_on_from_where_the_server_is() -> None:
    tus = Tus()
    files, _server = bucket(tus)
    heard = Heard()
    patches = 0

    def cut_the_second(request: httpx.Request) -> None:
        nonlocal patches
        patches += request.method == "PATCH"
        if request.method == "PATCH" and patches == 2:
            tus.received += request.content  # it arrived; the answer did not
            raise httpx.ReadError("cut")

    tus.surprise = cut_the_second
    with pytest.raises(RemoteError, match=r"remote\.offline"):
        await upload(files, large(), progressed=heard)
    resume = heard.steps[-1][1]
    assert resume is not None
    assert resume.offset_bytes == CHUNK_BYTES
    again = Heard()
    await upload(files, large(), resume=resume, progressed=again)
    assert bytes(tus.received) == large()
    assert [done for done, _ in again.steps] == [2 * CHUNK_BYTES, len(large())]


async def test_an_upload_of_which_all_has_arrived_is_done() -> None:
    tus = Tus()
    tus.received += large()
    tus.size_bytes = len(large())
    files, server = bucket(tus)
    heard = Heard()
    await upload(files, large(), resume=Resume(f"{URL}{UPLOADS}/name", 5, 0), progressed=heard)
    assert [one.method for one in server.requests] == ["HEAD"]
    assert heard.steps == [(len(large()), None)]


@pytest.mark.parametrize("status", [404, 410, 403])
async def test_an_upload_that_the_server_forgot_begins_anew(status: int) -> None:
    tus = Tus()
    tus.surprise = lambda request: httpx.Response(status) if request.method == "HEAD" else None
    files, _server = bucket(tus)
    await upload(files, large(), resume=Resume(f"{URL}{UPLOADS}/name", CHUNK_BYTES, 0))
    assert bytes(tus.received) == large()


async def test_an_upload_of_another_size_or_place_begins_anew() -> None:
    tus = Tus()
    tus.size_bytes = 3
    for url in (f"{URL}{UPLOADS}/name", "https://evil.test/elsewhere", f"{URL}{UPLOADS}/../x"):
        files, server = bucket(tus)
        await upload(files, large(), resume=Resume(url, CHUNK_BYTES, 0))
        assert bytes(tus.received) == large()
        assert {request.url.host for request in server.requests} == {"library.test"}
        tus.size_bytes = 3


@pytest.mark.parametrize(
    "location",
    ["http://storage-internal:5000/upload/resumable/name", "/upload/resumable/name"],
)
async def test_tokens_go_to_the_project_wherever_a_location_points(location: str) -> None:
    tus = Tus(location)
    files, server = bucket(tus)
    await upload(files, large())
    assert {request.url.host for request in server.requests} == {"library.test"}


@pytest.mark.parametrize("location", ["", "https://evil.test/x", f"{URL}{UPLOADS}/"])
async def test_a_location_that_is_no_upload_is_an_error(location: str) -> None:
    files, _server = bucket(Tus(location))
    with pytest.raises(RemoteError, match=r"remote\.garbled"):
        await upload(files, large())


async def test_each_chunk_goes_with_the_token_of_its_moment() -> None:
    tus = Tus()
    auth = CountingAuth(ManualClock())
    expired = httpx.Response(400, text="jwt expired", headers={"tus-resumable": "1.0.0"})

    def expire_once(request: httpx.Request) -> httpx.Response | None:
        is_old = token(mark="access-1") in request.headers["authorization"]
        return expired if request.method == "PATCH" and is_old else None

    tus.surprise = expire_once
    files, _server = bucket(tus, auth=auth)
    await upload(files, large())
    assert bytes(tus.received) == large()
    assert len(set(tus.tokens)) == len(auth.seen) == 2


async def test_a_chunk_that_arrived_after_all_is_not_sent_again() -> None:
    tus = Tus()
    seen = []

    def ahead(request: httpx.Request) -> None:
        seen.append(request.method)
        if seen.count("PATCH") == 1 and request.method == "PATCH":
            tus.received += large()[:CHUNK_BYTES]

    tus.surprise = ahead
    files, _server = bucket(tus)
    await upload(files, large())
    assert bytes(tus.received) == large()
    assert seen == ["POST", "PATCH", "HEAD", "PATCH", "PATCH"]


async def test_two_who_send_the_same_upload_do_not_fight() -> None:
    tus = Tus()
    conflict = httpx.Response(409, text="taken", headers={"tus-resumable": "1.0.0"})
    tus.surprise = lambda request: conflict if request.method == "PATCH" else None
    files, _server = bucket(tus)
    with pytest.raises(RemoteError, match=r"remote\.busy"):
        await upload(files, large())


@pytest.mark.parametrize("offset", ["", "many", str(10**12)])
async def test_an_offset_that_cannot_be_is_an_error(offset: str) -> None:
    tus = Tus()
    odd = httpx.Response(204, headers={"upload-offset": offset})
    tus.surprise = lambda request: odd if request.method == "PATCH" else None
    files, _server = bucket(tus)
    with pytest.raises(RemoteError, match=r"remote\.garbled"):
        await upload(files, large())


async def test_a_server_that_takes_nothing_does_not_keep_us_for_ever() -> None:
    tus = Tus()
    nothing = httpx.Response(204, headers={"upload-offset": "0"})
    tus.surprise = lambda request: nothing if request.method == "PATCH" else None
    files, server = bucket(tus)
    with pytest.raises(RemoteError, match=r"remote\.garbled"):
        await upload(files, large())
    assert len(server.requests) < 8


@pytest.mark.parametrize(
    ("status", "words", "code"),
    [
        (409, "The resource already exists", "remote.exists"),
        (413, "Maximum size exceeded", "remote.too_large"),
        (415, "mime type image/x is not supported", "remote.type_refused"),
        (423, "Locked", "remote.busy"),
        (403, "new row violates row-level security policy", "remote.refused"),
    ],
)
async def test_a_refused_resumable_upload_says_why(status: int, words: str, code: str) -> None:
    tus = Tus()
    tus.surprise = lambda _request: httpx.Response(
        status, text=words, headers={"tus-resumable": "1.0.0"}
    )
    files, _server = bucket(tus)
    with pytest.raises(RemoteError) as caught:
        await upload(files, large())
    assert caught.value.code == code


async def test_a_source_that_shrinks_while_it_goes_up_is_missing(tmp_path: Path) -> None:
    source = tmp_path / "large.bin"
    source.write_bytes(large())
    tus = Tus()

    def shrink(request: httpx.Request) -> None:
        if request.method == "POST":
            source.write_bytes(b"")

    tus.surprise = shrink
    files, _server = bucket(tus)
    with pytest.raises(RemoteError, match=r"remote\.missing"):
        await upload(files, source)


async def test_a_source_that_cannot_be_read_any_more_is_missing() -> None:
    class Unplugged(io.BytesIO):
        def read(self, _length: int | None = -1) -> bytes:
            raise OSError(5, "Input/output error")

    source = Source(Unplugged(b"pixels"))
    with pytest.raises(RemoteError, match=r"remote\.missing"):
        await source.read(0, 6)


@pytest.mark.parametrize(
    ("expires", "lifetime_us"),
    [
        ("Sat, 30 Aug 2025 11:00:00 GMT", 3600 * 1_000_000),
        ("Sat, 30 Aug 2025 09:00:00 GMT", 0),
        ("Sat, 30 Aug 2055 11:00:00 GMT", LIFETIME_US),
        ("soon", LIFETIME_US),
    ],
)
async def test_how_long_an_upload_lives_does_not_hang_on_the_servers_clock(
    expires: str, lifetime_us: int
) -> None:
    tus = Tus(**{"upload-expires": expires, "date": "Sat, 30 Aug 2025 10:00:00 GMT"})
    files, _server = bucket(tus)
    heard = Heard()
    await upload(files, large(), progressed=heard)
    resume = heard.steps[0][1]
    assert resume is not None
    assert resume.expires_at_us == NOW_US + lifetime_us
