"""Files and hints over the real stack: Storage and Realtime as Supabase's."""

import asyncio
import hashlib
from pathlib import Path

import pytest

from desktop_app.domain.ports import SystemClock
from desktop_app.domain.remote import ObjectInfo, RemoteError, Resume
from desktop_app.remote.access import Access
from desktop_app.remote.auth import SignIn
from desktop_app.remote.blobs import PLAIN_BYTES, LibraryFiles
from desktop_app.remote.connection import Connection, open_client
from desktop_app.remote.project import checked_project
from tests.remote.accounts import ASSETS, asset, own, signed_in
from tests.remote.doubles import MemoryStore
from tests.stack.faults import Fault, FaultKind
from tests.stack.stack import Stack

pytestmark = pytest.mark.asyncio

# --- files --------------------------------------------------------------------------------------


async def received(files: LibraryFiles, url: str, offset_bytes: int = 0) -> bytes:
    return b"".join([part async for part in files.download(url, offset_bytes=offset_bytes)])


async def test_files_go_up_once_and_come_down_from_any_offset(stack: Stack, tmp_path: Path) -> None:
    async with signed_in(stack) as (account, user):
        files = account.files
        small, large = b"pixels", bytes(range(256)) * (PLAIN_BYTES // 128) + b"end"
        path = tmp_path / "large.mp4"
        path.write_bytes(large)
        for name, source, content, mime in (
            ("small.png", small, small, "image/png"),
            ("large.mp4", path, large, "video/mp4"),
        ):
            key, sha256 = f"{user.id}/{name}", hashlib.sha256(content).hexdigest()
            assert await files.info(key) is None
            await files.upload(key, source, mime_type=mime, sha256=sha256)
            assert await files.info(key) == ObjectInfo(len(content), sha256)
            with pytest.raises(RemoteError, match=r"remote\.exists"):
                await files.upload(key, source, mime_type=mime, sha256=sha256)
            links = await files.sign([key, f"{user.id}/missing.png"], lifetime_s=60)
            assert set(links) == {key}
            assert await received(files, links[key]) == content
            assert await received(files, links[key], 3) == content[3:]
            assert await received(files, links[key], len(content)) == b""
        assert set(await files.objects(user.id)) == {f"{user.id}/small.png", f"{user.id}/large.mp4"}
        await files.remove([f"{user.id}/small.png", f"{user.id}/missing.png"])
        assert await files.info(f"{user.id}/small.png") is None


async def test_an_upload_that_was_cut_goes_on_where_it_was(stack: Stack) -> None:
    content = bytes(range(256)) * (PLAIN_BYTES // 128) + b"end"
    async with signed_in(stack) as (account, user):
        key, sha256 = f"{user.id}/large.mp4", hashlib.sha256(content).hexdigest()
        steps: list[tuple[int, Resume | None]] = []

        async def send() -> None:
            await account.files.upload(
                key,
                content,
                mime_type="video/mp4",
                sha256=sha256,
                resume=steps[-1][1] if steps else None,
                progressed=lambda done_bytes, resume: steps.append((done_bytes, resume)),
            )

        for kind in (FaultKind.DROP_AFTER, FaultKind.DROP_BEFORE):
            cut = Fault(kind, "resumable", "PATCH", times=1)
            with stack.fault(cut), pytest.raises(RemoteError, match=r"remote\.offline"):
                await send()
        await send()
        assert steps[-1] == (len(content), None)
        assert await account.files.info(key) == ObjectInfo(len(content), sha256)


async def test_files_that_the_bucket_does_not_take_are_refused(stack: Stack) -> None:
    async with signed_in(stack) as (account, user):
        for content in (b"x", b"x" * (PLAIN_BYTES + 1)):
            with pytest.raises(RemoteError, match=r"remote\.type_refused"):
                await account.files.upload(
                    f"{user.id}/a.exe", content, mime_type="application/x-msdownload", sha256=""
                )
        stack.configure(largest_file_bytes=5)
        for content in (b"123456", b"x" * (PLAIN_BYTES + 1)):
            with pytest.raises(RemoteError, match=r"remote\.too_large"):
                await account.files.upload(
                    f"{user.id}/a.png", content, mime_type="image/png", sha256=""
                )


async def test_a_link_ends(stack: Stack) -> None:
    async with signed_in(stack) as (account, user):
        key = f"{user.id}/a.png"
        await account.files.upload(key, b"x", mime_type="image/png", sha256="")
        links = await account.files.sign([key], lifetime_s=1)

        async def fetch_for_ever() -> None:
            while True:
                await received(account.files, links[key])

        with pytest.raises(RemoteError, match=r"remote\.link_ended"):
            await asyncio.wait_for(fetch_for_ever(), 20)


# --- hints --------------------------------------------------------------------------------------


async def test_what_changes_elsewhere_is_heard_at_once_and_again_after_a_cut(stack: Stack) -> None:
    async with signed_in(stack) as (account, user), asyncio.timeout(30):
        told: asyncio.Queue[object] = asyncio.Queue()
        hints = asyncio.create_task(
            account.hints.run(
                lambda table, one: told.put_nowait((table, one)), lambda: told.put_nowait("gap")
            )
        )
        try:
            number = 0
            while told.empty():  # until the server has begun to watch
                number += 1
                await account.rows.insert(ASSETS, asset(user, number))
            await until(told, (ASSETS, own(user, number)))
            stack.sql("delete from user_library where id = %s", [own(user, 1)])
            await until(told, (ASSETS, own(user, 1)))
            stack.cut()
            await until(told, "gap")
            stack.sql("update user_library set tags = '{x}' where id = %s", [own(user, number)])
            await until(told, (ASSETS, own(user, number)))
        finally:
            hints.cancel()
            await asyncio.gather(hints, return_exceptions=True)


async def until(told: "asyncio.Queue[object]", expected: object) -> None:
    while await told.get() != expected:
        pass


async def test_an_old_style_key_serves_as_well(stack: Stack) -> None:
    user = stack.sign_up()
    project = checked_project(stack.url, stack.anon_key)
    async with open_client(project) as client:
        access = Access(
            SignIn(project, client), MemoryStore(user.refresh_token), SystemClock(), user.id
        )
        connection = Connection(project, client, access)
        assert (await connection.ask("GET", "/auth/v1/user")).status == 200
