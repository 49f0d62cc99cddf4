import os
from pathlib import Path

import pytest

from desktop_app.domain.errors import MediaError
from desktop_app.media import kinds, sources
from desktop_app.media.kinds import extension_of, kind_of
from desktop_app.media.sources import read_source, sniff
from tests.media.made_files import picture, put, saved


def iso(major: bytes, *others: bytes) -> bytes:
    body = b"ftyp" + major + b"\0\0\0\0" + b"".join(others)
    return (len(body) + 4).to_bytes(4, "big") + body + b"\0" * 40


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (saved(picture(), "JPEG"), kinds.JPEG),
        (saved(picture(), "PNG"), kinds.PNG),
        (saved(picture(), "WEBP"), kinds.WEBP),
        (saved(picture(), "GIF"), kinds.GIF),
        (saved(picture(), "AVIF"), kinds.AVIF),
        (saved(picture(), "BMP"), kinds.BMP),
        (saved(picture(), "TIFF"), kinds.TIFF),
        (iso(b"mif1", b"mif1", b"avif"), kinds.AVIF),
        (iso(b"heic", b"mif1"), kinds.HEIC),
        (iso(b"qt  "), kinds.QUICKTIME),
        (iso(b"isom", b"mp42"), kinds.MP4),
        (b"\0\0\0\x08wide\0\0\0\0mdat", kinds.QUICKTIME),
        (b"\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0\x1f\x42\x82\x84webm", kinds.WEBM),
        (b"\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0\x1f\x42\x82\x88matroska", kinds.MATROSKA),
        (b"RIFF\0\0\0\0AVI LIST", kinds.AVI),
        (b"RIFF\0\0\0\0WAVEfmt ", None),
        (b"II*\0\x10\0\0\0CR\x02\0", None),
        (iso(b"M4A ", b"isom"), None),
        (b"\x1a\x45\xdf\xa3 something else", None),
        (b"BM, said the text, is no picture", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
        (b"%PDF-1.7", None),
        (b"", None),
    ],
)
def test_a_file_is_what_its_first_bytes_say(head: bytes, kind: kinds.Kind | None) -> None:
    assert kind_of(head[: kinds.HEAD_BYTES]) == kind


def test_stored_files_get_the_right_extension() -> None:
    assert [extension_of(kind.mime_type) for kind in kinds.ALL_KINDS] == [
        kind.extension for kind in kinds.ALL_KINDS
    ]
    assert extension_of("image/HEIF") == "heic"
    assert extension_of("text/html") == "bin"
    assert kinds.MP4.asset_type == "video"
    assert kinds.GIF.asset_type == "image"


def test_a_wrong_extension_deceives_nobody(tmp_path: Path) -> None:
    path = put(tmp_path, "really a png.mp4", saved(picture(), "PNG"))
    assert sniff(path) == (kinds.PNG, path.stat().st_size)
    assert read_source(path).kind == kinds.PNG


def code_of(path: Path) -> str:
    with pytest.raises(MediaError) as sniffing:
        sniff(path)
    with pytest.raises(MediaError) as reading:
        read_source(path)
    assert sniffing.value.code == reading.value.code
    return sniffing.value.code


def test_hostile_files_are_told_apart(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "loop.png").symlink_to(tmp_path / "loop.png")
    assert code_of(tmp_path / "pipe.png") == "import.not_media"
    assert code_of(tmp_path / "folder.png") in {"import.not_media", "import.unreadable"}
    assert code_of(tmp_path / "loop.png") == "import.unreadable"
    assert code_of(tmp_path / "not there.png") == "import.vanished"
    assert code_of(tmp_path / "nul\0.png") == "import.unreadable"
    assert code_of(put(tmp_path, "empty.png", b"")) == "import.empty"
    assert code_of(put(tmp_path, "text.png", b"once upon a time")) == "import.not_media"
    assert code_of(put(tmp_path, "line\nbreak.png", b"text")) == "import.not_media"


def test_a_file_that_is_written_to_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path, "a.png", saved(picture(), "PNG"))
    real = kind_of

    def write_meanwhile(head: bytes) -> kinds.Kind | None:
        path.write_bytes(path.read_bytes()[:100])
        return real(head)

    monkeypatch.setattr(sources, "kind_of", write_meanwhile)
    with pytest.raises(MediaError) as caught:
        read_source(path)
    assert caught.value.code == "import.changed"


def test_only_a_file_at_rest_has_a_stamp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path, "a.png", saved(picture(), "PNG"))
    assert read_source(path).stamp is None, "it may change again within a tick of the clock"
    monkeypatch.setattr(sources, "_SETTLED_NS", -1_000_000_000)
    assert read_source(path).stamp == sources.stamp_of(path.stat())


def test_a_file_too_large_for_memory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "LARGEST_IMAGE_BYTES", 50)
    with pytest.raises(MediaError) as caught:
        read_source(put(tmp_path, "a.png", saved(picture(), "PNG")))
    assert caught.value.code == "import.too_large"
    assert caught.value.params == {"limit_bytes": 50}
