"""Addresses and keys: what people paste, and what must never be taken."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.remote.project import (
    Project,
    ProjectError,
    checked_project,
    is_header_safe,
    is_loopback,
    token_claims,
)
from tests.remote.doubles import ANON_KEY, token

REFERENCE = "abcdefghijklmnopqrst"


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("https://library.test", "https://library.test"),
        (" https://Library.test/ ", "https://library.test"),
        ("library.test", "https://library.test"),
        (f"https://{REFERENCE}.supabase.co/rest/v1/", f"https://{REFERENCE}.supabase.co"),
        (
            f"https://supabase.com/dashboard/project/{REFERENCE}/editor",
            f"https://{REFERENCE}.supabase.co",
        ),
        ("https://home.test/supabase/", "https://home.test/supabase"),
        ("http://127.0.0.1:54321", "http://127.0.0.1:54321"),
        ("http://localhost:54321/", "http://localhost:54321"),
        ("http://[::1]:54321", "http://[::1]:54321"),
        ("https://192.168.1.7:8443", "https://192.168.1.7:8443"),
    ],
)
def test_addresses_are_taken_as_people_paste_them(address: str, url: str) -> None:
    assert checked_project(address, ANON_KEY).url == url


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("", "no_address"),
        ("my project", "no_address"),
        ("project", "no_address"),
        ("ftp://library.test", "no_address"),
        ("https://user:word@library.test", "no_address"),
        ("https://library.test:port", "no_address"),
        ("https://library.test:0", "no_address"),
        ("https://[library", "no_address"),
        ("https://libr\nary.te st", "no_address"),
        ("https://supabase.com/dashboard/projects", "no_address"),
        ("http://library.test", "not_encrypted"),
        ("http://192.168.1.7:8000", "not_encrypted"),
        ("http://127.0.0.1.evil.test", "not_encrypted"),
    ],
)
def test_other_addresses_are_refused(address: str, code: str) -> None:
    with pytest.raises(ProjectError) as caught:
        checked_project(address, ANON_KEY)
    assert caught.value.code == f"project.{code}"


@pytest.mark.parametrize("key", [ANON_KEY, f" {ANON_KEY}\n", "sb_publishable_AbC-123_x"])
def test_public_keys_are_taken(key: str) -> None:
    project = checked_project("https://library.test", key)
    assert project.key == key.strip()
    assert project.key not in repr(project)


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("sb_secret_AbC-123_x", "secret_key"),
        (token(role="service_role"), "secret_key"),
        (token(role="supabase_admin"), "secret_key"),
        (token(role="authenticated"), "secret_key"),
        ("", "no_key"),
        ("sb_publishable_a b", "no_key"),
        ("eyJ.x.y", "no_key"),
        ("a.b", "no_key"),
        (token().replace(".", ".\n", 1), "no_key"),
        ("eyJhbGciOiJIUzI1NiJ9.W10.x", "no_key"),
        (f"{token(role='anon')}\r\nx: y", "no_key"),
    ],
)
def test_other_keys_are_refused_and_not_repeated(key: str, code: str) -> None:
    with pytest.raises(ProjectError) as caught:
        checked_project("https://library.test", key)
    assert caught.value.code == f"project.{code}"
    assert not key or key not in str(caught.value)


def test_a_key_of_another_hosted_project_is_noticed() -> None:
    mine = token(role="anon", ref=REFERENCE)
    assert checked_project(f"https://{REFERENCE}.supabase.co", mine).key == mine
    assert checked_project("https://library.test", mine).key == mine
    with pytest.raises(ProjectError, match=r"project\.other_key"):
        checked_project("https://zzzzzzzzzzzzzzzzzzzz.supabase.co", mine)


def test_where_tokens_may_go_is_the_project_itself() -> None:
    assert Project("https://home.test:8443/supabase", "k").origin == ("https", "home.test:8443")
    assert not Project("https://home.test", "k").is_here
    assert Project("http://127.0.0.1:5", "k").is_here
    assert not is_loopback("")


@given(st.text())
def test_whatever_is_pasted_ends_in_a_project_or_a_clear_no(text: str) -> None:
    for address, key in ((text, ANON_KEY), ("https://library.test", text)):
        try:
            project = checked_project(address, key)
        except ProjectError:
            continue
        assert project.url.startswith(("https://", "http://"))
        assert is_header_safe(project.key)


@given(st.dictionaries(st.text(), st.integers()))
def test_claims_are_read_from_any_token(claims: dict[str, int]) -> None:
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    assert token_claims(f"h.{body}.s") == claims


@given(st.text() | st.from_regex(r"[\w-]*\.[\w-]*\.[\w-]*", fullmatch=True))
def test_what_is_no_token_has_no_claims(text: str) -> None:
    assert isinstance(token_claims(text), dict)
