"""Storage, asked by the official client, and bare for ranges and resumable uploads."""

import base64
import json
import time
from collections.abc import Iterator
from typing import Any

import httpx
import jwt
import pytest
from storage3.exceptions import StorageApiError

from tests.stack.faults import Fault, FaultKind
from tests.stack.official import official_client
from tests.stack.stack import Stack, StackUser

_BUCKET = "user-library"
_PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
_TUS = {"tus-resumable": "1.0.0"}
_PART = {**_TUS, "content-type": "application/offset+octet-stream"}


def _encoded(values: dict[str, str]) -> str:
    return ",".join(
        f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in values.items()
    )


def _begin(
    stack: Stack, user: StackUser, key: str, size_bytes: int, **values: str
) -> httpx.Response:
    metadata = {"bucketName": _BUCKET, "objectName": key, "contentType": "image/png", **values}
    return stack.http.post(
        "/storage/v1/upload/resumable",
        headers={
            **stack.headers(user),
            **_TUS,
            "upload-length": str(size_bytes),
            "upload-metadata": _encoded(metadata),
        },
    )


def _send(stack: Stack, user: StackUser, url: str, offset: int, data: bytes) -> httpx.Response:
    headers = {**stack.headers(user), **_PART, "upload-offset": str(offset)}
    return stack.http.patch(url, headers=headers, content=data)


def _offset(stack: Stack, user: StackUser, url: str) -> int:
    answer = stack.http.head(url, headers={**stack.headers(user), **_TUS})
    assert answer.status_code == 200
    return int(answer.headers["upload-offset"])


def _store(stack: Stack, user: StackUser, key: str, data: bytes = _PNG) -> httpx.Response:
    return stack.http.post(
        f"/storage/v1/object/{_BUCKET}/{key}",
        headers={**stack.headers(user), "content-type": "image/png"},
        content=data,
    )


def _link(stack: Stack, user: StackUser, key: str) -> str:
    answer = stack.http.post(
        f"/storage/v1/object/sign/{_BUCKET}/{key}",
        headers=stack.headers(user),
        json={"expiresIn": 60},
    )
    return f"/storage/v1{answer.json()['signedURL']}"


@pytest.mark.asyncio
async def test_a_file_goes_up_and_comes_back(stack: Stack) -> None:
    user = stack.sign_up()
    key = f"{user.id}/a picture.png"
    async with official_client(stack, user) as client:
        bucket = client.storage.from_(_BUCKET)
        stored = await bucket.upload(
            key, _PNG, {"content-type": "image/png", "metadata": {"sha256": "abc"}}
        )
        assert stored.full_path == f"{_BUCKET}/{key}"
        assert await bucket.download(key) == _PNG
        info = await bucket.info(key)
        assert (info["size"], info["content_type"]) == (len(_PNG), "image/png")
        assert info["metadata"] == {"sha256": "abc"}
        assert await bucket.exists(key)
        assert not await bucket.exists(f"{user.id}/another.png")
        listed = await bucket.list(user.id)
        assert [(one["name"], one["metadata"]["size"]) for one in listed] == [
            ("a picture.png", len(_PNG))
        ]
        folders = await bucket.list()
        assert [(one["name"], one["id"]) for one in folders] == [(user.id, None)]
        removed = await bucket.remove([key, f"{user.id}/never there.png"])
        assert [one["name"] for one in removed] == [key]
        with pytest.raises(StorageApiError) as gone:
            await bucket.download(key)
        assert (gone.value.status, gone.value.code) == ("404", "not_found")


@pytest.mark.asyncio
async def test_refusals_have_their_codes(stack: Stack) -> None:
    user, other = stack.sign_up(), stack.sign_up()
    key = f"{user.id}/a.png"
    png = {"content-type": "image/png"}
    stack.configure(largest_file_bytes=5000)
    refused = {
        (key, _PNG, "image/png"): ("409", "Duplicate"),
        (f"{other.id}/a.png", _PNG, "image/png"): ("403", "Unauthorized"),
        (f"{user.id}/a.exe", _PNG, "application/x-msdownload"): ("415", "invalid_mime_type"),
        (f"{user.id}/ä.png", _PNG, "image/png"): ("400", "InvalidKey"),
        (f"{user.id}/big.png", b"x" * 5001, "image/png"): ("413", "Payload too large"),
    }
    async with official_client(stack, user) as client:
        bucket = client.storage.from_(_BUCKET)
        await bucket.upload(key, _PNG, png)  # type: ignore[arg-type]
        for (name, data, kind), expected in refused.items():
            with pytest.raises(StorageApiError) as error:
                await bucket.upload(name, data, {"content-type": kind})
            assert (error.value.status, error.value.code) == expected
        with pytest.raises(StorageApiError) as error:
            await client.storage.from_("elsewhere").upload(key, _PNG, png)  # type: ignore[arg-type]
        assert (error.value.status, error.value.code) == ("404", "Bucket not found")


def test_refusals_have_the_status_400_and_the_real_one_inside(stack: Stack) -> None:
    user = stack.sign_up()
    key = f"{user.id}/a.png"
    assert _store(stack, user, key).status_code == 200
    again = _store(stack, user, key)
    assert again.status_code == 400
    assert again.json() == {
        "statusCode": "409",
        "error": "Duplicate",
        "message": "The resource already exists",
        "code": "ResourceAlreadyExists",
    }


def test_an_expired_token_is_refused_in_storages_own_way(stack: Stack) -> None:
    user = stack.sign_up()
    token = stack.token(user, lifetime_s=-60)
    answer = stack.http.get(
        f"/storage/v1/object/{_BUCKET}/{user.id}/a.png",
        headers={**stack.headers(user), "authorization": f"Bearer {token}"},
    )
    assert (answer.status_code, answer.json()["statusCode"]) == (400, "403")
    assert answer.json()["message"] == '"exp" claim timestamp check failed'


def test_replacing_needs_to_be_said(stack: Stack) -> None:
    user = stack.sign_up()
    key = f"{user.id}/a.png"
    _store(stack, user, key)
    answer = stack.http.post(
        f"/storage/v1/object/{_BUCKET}/{key}",
        headers={**stack.headers(user), "content-type": "image/png", "x-upsert": "true"},
        content=b"new",
    )
    assert answer.status_code == 200
    assert stack.http.get(_link(stack, user, key)).content == b"new"


def test_others_neither_see_nor_remove(stack: Stack) -> None:
    user, other = stack.sign_up(), stack.sign_up()
    key = f"{user.id}/a.png"
    _store(stack, user, key)
    seen = stack.http.get(f"/storage/v1/object/info/{_BUCKET}/{key}", headers=stack.headers(other))
    assert seen.json()["statusCode"] == "404"
    removed = stack.http.request(
        "DELETE",
        f"/storage/v1/object/{_BUCKET}",
        headers=stack.headers(other),
        json={"prefixes": [key]},
    )
    assert removed.json() == []
    assert stack.http.get(_link(stack, user, key)).status_code == 200


@pytest.mark.parametrize(
    ("wanted", "status", "begin", "end"),
    [
        ("bytes=0-99", 206, 0, 100),
        ("bytes=100-", 206, 100, len(_PNG)),
        ("bytes=-10", 206, len(_PNG) - 10, len(_PNG)),
        ("bytes=100-99999", 206, 100, len(_PNG)),
        ("nonsense", 200, 0, len(_PNG)),
    ],
)
def test_a_link_gives_ranges(stack: Stack, wanted: str, status: int, begin: int, end: int) -> None:
    user = stack.sign_up()
    key = f"{user.id}/a.png"
    _store(stack, user, key)
    answer = stack.http.get(_link(stack, user, key), headers={"range": wanted})
    assert (answer.status_code, answer.content) == (status, _PNG[begin:end])
    if status == 206:
        assert answer.headers["content-range"] == f"bytes {begin}-{end - 1}/{len(_PNG)}"


def test_a_range_beyond_the_end_is_refused(stack: Stack) -> None:
    user = stack.sign_up()
    key = f"{user.id}/a.png"
    _store(stack, user, key)
    answer = stack.http.get(_link(stack, user, key), headers={"range": "bytes=99999-"})
    assert answer.json()["statusCode"] == "416"


def test_a_link_ends_and_is_for_one_object(stack: Stack) -> None:
    user = stack.sign_up()
    for name in ("a", "b"):
        _store(stack, user, f"{user.id}/{name}.png")
    link = _link(stack, user, f"{user.id}/a.png")
    other = stack.http.get(link.replace("/a.png", "/b.png"))
    assert other.json()["error"] == "InvalidSignature"
    claims = {"url": f"{_BUCKET}/{user.id}/a.png", "scope": "download", "exp": 1}
    expired = jwt.encode(claims, stack.jwt_secret, algorithm="HS256")
    late = stack.http.get(f"{link.partition('?')[0]}?token={expired}")
    assert (late.status_code, late.json()["error"]) == (400, "InvalidJWT")
    assert late.json()["message"] == '"exp" claim timestamp check failed'


def test_what_has_not_changed_is_not_sent_again(stack: Stack) -> None:
    user = stack.sign_up()
    key = f"{user.id}/a.png"
    _store(stack, user, key)
    link = _link(stack, user, key)
    etag = stack.http.get(link).headers["etag"]
    assert stack.http.get(link, headers={"if-none-match": etag}).status_code == 304


@pytest.mark.asyncio
async def test_a_thousand_links_at_once_and_no_more(stack: Stack) -> None:
    user = stack.sign_up()
    key = f"{user.id}/a.png"
    _store(stack, user, key)
    async with official_client(stack, user) as client:
        bucket = client.storage.from_(_BUCKET)
        paths = [key, *(f"{user.id}/missing-{number}.png" for number in range(999))]
        links = await bucket.create_signed_urls(paths, 60)
        assert len(links) == 1000
        assert links[0]["error"] is None
        assert stack.http.get(str(links[0]["signedURL"])).content == _PNG
        assert links[1]["error"] == (
            "Either the object does not exist or you do not have access to it"
        )
        assert links[1]["signedURL"] is None
        with pytest.raises(StorageApiError) as too_many:
            await bucket.create_signed_urls([*paths, key], 60)
        assert "1000" in too_many.value.message


def test_a_resumable_upload_goes_on_where_it_broke(stack: Stack) -> None:
    user = stack.sign_up()
    key = f"{user.id}/big.png"
    data = _PNG * 500
    begun = _begin(stack, user, key, len(data), metadata=json.dumps({"sha256": "abc"}))
    assert begun.status_code == 201
    url = begun.headers["location"]
    assert "upload-expires" in begun.headers
    first = _send(stack, user, url, 0, data[:300_000])
    assert (first.status_code, first.headers["upload-offset"]) == (204, "300000")
    # The part arrives, its answer does not.
    with (
        stack.fault(Fault(FaultKind.DROP_AFTER, "upload/resumable", "PATCH")),
        pytest.raises(httpx.TransportError),
    ):
        _send(stack, user, url, 300_000, data[300_000:400_000])
    assert _offset(stack, user, url) == 400_000
    stale = _send(stack, user, url, 300_000, data[300_000:])
    assert (stale.status_code, stale.text) == (409, "Upload-Offset conflict\n")
    assert _send(stack, user, url, 400_000, data[400_000:]).status_code == 204
    assert stack.http.get(_link(stack, user, key)).content == data
    info = stack.http.get(f"/storage/v1/object/info/{_BUCKET}/{key}", headers=stack.headers(user))
    facts: dict[str, Any] = info.json()
    assert (facts["size"], facts["metadata"]) == (len(data), {"sha256": "abc"})


def test_what_arrived_before_a_part_broke_off_is_kept(stack: Stack) -> None:
    user = stack.sign_up()
    data = _PNG * 500
    url = _begin(stack, user, f"{user.id}/big.png", len(data)).headers["location"]

    def broken() -> Iterator[bytes]:
        yield data[:200_000]
        raise ConnectionError

    headers = {**stack.headers(user), **_PART, "upload-offset": "0"}
    headers["content-length"] = str(len(data))
    with pytest.raises(ConnectionError):
        stack.http.patch(url, headers=headers, content=broken())
    deadline_s = time.monotonic() + 10
    while not (arrived := _offset(stack, user, url)) and time.monotonic() < deadline_s:
        pass  # the server may still be taking in what came before the line broke
    assert 0 < arrived <= 200_000
    assert _send(stack, user, url, arrived, data[arrived:]).status_code == 204
    assert stack.http.get(_link(stack, user, f"{user.id}/big.png")).content == data


def test_the_beginning_may_carry_bytes(stack: Stack) -> None:
    user = stack.sign_up()
    key = f"{user.id}/small.png"
    answer = stack.http.post(
        "/storage/v1/upload/resumable",
        headers={
            **stack.headers(user),
            **_PART,
            "upload-length": str(len(_PNG)),
            "upload-metadata": _encoded(
                {"bucketName": _BUCKET, "objectName": key, "contentType": "image/png"}
            ),
        },
        content=_PNG,
    )
    assert (answer.status_code, answer.headers["upload-offset"]) == (201, str(len(_PNG)))
    assert stack.http.get(_link(stack, user, key)).content == _PNG


def test_resumable_refusals_are_plain(stack: Stack) -> None:
    user, other = stack.sign_up(), stack.sign_up()
    key = f"{user.id}/a.png"
    _store(stack, user, key)
    there = _begin(stack, user, key, 10)
    assert (there.status_code, there.text) == (409, "The resource already exists")
    assert _begin(stack, user, f"{other.id}/a.png", 10).status_code == 403
    assert _begin(stack, user, f"{user.id}/a.exe", 10, contentType="text/html").status_code == 415
    stack.configure(largest_file_bytes=1000)
    large = _begin(stack, user, f"{user.id}/b.png", 1001)
    assert (large.status_code, large.text) == (413, "Maximum size exceeded\n")
    unknown = stack.http.head(
        "/storage/v1/upload/resumable/bm9uc2Vuc2U", headers={**stack.headers(user), **_TUS}
    )
    assert unknown.status_code == 404
    without = stack.http.post("/storage/v1/upload/resumable", headers=stack.headers(user))
    assert without.status_code == 412


def test_an_object_that_came_meanwhile_stops_an_upload(stack: Stack) -> None:
    user = stack.sign_up()
    key = f"{user.id}/a.png"
    url = _begin(stack, user, key, 10).headers["location"]
    _store(stack, user, key)
    assert _send(stack, user, url, 0, b"x" * 10).status_code == 409
    assert stack.http.get(_link(stack, user, key)).content == _PNG


def test_each_part_is_let_in_by_the_token_it_comes_with(stack: Stack) -> None:
    user, other = stack.sign_up(), stack.sign_up()
    url = _begin(stack, user, f"{user.id}/a.png", 10).headers["location"]
    assert _send(stack, other, url, 0, b"x" * 10).status_code == 403
    assert _send(stack, user, url, 0, b"x" * 10).status_code == 204


def test_an_upload_is_forgotten_after_a_day(stack: Stack) -> None:
    user = stack.sign_up()
    url = _begin(stack, user, f"{user.id}/a.png", 10).headers["location"]
    stack.sql(
        "update storage.resumable_uploads set expires_at = now() - interval '1 minute'"
        " where owner_id = %s",
        [user.id],
    )
    assert _send(stack, user, url, 0, b"x" * 10).status_code == 410


def test_a_row_without_its_file_is_not_found(stack: Stack) -> None:
    user = stack.sign_up()
    key = f"{user.id}/a.png"
    _store(stack, user, key)
    link = _link(stack, user, key)
    stack.lose_file(key)
    assert stack.http.get(link).json()["statusCode"] == "404"
