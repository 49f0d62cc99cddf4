"""No token, signed link, prompt or e-mail address in any log record or error, at any level."""

import asyncio
import gc
import logging
import ssl
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from desktop_app.domain.remote import RemoteError, RemoteTable
from desktop_app.remote.account import connected
from desktop_app.remote.connection import hush, open_client, tls_context
from desktop_app.remote.project import Project
from tests.remote.doubles import ANON_KEY, ManualClock, MemoryStore, uuid
from tests.stack.faults import Fault, FaultKind
from tests.stack.stack import Stack

if TYPE_CHECKING:
    from desktop_app.domain.entities import Json

PROMPT = "a lady with an ermine"
EMAIL = "lady@lightbox.example"


class Records(logging.Handler):
    """Keeps every record at every level, formatted with its traceback."""

    def __init__(self) -> None:
        super().__init__(0)
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def records() -> Iterator[Records]:
    kept = Records()
    root = logging.getLogger()
    level = root.level
    root.addHandler(kept)
    root.setLevel(logging.DEBUG)
    hush()
    yield kept
    root.removeHandler(kept)
    root.setLevel(level)


def told_by(error: BaseException) -> str:
    """Return all that an error tells, its traceback too."""
    return f"{error!r} {error.args} {''.join(traceback.format_exception(error))}"


@pytest.mark.asyncio
async def test_nothing_private_is_told_by_records_or_errors(
    stack: Stack, records: Records, tmp_path: Path
) -> None:
    user = stack.sign_up()
    project = Project(stack.url, stack.anon_key)
    secrets = [PROMPT, EMAIL, user.email, user.refresh_token, user.access_token]
    errors: list[RemoteError] = []
    store = MemoryStore(user.refresh_token)
    async with connected(project, user.id, store, ManualClock()) as account:

        async def failing(asked: object) -> None:
            try:
                await asked  # type: ignore[misc]
            except RemoteError as error:
                errors.append(error)

        await failing(account.sign_in.with_password(EMAIL, "wrong"))
        await failing(account.sign_in.sign_up(user.email, "correct horse"))
        await failing(account.sign_in.with_code(EMAIL, "123456"))
        await failing(account.sign_in.refresh("refresh token of nobody"))
        key = f"{user.id}/{uuid(1)}.png"
        row: dict[str, Json] = {"id": uuid(1), "asset_type": "image", "storage_path": key}
        row |= {
            "mime_type": "image/png",
            "file_size_bytes": 1,
            "original_prompt": PROMPT,
            "model_used": "sdxl",
        }
        made = await account.rows.insert(RemoteTable.ASSETS, row)
        assert made is not None
        version = str(made["xmin"])
        refused: list[dict[str, Json]] = [
            {"generation_seed": PROMPT},
            {"visibility": PROMPT},
            {"tags": {"a": PROMPT}},
            {"created_at": PROMPT},
            {"collection_id": PROMPT},
        ]
        for values in refused:
            await failing(
                account.rows.swap(RemoteTable.ASSETS, uuid(1), values, version=version, bases={})
            )
        assert len(errors) >= 6
        hints = asyncio.create_task(account.hints.run(lambda _table, _id: None, lambda: None))
        await account.files.upload(key, b"x", mime_type="image/png", sha256="ab" * 32)
        links = await account.files.sign([key], lifetime_s=60)
        secrets += [links[key].partition("token=")[2]]
        assert b"".join([part async for part in account.files.download(links[key])]) == b"x"
        for kind in (FaultKind.DROP_BEFORE, FaultKind.TRUNCATE):
            with stack.fault(Fault(kind, "", times=3)):
                await failing(account.rows.newest(limit=1))
                await failing(account.files.info(key))
                await failing(anext(account.files.download(links[key])))
        hints.cancel()
        await asyncio.gather(hints, return_exceptions=True)
        secrets += [await account.access.token(), store.kept or ""]
    told = "\n".join([*records.lines, *map(told_by, errors)])
    for secret in secrets:
        assert secret
        assert secret not in told
    assert "Bearer" not in told
    assert "token=" not in told


def test_certificates_are_verified() -> None:
    context = tls_context()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.cert_store_stats()["x509_ca"] > 0


@pytest.mark.asyncio
async def test_a_proxy_that_cannot_be_used_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ALL_PROXY", "gopher://user:secret@proxy.test:1")
    away = Project("https://library.test", ANON_KEY)
    with pytest.raises(RemoteError, match=r"remote\.proxy") as caught:
        open_client(away)
    assert "secret" not in told_by(caught.value)
    here = Project("http://127.0.0.1:1", ANON_KEY)
    async with open_client(here) as client:  # a proxy is of no use on the way to oneself
        with pytest.raises(httpx.ConnectError):
            await client.get(here.url)
    gc.collect()


@pytest.mark.asyncio
async def test_redirects_are_not_followed() -> None:
    async with open_client(Project("https://library.test", ANON_KEY)) as client:
        assert not client.follow_redirects
