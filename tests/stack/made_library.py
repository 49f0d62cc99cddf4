"""A library for one user of a stack: any number of rows, and small pictures behind some of them.

On a wild server the paths are as dirty as in the wild: bare keys, keys with the bucket's name in
front, whole signed URLs, and files that are not there; most rows have no thumbnail, and several
share one file.
"""

import struct
import zlib
from collections.abc import Sequence

from psycopg import sql

from tests.stack.settings import Kind
from tests.stack.stack import Stack, StackUser

_BUCKET = "user-library"
_SIDE_PX = 96

_ROWS = sql.SQL("""
    insert into public.user_library (
        id, user_id, asset_type, storage_path, file_size_bytes, mime_type, duration_seconds,
        original_prompt, model_used, generation_seed, collection_id, custom_title, tags,
        is_favorite, visibility, created_at, updated_at, thumbnail_path, width, height,
        content_category, roleplay_metadata
    )
    select
        md5({user} || n)::uuid, {user}::uuid, 'image',
        (%(paths)s::text[])[1 + n %% %(path_count)s],
        case when n %% 7 = 0 then 0 else 1500 + n %% 5000 end, 'image/png', null,
        (array['a lighthouse at dusk', 'portrait of a fox in armour', 'city street in the rain',
               'an old library, dust in the light', '夕焼けの海', 'sunflowers, oil on canvas'])
            [1 + n %% 6] || ', study ' || n,
        (array['sdxl', 'flux-dev', 'sd15', 'Some Model v2 (free text)'])[1 + n %% 4],
        case when n %% 5 = 0 then null else (n::bigint * 7919) end,
        (%(collections)s::uuid[])[1 + n %% 8],
        case when n %% 4 = 0 then 'Study ' || n end,
        case n %% 5 when 0 then null when 1 then '{{}}'::text[]
             when 2 then array['sunset', 'role:hero'] when 3 then array['Sunset', 'draft']
             else array['portrait', 'style:oil', 'keep'] end,
        n %% 9 = 0,
        (array['private', 'private', 'public'])[1 + n %% 3],
        now() - n * interval '37 minutes', now() - n * interval '37 minutes', null,
        case when n %% 6 = 0 then null else 96 end, case when n %% 6 = 0 then null else 96 end,
        (array['general', 'landscape', 'portrait'])[1 + n %% 3],
        case when n %% 10 = 0
             then jsonb_build_object('character_name', 'Mira', 'scene_context', 'harbour')
             else '{{}}'::jsonb end
    from generate_series(%(first)s::int, %(last)s::int) as n
""")


def picture(number: int) -> bytes:
    """Return a small PNG, another one for each number."""
    red, green, blue = number * 53 % 256, number * 97 % 256, number * 29 % 256
    lines = bytearray()
    for y in range(_SIDE_PX):
        lines.append(0)
        for x in range(_SIDE_PX):
            lines += bytes(((red + x) % 256, (green + y) % 256, (blue + x * y // 32) % 256))

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + checksum

    head = struct.pack(">IIBBBBB", _SIDE_PX, _SIDE_PX, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(lines))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def _store(stack: Stack, user: StackUser, count: int) -> list[str]:
    keys = []
    for number in range(count):
        keys.append(f"{user.id}/study-{number}.png")
        stack.http.post(
            f"/storage/v1/object/{_BUCKET}/{keys[-1]}",
            headers={**stack.headers(user), "content-type": "image/png"},
            content=picture(number),
        ).raise_for_status()
    return keys


def _dirty(stack: Stack, user: StackUser, keys: Sequence[str]) -> list[str]:
    """Write keys in all the forms that were seen, and add some of files that are gone."""
    signed = stack.http.post(
        f"/storage/v1/object/sign/{_BUCKET}",
        headers=stack.headers(user),
        json={"paths": list(keys), "expiresIn": 3600},
    ).json()
    urls = [f"{stack.url}/storage/v1{one['signedURL']}" for one in signed]
    paths: list[str] = []
    for number, (key, url) in enumerate(zip(keys, urls, strict=True)):
        forms = (key, f"{_BUCKET}/{key}", url, f"{user.id}/{number}-gone.image")
        paths += [forms[number % 4], forms[(number + 1) % 4]]
    return paths


def fill(stack: Stack, user: StackUser, rows: int, *, files: int = 40, first: int = 0) -> None:
    """Give a user a library; the same rows each time, numbered from `first`.

    Args:
        stack: where.
        user: whose it is.
        rows: how many; 100,000 take some seconds.
        files: how many pictures to store; all rows share them.
        first: the number of the first row.
    """
    keys = _store(stack, user, files) or [f"{user.id}/none.png"]
    paths = _dirty(stack, user, keys) if stack.kind is Kind.WILD and files else keys
    collections = [
        stack.insert("user_collections", {"user_id": user.id, "name": name})["id"]
        for name in ("Trips", "Portraits", "For print")
    ]
    with stack.connect() as connection:
        connection.execute(
            _ROWS.format(user=sql.Literal(user.id)),
            {
                "paths": paths,
                "path_count": len(paths),
                "collections": collections,
                "first": first,
                "last": first + rows - 1,
            },
        )
        connection.execute("analyze public.user_library")
