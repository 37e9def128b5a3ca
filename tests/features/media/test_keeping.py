"""Files taken in: cleaned, recognised, kept whole or not at all."""

import asyncio
import io
import os
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.media import rules, service
from aistrategyhub.features.media.models import MediaFile, MediaKind, MediaStatus, Rendition
from aistrategyhub.features.media.queries import file_views, image_views
from aistrategyhub.infra.db import tenant_of
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import LocalStorage, StorageUnavailable
from aistrategyhub.infra.work import Work
from tests.factories import pictures

ORIENTATION, GPS, COMMENT = 0x0112, 0x8825, 0x9286


async def take(session: AsyncSession, store: LocalStorage, content: bytes, name: str = "foto.jpg", **described):
    return await service.take_in(session, store, content, name, **described)


async def kept_bytes(session: AsyncSession, store: LocalStorage) -> bytes:
    (key,) = [key async for key in store.keys(f"{tenant_of(session)}/media")]
    return await store.get(key)


async def left_over(session: AsyncSession, store: LocalStorage, tmp_path: Path) -> tuple[int, list[str], list[Path]]:
    """Rows, objects and arrivals that are there."""
    rows = await session.scalar(select(func.count()).select_from(MediaFile))
    keys = [key async for key in store.keys(f"{tenant_of(session)}")]
    return rows or 0, keys, list((tmp_path / "arriving").glob("*"))


class TestPictures:
    async def test_a_photograph_is_kept_upright_and_says_nothing_of_where_it_was_taken(self, session, store):
        exif = Image.Exif()
        exif[ORIENTATION] = 6
        exif.get_ifd(GPS)[2] = (45.0, 4.0, 12.0)
        exif[COMMENT] = "segreto"
        photo = pictures.new_picture("JPEG", size=(64, 48), exif=exif, comment=b"altro segreto")
        file = (await take(session, store, photo)).file
        content = await kept_bytes(session, store)
        with Image.open(io.BytesIO(content)) as kept:
            assert kept.size == (file.width, file.height) == (48, 64)
            assert not kept.getexif()
            assert not {"exif", "comment", "icc_profile", "xmp"} & set(kept.info)
            assert kept.getpixel((47, 0))[0] > 200
        assert b"segreto" not in content
        assert (file.kind, file.mime, file.status) == (MediaKind.IMAGE, "image/jpeg", MediaStatus.PROCESSING)

    @pytest.mark.parametrize(
        ("form", "mode", "colour", "extension"),
        [
            ("JPEG", "L", 120, "jpg"),
            ("JPEG", "CMYK", (10, 20, 30, 0), "jpg"),
            ("PNG", "RGBA", (10, 20, 30, 90), "png"),
            ("PNG", "RGBA", (10, 20, 30, 255), "png"),
            ("PNG", "P", 3, "png"),
            ("PNG", "I;16", 40000, "png"),
            ("PNG", "1", 1, "png"),
            ("GIF", "P", 3, "png"),
            ("TIFF", "RGB", (10, 20, 30), "jpg"),
            ("WEBP", "RGBA", (10, 20, 30, 90), "png"),
            ("AVIF", "RGB", (10, 20, 30), "jpg"),
        ],
    )
    async def test_every_format_becomes_one_that_all_browsers_know(self, session, store, form, mode, colour, extension):
        file = (await take(session, store, pictures.new_picture(form, mode=mode, colour=colour))).file
        assert (file.extension, file.width, file.height) == (extension, 64, 48)
        with Image.open(io.BytesIO(await kept_bytes(session, store))) as kept:
            assert kept.mode == ("RGBA" if colour == (10, 20, 30, 90) else "RGB")
            if mode == "I;16":
                assert abs(kept.getpixel((5, 5))[0] - 40000 / 256) < 2

    async def test_a_large_picture_is_made_smaller(self, session, store):
        file = (await take(session, store, pictures.new_picture("JPEG", size=(3000, 1500)))).file
        assert (file.width, file.height) == (2400, 1200)

    @pytest.mark.parametrize("tail", [b"<?php system('id');", pictures.new_archive({"a.js": b"alert(1)"})])
    @pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP"])
    async def test_what_hangs_on_a_picture_is_not_kept(self, session, store, form, tail):
        await take(session, store, pictures.new_picture(form) + tail)
        assert tail[:12] not in await kept_bytes(session, store)

    async def test_a_gif_that_is_also_a_script_is_refused_or_written_anew(self, session, store, tmp_path):
        with pytest.raises(service.UnreadablePicture):
            await take(session, store, b"GIF89a=1;alert(document.cookie);//" + b" " * 50, "a.gif")
        assert await left_over(session, store, tmp_path) == (0, [], [])

    @pytest.mark.parametrize(
        ("content", "refusal"),
        [
            (pictures.claiming_pixels(30_000, 30_000), rules.TooManyPixels),
            (pictures.claiming_pixels(20_001, 2), rules.TooManyPixels),
            (pictures.claiming_pixels(7_100, 7_100), rules.TooManyPixels),
            (pictures.claiming_pixels(6_000, 6_000), service.UnreadablePicture),
            (pictures.new_picture("JPEG")[:300], service.UnreadablePicture),
            (pictures.new_picture("PNG")[:60], service.UnreadablePicture),
            (b"\xff\xd8\xff" + b"\0" * 500, service.UnreadablePicture),
            (b"II*\0" + b"\xff" * 500, service.UnreadablePicture),
            (b"RIFF\xff\xff\xff\xffWEBPVP8X\x0a\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff", service.UnreadablePicture),
            (b"\0\0\0\x18ftypavif\0\0\0\0avifmif1" + b"\xff" * 99, service.UnreadablePicture),
        ],
    )
    async def test_bombs_and_ruins_leave_nothing(self, session, store, tmp_path, content, refusal):
        with pytest.raises(refusal):
            await take(session, store, content)
        assert await left_over(session, store, tmp_path) == (0, [], [])

    @pytest.mark.parametrize("form", ["GIF", "WEBP", "AVIF", "PNG"])
    async def test_what_moves_is_refused(self, session, store, form):
        frames = [Image.new("RGB", (20, 20), (shade, 0, 0)) for shade in (0, 120, 250)]
        content = io.BytesIO()
        frames[0].save(content, form, save_all=True, append_images=frames[1:], duration=100)
        with pytest.raises(service.MovingPicture):
            await take(session, store, content.getvalue())


class TestDrawings:
    async def test_a_drawing_loses_whatever_could_act(self, session, store):
        drawing = (
            b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" '
            b'xmlns:xlink="http://www.w3.org/1999/xlink" width="80px" height="30" onload="alert(1)">'
            b"<script>alert(2)</script><foreignObject><body>alert(3)</body></foreignObject>"
            b'<image xlink:href="https://altrove.example/x.png"/><use href="https://altrove.example/y.svg#a"/>'
            b'<a href="javascript:alert(4)"><text>Ciao</text></a><style>@import url(https://altrove.example/z.css);'
            b'</style><rect width="9" height="9" onclick="alert(5)" fill="url(https://altrove.example/w)"/></svg>'
        )
        file = (await take(session, store, drawing, "logo.svg")).file
        content = await kept_bytes(session, store)
        for word in (b"alert", b"script", b"foreignObject", b"onload", b"onclick", b"@import", b"url(http"):
            assert word not in content
        assert not re.search(rb'(?:href|src)="[^"]*altrove', content)
        assert b"Ciao" in content
        assert (file.width, file.height, file.mime) == (80, 30, "image/svg+xml")

    async def test_measures_come_from_the_view_box(self, session, store):
        file = (await take(session, store, pictures.SVG, "logo.svg")).file
        assert (file.width, file.height) == (40, 20)

    @pytest.mark.parametrize(
        "content",
        [
            b"<svg",
            b"<?xml version='1.0'?><a><svg></a>",
            b'<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg">&b;</svg>',
        ],
    )
    async def test_what_is_no_drawing_is_refused_or_harmless(self, session, store, content):
        try:
            await take(session, store, content, "logo.svg")
        except service.UnreadableDrawing:
            return
        assert b"ENTITY" not in await kept_bytes(session, store)


class TestSizes:
    async def test_a_picture_gets_its_sizes_and_a_page_its_view(self, session, store):
        kept = await take(session, store, pictures.new_picture("JPEG", size=(1300, 650)), alt={"it": "Una sala"})
        file = kept.file
        before = (await image_views(session, [file.id]))[file.id]
        assert (before.srcset_avif, before.src.endswith(".jpg"), before.alt) == ("", True, "Una sala")
        await service.make_sizes(session, store, file.id)
        view = (await image_views(session, [file.id]))[file.id]
        assert [part.split()[1] for part in view.srcset_avif.split(", ")] == ["320w", "480w", "720w", "1080w", "1300w"]
        assert view.srcset_webp.count("webp") == 5
        assert "-1080-" in view.src
        assert (view.width, view.height, view.preview[:22]) == (1300, 650, "data:image/webp;base64")
        assert file.status is MediaStatus.READY
        assert file.stored_bytes > file.bytes

    async def test_making_them_twice_changes_nothing(self, session, store):
        file = (await take(session, store, pictures.new_picture("PNG", size=(400, 200)))).file
        await service.make_sizes(session, store, file.id)
        once = file.stored_bytes
        await service.make_sizes(session, store, file.id)
        assert file.stored_bytes == once
        assert await session.scalar(select(func.count()).select_from(Rendition)) == 4

    async def test_a_picture_whose_file_is_lost_is_said_to_have_failed(self, session, store):
        file = (await take(session, store, pictures.new_picture("PNG"))).file
        async for key in store.keys(f"{tenant_of(session)}/media"):
            await store.delete(key)
        await service.make_sizes(session, store, file.id)
        assert file.status is MediaStatus.FAILED

    async def test_the_work_is_asked_for_once(self, session, store):
        file = (await take(session, store, pictures.new_picture("PNG"))).file
        (work,) = await session.scalars(select(Work).where(Work.job == service.MAKE_SIZES))
        assert work.payload == {"media_id": str(file.id)}


class TestLibrary:
    async def test_documents_are_kept_as_they_are(self, session, store):
        file = (await take(session, store, pictures.PDF, "Listino 2026.pdf", folder="listini")).file
        view = (await file_views(session, [file.id]))[file.id]
        assert await kept_bytes(session, store) == pictures.PDF
        assert (file.folder, view.name, view.mime) == ("/listini", "Listino 2026.pdf", "application/pdf")
        assert view.href.startswith(f"/media/{file.id}/listino-2026-")

    async def test_the_same_content_is_one_file(self, session, store):
        first = await take(session, store, pictures.PDF, "a.pdf")
        again = await take(session, store, pictures.PDF, "b.pdf")
        apart = await take(session, store, pictures.PDF, "c.pdf", is_private=True)
        assert (first.file.id == again.file.id, again.is_duplicate) == (True, True)
        assert (apart.file.id == first.file.id, apart.is_duplicate) == (False, False)

    async def test_private_files_and_the_trash_are_on_no_page(self, session, store):
        public = (await take(session, store, pictures.new_picture("PNG"))).file
        private = (await take(session, store, pictures.new_picture("PNG"), is_private=True)).file
        assert set(await image_views(session, [public.id, private.id])) == {public.id}

    async def test_a_full_quota_says_so_and_keeps_nothing(self, session, store, tmp_path, monkeypatch):
        monkeypatch.setattr(get_settings(), "media_quota_mb", 1)
        await take(session, store, pictures.PDF + b"\0" * 900_000, "a.pdf")
        with pytest.raises(rules.QuotaReached):
            await take(session, store, pictures.PDF + b"\1" * 200_000, "b.pdf")
        rows, keys, arrivals = await left_over(session, store, tmp_path)
        assert (rows, len(keys), arrivals) == (1, 1, [])

    async def test_a_store_that_is_away_leaves_nothing_half_done(self, session, store, tmp_path, monkeypatch):
        async def away(*_args: object) -> None:
            raise StorageUnavailable

        monkeypatch.setattr(LocalStorage, "put", away)
        with pytest.raises(StorageUnavailable):
            await take(session, store, pictures.new_picture("PNG"))
        assert (await left_over(session, store, tmp_path))[0::2] == (0, [])

    async def test_a_cut_upload_leaves_nothing(self, session, store, tmp_path):
        async def cut() -> AsyncIterator[bytes]:
            yield pictures.new_picture("PNG")[:50]
            raise ConnectionResetError

        with pytest.raises((ConnectionResetError, StorageUnavailable)):
            await service.take_in(session, store, cut(), "a.png")
        assert await left_over(session, store, tmp_path) == (0, [], [])

    async def test_what_a_killed_process_left_is_removed_a_day_later(self, session, store, tmp_path):
        left, young = tmp_path / "arriving" / "left", tmp_path / "arriving" / "young"
        for folder in (left, young):
            folder.mkdir(parents=True)
            (folder / "arrived").write_bytes(b"half a file")
        os.utime(left, (0, 0))
        await take(session, store, pictures.PDF, "a.pdf")
        assert list((tmp_path / "arriving").iterdir()) == [young]

    async def test_an_upload_that_is_too_large_is_not_read_to_its_end(self, session, store):
        read = 0

        async def endless() -> AsyncIterator[bytes]:
            nonlocal read
            yield pictures.PDF
            while True:
                read += 1
                yield b"\0" * rules.MEGABYTE

        with pytest.raises(rules.FileTooLarge):
            await service.take_in(session, store, endless(), "a.pdf")
        assert read <= 26

    async def test_several_pictures_at_once_do_not_stand_in_each_others_way(self, store):
        async def arrive(shade: int) -> str:
            async with service.received(pictures.new_picture("PNG", colour=(shade, 0, 0)), "a.png") as arrival:
                return arrival.content_hash

        assert len(set(await asyncio.gather(*(arrive(shade) for shade in range(12))))) == 12
