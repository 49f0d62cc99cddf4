"""What a file is, told by its first bytes and never by its name."""

from dataclasses import dataclass

HEAD_BYTES = 512
"""How much of a file's beginning `kind_of` wants to see."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of file.

    Attributes:
        mime_type: its MIME type; the part before the slash is the asset type.
        extension: what a stored file of this type is called, without the dot.
        pillow_format: the one Pillow decoder let loose on it, "" for a video.
        ffmpeg_format: the one FFmpeg demuxer let loose on it, "" for a picture.
    """

    mime_type: str
    extension: str
    pillow_format: str = ""
    ffmpeg_format: str = ""

    @property
    def asset_type(self) -> str:
        """``image`` or ``video``."""
        return self.mime_type.partition("/")[0]

    @property
    def is_video(self) -> bool:
        """Whether it is a container of moving pictures."""
        return bool(self.ffmpeg_format)


JPEG = Kind("image/jpeg", "jpg", "JPEG")
PNG = Kind("image/png", "png", "PNG")
WEBP = Kind("image/webp", "webp", "WEBP")
GIF = Kind("image/gif", "gif", "GIF")
AVIF = Kind("image/avif", "avif", "AVIF")
BMP = Kind("image/bmp", "bmp", "BMP")
TIFF = Kind("image/tiff", "tiff", "TIFF")
HEIC = Kind("image/heic", "heic", "HEIF")
MP4 = Kind("video/mp4", "mp4", ffmpeg_format="mov")
QUICKTIME = Kind("video/quicktime", "mov", ffmpeg_format="mov")
WEBM = Kind("video/webm", "webm", ffmpeg_format="matroska")
MATROSKA = Kind("video/x-matroska", "mkv", ffmpeg_format="matroska")
AVI = Kind("video/x-msvideo", "avi", ffmpeg_format="avi")

ALL_KINDS = (
    JPEG, PNG, WEBP, GIF, AVIF, BMP, TIFF, HEIC, MP4, QUICKTIME, WEBM, MATROSKA, AVI,
)  # fmt: skip

_EXTENSIONS = {kind.mime_type: kind.extension for kind in ALL_KINDS} | {"image/heif": "heic"}
_PLAIN_MAGIC = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
)
_TIFF_MAGIC = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_BMP_HEADER_BYTES = frozenset({12, 40, 52, 56, 64, 108, 124})
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})
_AUDIO_BRANDS = frozenset({b"M4A ", b"M4B ", b"M4P "})
_OLD_QUICKTIME_ATOMS = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})


def extension_of(mime_type: str) -> str:
    """Return the extension a stored file of this type gets, without the dot."""
    return _EXTENSIONS.get(mime_type.lower(), "bin")


def kind_of(head: bytes) -> Kind | None:
    """Return what a file is by its first `HEAD_BYTES`, or None when it is no picture or video."""
    for magic, kind in _PLAIN_MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith(b"RIFF"):
        return {b"WEBP": WEBP, b"AVI ": AVI}.get(head[8:12])
    if head.startswith(b"BM"):
        return BMP if int.from_bytes(head[14:18], "little") in _BMP_HEADER_BYTES else None
    return _tiff_kind(head) or _matroska_kind(head) or _iso_kind(head)


def _tiff_kind(head: bytes) -> Kind | None:
    is_canon_raw = head[8:10] == b"CR"
    return TIFF if head.startswith(_TIFF_MAGIC) and not is_canon_raw else None


def _matroska_kind(head: bytes) -> Kind | None:
    if not head.startswith(b"\x1a\x45\xdf\xa3"):
        return None
    return WEBM if b"webm" in head[:64] else MATROSKA if b"matroska" in head[:64] else None


def _iso_kind(head: bytes) -> Kind | None:
    """Tell the relatives of MP4 apart by their brands (ISO/IEC 14496-12, `ftyp`)."""
    if head[4:8] in _OLD_QUICKTIME_ATOMS:
        return QUICKTIME
    if head[4:8] != b"ftyp":
        return None
    length = min(int.from_bytes(head[:4], "big"), len(head))
    major = head[8:12]
    brands = {major} | {head[at : at + 4] for at in range(16, length - 3, 4)}
    if major in _AUDIO_BRANDS:
        return None
    if brands & _AVIF_BRANDS:
        return AVIF
    if brands & _HEIC_BRANDS:
        return HEIC
    return QUICKTIME if major == b"qt  " else MP4
