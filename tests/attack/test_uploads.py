"""Files that mean harm, sent to the running product: refused with a sentence, or written anew and served inert."""

from random import Random

import httpx
import pytest

from tests.attack.test_operations import ROUNDS, SEED, client, has_broken
from tests.factories import pictures
from tests.harness.attacked import AttackedSite
from tests.harness.sweep import faults_in
from tests.harness.tables import fingerprints, put_back

UPLOAD = "/api/v1/media"
SCRIPT = b"<script>alert(document.cookie)</script>"
POLYGLOTS = {
    "gif.js": b"GIF89a/*" + b"\0" * 40 + b"*/=1;alert(1)//",
    "page.jpg": pictures.new_picture("JPEG", comment=SCRIPT) + SCRIPT,
    "php.png": pictures.new_picture("PNG") + b"<?php system($_GET['c']);",
    "jar.webp": pictures.new_picture("WEBP") + pictures.new_archive({"META-INF/MANIFEST.MF": b"Main-Class: X"}),
    "page.pdf": pictures.PDF + SCRIPT,
    "script.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>",
    "laughs.svg": b'<!DOCTYPE svg [<!ENTITY a "aaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b']><svg xmlns="http://www.w3.org/2000/svg"><text>&j;</text></svg>',
    "outside.svg": b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b'<svg xmlns="http://www.w3.org/2000/svg"><text>&x;</text></svg>',
    "page.html": b"<!doctype html>" + SCRIPT,
    "page.txt": SCRIPT,
    "../../evil.csv": b"=cmd|'/c calc'!A1;x\n",
    "pixels.png": pictures.claiming_pixels(60_000, 60_000),
    "nearly.png": pictures.claiming_pixels(7_000, 7_000),
    "burst.zip": pictures.new_archive({"a": b"\0" * 8_000_000}),
    "macro.docx": pictures.new_archive(
        {"[Content_Types].xml": b"", "word/document.xml": b"", "word/vbaProject.bin": b"x"}
    ),
    "empty.png": b"",
}
HARMFUL = (SCRIPT, b"<?php", b"onload", b"META-INF", b"root:x:")


async def send(http: httpx.AsyncClient, name: str, content: bytes) -> httpx.Response:
    return await http.post(UPLOAD, params={"name": name}, content=content)


class TestHostileFiles:
    async def test_each_is_refused_or_served_inert(self, attacked: AttackedSite):
        since, wrong = len(attacked.site.log.read_text()), {}
        async with client(attacked.site, "super_admin") as http:
            for name, content in POLYGLOTS.items():
                answer = await send(http, name, content)
                if has_broken(answer) or (answer.status_code >= 400 and not answer.json()["error"]["message"]):
                    wrong[name] = answer.status_code
                elif answer.status_code < 300:
                    wrong |= await self._acts(http, name, answer.json()["data"]["url"])
        put_back(attacked.site)
        assert wrong == {}
        assert faults_in(attacked.site.log, since) == []

    async def test_broken_pictures_and_archives_break_nothing(self, attacked: AttackedSite):
        random, since, wrong = Random(SEED), len(attacked.site.log.read_text()), {}
        whole = [pictures.new_picture(form) for form in ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "TIFF")]
        whole += [pictures.SVG, pictures.PDF, pictures.new_archive({"a.txt": b"a" * 300})]
        async with client(attacked.site, "super_admin") as http:
            for number in range(40 * ROUNDS):
                content = bytearray(random.choice(whole))
                for _ in range(random.randrange(1, 30)):
                    content[random.randrange(len(content))] = random.randrange(256)
                answer = await send(http, f"{number}.png", bytes(content[: random.randrange(8, len(content) + 1)]))
                if has_broken(answer) or answer.status_code not in (200, 201, 422):
                    wrong[number] = answer.status_code
        put_back(attacked.site)
        assert wrong == {}
        assert faults_in(attacked.site.log, since) == []

    @pytest.mark.parametrize("who", ["anonymous", "forged", "customer", "support"])
    async def test_whoever_may_not_upload_leaves_nothing(self, attacked: AttackedSite, who: str):
        before = fingerprints(attacked.site)
        async with client(attacked.site, who) as http:
            answer = await send(http, "a.png", pictures.new_picture("PNG"))
        assert answer.status_code in (401, 403)
        assert fingerprints(attacked.site) == before

    async def _acts(self, http: httpx.AsyncClient, name: str, address: str) -> dict[str, str]:
        """What of an accepted file could still do harm where it is served."""
        served = await http.get(address)
        saved = served.headers["content-disposition"].startswith("attachment")
        if "sandbox" not in served.headers["content-security-policy"]:
            return {name: "no sandbox"}
        if served.headers["x-content-type-options"] != "nosniff" or "html" in served.headers["content-type"]:
            return {name: "type"}
        found = [word for word in HARMFUL if word in served.content]
        return {name: str(found)} if found and not saved else {}
