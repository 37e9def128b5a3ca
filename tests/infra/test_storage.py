"""One contract, both stores: a folder, and a bucket of a local S3 server."""

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import boto3
import pytest
from moto.moto_server.threaded_moto_server import ThreadedMotoServer
from pydantic import SecretStr

from aistrategyhub.infra.settings import Settings
from aistrategyhub.infra.storage import (
    Bucket,
    InvalidKey,
    LocalStorage,
    ObjectNotFound,
    S3Storage,
    Storage,
    StorageUnavailable,
    storage_for,
)
from aistrategyhub.infra.storage.s3 import PART_BYTES

KEY = "0190f0a0-0000-7000-8000-000000000001/invoices/2026/a.pdf"


@pytest.fixture(scope="module")
def s3_server() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(scope="module")
def bucket(s3_server: str) -> Bucket:
    made = Bucket("fatture", "eu-south-1", s3_server, SecretStr("key"), SecretStr("secret"))
    client = boto3.client(
        "s3", region_name=made.region, endpoint_url=s3_server, aws_access_key_id="key", aws_secret_access_key="secret"
    )
    client.create_bucket(Bucket=made.name, CreateBucketConfiguration={"LocationConstraint": made.region})
    return made


@pytest.fixture(params=["local", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    return (
        LocalStorage(tmp_path / "files") if request.param == "local" else S3Storage(request.getfixturevalue("bucket"))
    )


async def _pieces(*pieces: bytes) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


class TestContract:
    async def test_what_was_put_is_read_back(self, storage):
        await storage.put(KEY, b"%PDF-1.7 caff\xc3\xa8", "application/pdf")

        assert await storage.exists(KEY)
        assert await storage.get(KEY) == b"%PDF-1.7 caff\xc3\xa8"
        assert [piece async for piece in await storage.stream(KEY)] == [b"%PDF-1.7 caff\xc3\xa8"]

    @pytest.mark.parametrize(("first", "last", "part"), [(0, 0, b"%"), (1, 3, b"PDF"), (9, None, b"caff\xc3\xa8")])
    async def test_a_part_is_read_alone(self, storage, first, last, part):
        await storage.put(KEY, b"%PDF-1.7 caff\xc3\xa8", "application/pdf")
        assert b"".join([piece async for piece in await storage.stream(KEY, first, last)]) == part

    async def test_an_empty_object_is_an_object(self, storage):
        await storage.put("t/empty", b"", "text/plain")
        await storage.put("t/empty-stream", _pieces(), "text/plain")

        assert await storage.get("t/empty") == await storage.get("t/empty-stream") == b""
        assert [piece async for piece in await storage.stream("t/empty")] == []

    async def test_a_large_object_travels_in_pieces(self, storage):
        blocks = [random.randbytes(1_000_003) for _ in range(2 * PART_BYTES // 1_000_003 + 2)]
        await storage.put("t/large.bin", _pieces(*blocks), "application/octet-stream")

        digest, longest = hashlib.sha256(), 0
        async for piece in await storage.stream("t/large.bin"):
            digest.update(piece)
            longest = max(longest, len(piece))
        assert digest.hexdigest() == hashlib.sha256(b"".join(blocks)).hexdigest()
        assert longest <= 1024 * 1024

    async def test_putting_again_replaces(self, storage):
        await storage.put(KEY, b"first, and longer", "text/plain")
        await storage.put(KEY, _pieces(b"sec", b"ond"), "text/plain")

        assert await storage.get(KEY) == b"second"

    async def test_content_that_breaks_off_leaves_the_old_object(self, storage):
        async def broken() -> AsyncIterator[bytes]:
            yield b"x" * (PART_BYTES + 1)
            raise ConnectionResetError("the sender went away")

        await storage.put("t/kept", b"old", "text/plain")
        with pytest.raises(ConnectionResetError):
            await storage.put("t/kept", broken(), "text/plain")

        assert await storage.get("t/kept") == b"old"
        assert [key async for key in storage.keys("t")].count("t/kept") == 1

    async def test_what_is_not_there_says_so_before_anything_is_sent(self, storage):
        assert not await storage.exists("t/absent")
        for read in (storage.get, storage.stream):
            with pytest.raises(ObjectNotFound):
                await read("t/absent")

    async def test_a_folder_is_not_an_object(self, storage):
        await storage.put("t/folder/object", b"x", "text/plain")

        assert not await storage.exists("t/folder")
        with pytest.raises(ObjectNotFound):
            await storage.get("t/folder")
        with pytest.raises(ObjectNotFound):
            await storage.get("t/folder/object/below")

    async def test_deleting_twice_is_no_error(self, storage):
        await storage.put("t/short-lived", b"x", "text/plain")
        await storage.delete("t/short-lived")
        await storage.delete("t/short-lived")

        assert not await storage.exists("t/short-lived")

    async def test_keys_are_those_of_the_folder_in_order(self, storage):
        for key in ("a/2/z", "a/10/y", "a/1", "ab/1", "b/1"):
            await storage.put(key, b"x", "text/plain")

        assert [key async for key in storage.keys("a")] == ["a/1", "a/10/y", "a/2/z"]
        assert [key async for key in storage.keys("nothing-here")] == []

    @pytest.mark.parametrize(
        "key",
        [
            "",
            "/etc/passwd",
            "../other-tenant/a.pdf",
            "t/../../etc/passwd",
            "t/./a",
            "t//a",
            "t/a/",
            "t/.hidden",
            ".arriving/a",
            "t/a\x00b",
            "t/a\n",
            "t\\a",
            "t/caffè.pdf",
            "t/" + "a" * 201,
            "a/" * 256 + "a",
        ],
    )
    async def test_a_key_that_could_lead_elsewhere_is_refused(self, storage, key):
        for call in (storage.put(key, b"x", "text/plain"), storage.get(key), storage.stream(key), storage.delete(key)):
            with pytest.raises(InvalidKey):
                await call
        with pytest.raises(InvalidKey):
            await anext(storage.keys(key))


class TestLocal:
    async def test_files_are_for_their_owner_only(self, tmp_path):
        await LocalStorage(tmp_path / "files").put("t/secret/a", b"x", "text/plain")

        modes = [path.stat().st_mode & 0o077 for path in (tmp_path / "files").rglob("*")]
        assert modes == [0] * len(modes)
        assert len(modes) == 4

    async def test_an_object_and_a_folder_cannot_share_a_name(self, tmp_path):
        storage = LocalStorage(tmp_path)
        await storage.put("t/a", b"x", "text/plain")
        with pytest.raises(InvalidKey):
            await storage.put("t/a/b", b"x", "text/plain")
        await storage.put("t/folder/b", b"x", "text/plain")
        with pytest.raises(InvalidKey):
            await storage.put("t/folder", b"x", "text/plain")

        assert list((tmp_path / ".arriving").iterdir()) == []

    async def test_a_full_disk_is_said_and_leaves_nothing(self, tmp_path, monkeypatch):
        storage = LocalStorage(tmp_path)
        await storage.put("t/a", b"old", "text/plain")

        def full(descriptor: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(StorageUnavailable):
            await storage.put("t/a", b"new", "text/plain")
        monkeypatch.undo()

        assert await storage.get("t/a") == b"old"
        assert list((tmp_path / ".arriving").iterdir()) == []

    async def test_what_a_kill_left_is_removed_a_day_later(self, tmp_path):
        arrivals = tmp_path / ".arriving"
        arrivals.mkdir()
        for name, age in (("abandoned", 90_000), ("under-way", 60)):
            (arrivals / name).write_bytes(b"half")
            os.utime(arrivals / name, (time.time() - age, time.time() - age))

        await LocalStorage(tmp_path).put("t/a", b"x", "text/plain")

        assert [path.name for path in arrivals.iterdir()] == ["under-way"]

    @pytest.mark.system
    def test_a_kill_never_leaves_half_an_object(self, tmp_path):
        """Twelve kills of a process that writes one object over and over: what is read is always whole."""
        code = (
            "import asyncio, sys; from pathlib import Path\n"
            "from aistrategyhub.infra.storage import LocalStorage\n"
            "async def write():\n"
            "    storage = LocalStorage(Path(sys.argv[1]))\n"
            "    for number in range(1_000_000):\n"
            "        await storage.put('t/object', bytes([number % 256]) * 3_000_000, 'text/plain')\n"
            "        print(number, flush=True)\n"
            "asyncio.run(write())\n"
        )
        for _ in range(12):
            writer = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE)
            for _line in range(random.randint(1, 3)):
                writer.stdout.readline()
            time.sleep(random.uniform(0, 0.02))
            writer.send_signal(signal.SIGKILL)
            writer.communicate()

            content = (tmp_path / "t" / "object").read_bytes()
            assert len(content) == 3_000_000
            assert len(set(content)) == 1


class TestS3:
    async def test_the_type_of_the_content_is_kept(self, bucket, s3_server):
        await S3Storage(bucket).put("t/a.pdf", b"x", "application/pdf")
        await S3Storage(bucket).put("t/b.xml", _pieces(b"x"), "application/xml")

        client = S3Storage(bucket)._client
        types = [client.head_object(Bucket=bucket.name, Key=key)["ContentType"] for key in ("t/a.pdf", "t/b.xml")]
        assert types == ["application/pdf", "application/xml"]

    async def test_an_upload_that_breaks_off_leaves_no_parts(self, bucket):
        async def broken() -> AsyncIterator[bytes]:
            yield b"x" * (PART_BYTES + 1)
            raise ConnectionResetError

        storage = S3Storage(bucket)
        with pytest.raises(ConnectionResetError):
            await storage.put("t/parts", broken(), "text/plain")

        assert "Uploads" not in storage._client.list_multipart_uploads(Bucket=bucket.name)

    async def test_keys_come_from_every_page(self, bucket, monkeypatch):
        storage = S3Storage(bucket)
        for number in range(5):
            await storage.put(f"paged/{number}", b"x", "text/plain")
        list_page = storage._client.list_objects_v2
        monkeypatch.setattr(storage._client, "list_objects_v2", lambda **request: list_page(**request, MaxKeys=2))

        assert [key async for key in storage.keys("paged")] == [f"paged/{number}" for number in range(5)]

    async def test_a_server_that_is_gone_is_said(self, bucket):
        gone = Bucket(bucket.name, bucket.region, "http://127.0.0.1:9", SecretStr("key"), SecretStr("secret"))
        for call in (S3Storage(gone).get(KEY), S3Storage(gone).put(KEY, b"x", "text/plain")):
            with pytest.raises(StorageUnavailable):
                await call

    async def test_a_bucket_that_does_not_exist_is_said(self, bucket, s3_server):
        missing = Bucket("missing", bucket.region, s3_server, SecretStr("key"), SecretStr("secret"))
        with pytest.raises(StorageUnavailable):
            await S3Storage(missing).get(KEY)


class TestChoice:
    def test_without_a_bucket_files_stay_in_the_data_folder(self, tmp_path):
        chosen = storage_for(Settings(data_dir=tmp_path, s3_bucket=None))
        assert isinstance(chosen, LocalStorage)
        assert chosen.folder == tmp_path / "files"

    def test_a_bucket_in_the_settings_is_used_and_its_client_shared(self, tmp_path):
        settings = Settings(
            data_dir=tmp_path, s3_bucket="fatture", s3_endpoint_url="http://127.0.0.1:9000/", s3_access_key_id="key"
        )
        chosen = storage_for(settings)
        assert isinstance(chosen, S3Storage)
        assert chosen.bucket == Bucket("fatture", "eu-south-1", "http://127.0.0.1:9000", SecretStr("key"), None)
        assert storage_for(settings.model_copy()) is chosen

    def test_boto3_is_not_loaded_until_it_is_needed(self):
        code = "import sys, aistrategyhub.infra.storage; sys.exit('boto3' in sys.modules or 'botocore' in sys.modules)"
        assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
