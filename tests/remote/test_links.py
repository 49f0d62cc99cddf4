"""What is in the bucket, links to it, and what comes through them."""

import json
from collections.abc import AsyncIterator

import httpx
import pytest

from desktop_app.domain.remote import ObjectInfo, RemoteError
from desktop_app.remote.blobs import LibraryFiles
from desktop_app.remote.project import Project
from tests.remote.doubles import (
    ME,
    SOMEBODY,
    URL,
    answer,
    page_of_a_proxy,
)
from tests.remote.libraries import HASH, KEY, bucket

pytestmark = pytest.mark.asyncio

NOT_FOUND = {"statusCode": "404", "error": "not_found", "message": "Object not found"}
LINK = f"{URL}/storage/v1/object/sign/user-library/{KEY}?token=t"


# --- what is there ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "info"),
    [
        ({"size": 7, "metadata": {"sha256": HASH}}, ObjectInfo(7, HASH)),
        ({"size": "7", "metadata": None}, ObjectInfo(7)),
        ({"contentLength": 7, "metadata": {"sha256": "no hash"}}, ObjectInfo(7)),
        ({"size": 0, "metadata": {"sha256": 5}}, ObjectInfo(0)),
    ],
)
async def test_an_object_tells_its_size_and_hash(told: object, info: ObjectInfo) -> None:
    files, server = bucket(answer(told))
    assert await files.info(KEY) == info
    assert server.last.url.path == f"/storage/v1/object/info/user-library/{KEY}"


async def test_an_object_that_is_not_there_is_none() -> None:
    files, _server = bucket(answer(NOT_FOUND, 400), answer(NOT_FOUND, 404))
    assert await files.info(KEY) is None
    assert await files.info(KEY) is None


@pytest.mark.parametrize(
    "odd",
    [page_of_a_proxy(), answer([]), answer({}), answer({"size": True}), answer({"size": "a"})],
)
async def test_an_odd_description_is_an_error(odd: httpx.Response) -> None:
    files, _server = bucket(odd)
    with pytest.raises(RemoteError, match=r"remote\.garbled"):
        await files.info(KEY)


async def test_a_missing_bucket_or_a_failing_one_is_an_error_not_a_missing_object() -> None:
    files, _server = bucket(
        answer({**NOT_FOUND, "message": "Bucket not found"}, 400), page_of_a_proxy(404)
    )
    with pytest.raises(RemoteError, match=r"remote\.refused"):
        await files.info(KEY)
    with pytest.raises(RemoteError, match=r"remote\.busy"):
        await files.info(KEY)


async def test_a_folder_is_listed_page_by_page() -> None:
    pages = [
        answer([{"name": "a", "id": "1", "metadata": {"size": 3}}, {"name": "sub", "id": None}]),
        answer([{"name": "b", "id": "2", "metadata": {"size": 4}}]),
        answer([]),
    ]
    files, server = bucket(*pages)
    found = await files.objects(ME)
    assert found == {f"{ME}/a": ObjectInfo(3), f"{ME}/b": ObjectInfo(4)}
    assert [server.body(index)["offset"] for index in range(3)] == [0, 2, 3]
    with pytest.raises(RemoteError, match=r"remote\.other_user"):
        await files.objects(SOMEBODY)


async def test_objects_are_removed_a_hundred_at_a_time() -> None:
    files, server = bucket(lambda _request: answer([]))
    await files.remove([f"{ME}/{number}" for number in range(250)])
    assert [len(server.body(index)["prefixes"]) for index in range(3)] == [100, 100, 50]
    assert {request.method for request in server.requests} == {"DELETE"}
    await files.remove([])
    assert len(server.requests) == 3


async def test_a_removal_that_a_proxy_answers_is_an_error() -> None:
    files, _server = bucket(page_of_a_proxy())
    with pytest.raises(RemoteError, match=r"remote\.garbled"):
        await files.remove([KEY])


# --- links and downloads ------------------------------------------------------------------------


async def test_links_are_made_a_thousand_at_a_time_and_missing_objects_left_out() -> None:
    def sign(request: httpx.Request) -> httpx.Response:
        paths = json.loads(request.content)["paths"]
        made: list[dict[str, object]] = [
            {"path": path, "error": None, "signedURL": f"/object/sign/user-library/{path}?token=t"}
            for path in paths
        ]
        made[0] = {"path": paths[0], "error": "Either the object does not exist", "signedURL": None}
        return answer([*made, {"path": "not asked for", "signedURL": "/x"}])

    files, server = bucket(sign)
    keys = [f"{ME}/{number}" for number in range(1500)]
    links = await files.sign([*keys, keys[5]], lifetime_s=60)
    assert set(links) == set(keys) - {keys[0], keys[1000]}
    assert links[keys[1]] == f"{URL}/storage/v1/object/sign/user-library/{keys[1]}?token=t"
    assert [len(server.body(index)["paths"]) for index in range(2)] == [1000, 500]
    assert server.body()["expiresIn"] == 60


async def test_a_link_to_another_server_is_refused() -> None:
    stranger = "https://evil.test/x"
    whole = [{"path": KEY, "signedURL": LINK}]
    odd = [{"path": KEY, "signedURL": stranger}]
    files, _server = bucket(answer(whole), answer(odd), answer({"signedURL": "/x"}))
    assert await files.sign([KEY], lifetime_s=60) == {KEY: LINK}
    with pytest.raises(RemoteError, match=r"other_server"):
        await files.sign([KEY], lifetime_s=60)
    with pytest.raises(RemoteError, match=r"remote\.garbled"):
        await files.sign([KEY], lifetime_s=60)
    for url in (
        stranger,
        "http://library.test/x",
        "file:///etc/passwd",
        "https://library.test@evil.test/",
    ):
        with pytest.raises(RemoteError, match=r"other_server"):
            await received(files, url)


async def test_a_project_below_a_path_has_its_links_there() -> None:
    project = Project("https://home.test/supabase", "k")
    files, _server = bucket(
        answer([{"path": KEY, "signedURL": f"/object/sign/{KEY}?token=t"}]), project=project
    )
    links = await files.sign([KEY], lifetime_s=60)
    assert links[KEY].startswith("https://home.test/supabase/storage/v1/object/sign/")


async def received(files: LibraryFiles, url: str = LINK, offset_bytes: int = 0) -> bytes:
    return b"".join([part async for part in files.download(url, offset_bytes=offset_bytes)])


async def test_a_link_is_fetched_without_any_token() -> None:
    files, server = bucket(httpx.Response(200, content=b"pixels"))
    assert await received(files) == b"pixels"
    assert "authorization" not in server.last.headers
    assert "apikey" not in server.last.headers
    assert "range" not in server.last.headers


async def test_a_download_goes_on_from_an_offset() -> None:
    partial = httpx.Response(206, content=b"els", headers={"content-range": "bytes 3-5/6"})
    whole = httpx.Response(200, content=b"pixels")
    nothing = httpx.Response(416, headers={"content-range": "bytes */6"}, content=b"{}")
    files, server = bucket(partial, whole, nothing)
    assert await received(files, offset_bytes=3) == b"els"
    assert server.last.headers["range"] == "bytes=3-"
    assert await received(files, offset_bytes=3) == b"els", "a server that knows no ranges"
    assert await received(files, offset_bytes=6) == b""


@pytest.mark.parametrize(
    ("odd", "code"),
    [
        (page_of_a_proxy(), "garbled"),
        (httpx.Response(206, content=b"x", headers={"content-range": "bytes 0-1/6"}), "garbled"),
        (httpx.Response(206, content=b"x"), "garbled"),
        (httpx.Response(416, content=b"{}", headers={"content-range": "bytes */2"}), "busy"),
        (answer({"error": "x", "message": "y"}, 416, {"content-range": "bytes */2"}), "refused"),
        (answer(NOT_FOUND, 400), "missing"),
        (answer({"statusCode": "400", "error": "InvalidJWT", "message": "x"}, 400), "link_ended"),
        (httpx.Response(302, headers={"location": "https://evil.test"}), "busy"),
        (page_of_a_proxy(502), "busy"),
        (httpx.ConnectError("no"), "offline"),
    ],
)
async def test_a_download_that_is_not_the_bytes_asked_for_is_an_error(
    odd: httpx.Response | Exception, code: str
) -> None:
    files, _server = bucket(odd)
    with pytest.raises(RemoteError) as caught:
        await received(files, offset_bytes=3)
    assert caught.value.code == f"remote.{code}"


async def test_a_download_that_breaks_off_says_so_after_what_came() -> None:
    class Breaking(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            yield b"pix"
            raise httpx.ReadError("cut")

    files, _server = bucket(httpx.Response(200, stream=Breaking()))
    parts = files.download(LINK)
    assert await anext(parts) == b"pix"
    with pytest.raises(RemoteError, match=r"remote\.offline"):
        await anext(parts)
