"""Every form in which rows name their files becomes one key, or none."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.object_keys import MOST_KEY_LENGTH, object_key

BUCKET = "user-library"
PROJECT = "https://abcdefghijklmnopqrst.supabase.co"
KEY = "11111111-1111-4111-8111-111111111111/a fox (2).png"

_NAMES = st.text(
    st.sampled_from("abcXYZ0189!-_.*'() &$@=;+,?\u00e4\u732b"), min_size=1, max_size=12
).filter(lambda name: name not in {".", ".."} and name == name.strip())
KEYS = st.lists(_NAMES, min_size=2, max_size=4).map("/".join)
FORMS = (
    "object/public",
    "object/sign",
    "object/authenticated",
    "object",
    "render/image/public",
    "render/image/sign",
    "render/image/authenticated",
    "object/info",
)


def key_of(path: str | None, project_url: str = PROJECT) -> str | None:
    return object_key(path, bucket=BUCKET, project_url=project_url)


@given(KEYS)
def test_a_bare_key_stays_as_it_is(key: str) -> None:
    assert key_of(key) == key
    assert key_of(f" {key}\n") == key


@given(KEYS)
def test_the_bucket_in_front_is_no_part_of_the_key(key: str) -> None:
    assert key_of(f"{BUCKET}/{key}") == key


@given(KEYS, st.sampled_from(FORMS), st.sampled_from(["", "?token=a.b-c&download=x.png"]))
def test_urls_of_this_project_name_their_key(key: str, form: str, query: str) -> None:
    path = f"/storage/v1/{form}/{BUCKET}/{quote(key)}{query}"
    assert key_of(PROJECT + path) == key
    assert key_of(path) == key
    assert key_of(f"https://ABCDEFGHIJKLMNOPQRST.supabase.co:443{path}") == key
    assert key_of(f"https://abcdefghijklmnopqrst.storage.supabase.co{path}") == key


@given(KEYS)
def test_an_encoded_key_is_decoded(key: str) -> None:
    assert key_of(quote(key)) == key
    assert key_of(f"{BUCKET}/{quote(key, safe='')}") == key


@given(KEYS)
def test_a_key_is_its_own_key(key: str) -> None:
    once = key_of(f"{PROJECT}/storage/v1/object/sign/{BUCKET}/{quote(key)}?token=x")
    assert once is not None
    assert key_of(once) == once


@given(KEYS)
def test_a_project_may_lie_under_a_path(key: str) -> None:
    home = "http://127.0.0.1:54321/base"
    url = f"{home}/storage/v1/object/sign/{BUCKET}/{quote(key)}"
    assert key_of(url, home) == key
    assert key_of(url, home + "/") == key


@given(st.text())
def test_whatever_it_is_it_is_a_safe_key_or_none(text: str) -> None:
    key = key_of(text)
    if key is not None:
        assert 0 < len(key) <= MOST_KEY_LENGTH
        assert not {"", ".", ".."} & set(key.split("/"))
        assert key.isprintable()
        assert "\\" not in key


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "  ",
        "/home/someone/picture.png",
        "C:/Users/someone/picture.png",
        "C:\\Users\\someone\\picture.png",
        "file:///home/someone/picture.png",
        "data:image/png;base64,AAAA",
        "blob:https://web.example/0c1e",
        "../../etc/passwd",
        "one/../two.png",
        "one//two.png",
        "one/%2e%2e/two.png",
        "one/%00.png",
        "one/100%.png",
        "x" * (MOST_KEY_LENGTH + 1),
        f"https://other.supabase.co/storage/v1/object/sign/{BUCKET}/{quote(KEY)}",
        f"{PROJECT}/storage/v1/object/sign/other-bucket/{quote(KEY)}",
        f"{PROJECT}/storage/v1/object/sign/{BUCKET}/",
        f"{PROJECT}/rest/v1/user_library",
        f"{PROJECT}:8443/storage/v1/object/sign/{BUCKET}/{quote(KEY)}",
        f"{PROJECT}/storage/v1/object/sign/{BUCKET}/..%2f..%2fsecret.png",
        "https://[not-an-address/storage/v1/object/sign/user-library/a/b.png",
        "https://web.example:99999/storage/v1/object/sign/user-library/a/b.png",
        "%2Fhome/someone.png",
    ],
)
def test_anything_else_names_no_object(path: str | None) -> None:
    assert key_of(path) is None
