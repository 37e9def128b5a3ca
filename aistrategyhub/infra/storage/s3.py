"""Objects in a bucket of S3, or of a store that speaks its language."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Any

from pydantic import SecretStr

from aistrategyhub.infra.storage.contract import (
    CHUNK_BYTES,
    Content,
    ObjectNotFound,
    StorageUnavailable,
    checked_key,
)

# S3 refuses parts under 5 MiB, except the last, and more than 10,000 of them: objects up to 78 GiB.
PART_BYTES = 8 * 1024 * 1024
_CONNECT_SECONDS = 5
_READ_SECONDS = 30
_ATTEMPTS = 3
_NOT_FOUND = frozenset({"404", "NoSuchKey", "NotFound"})


@dataclass(frozen=True)
class Bucket:
    """Where the objects lie. Without keys, boto3 looks for them where AWS puts them (role, profile, environment)."""

    name: str
    region: str
    endpoint_url: str | None = None
    access_key_id: SecretStr | None = None
    secret_access_key: SecretStr | None = None


class S3Storage:
    """boto3 in threads: its client is made at the first use, and is safe to share between them."""

    def __init__(self, bucket: Bucket) -> None:
        self.bucket = bucket
        self._making_client = Lock()

    async def put(self, key: str, content: Content, content_type: str) -> None:
        target = {"Bucket": self.bucket.name, "Key": checked_key(key)}
        if isinstance(content, bytes):
            await self._call("put_object", **target, Body=content, ContentType=content_type)
            return
        upload = await self._call("create_multipart_upload", **target, ContentType=content_type)
        target["UploadId"] = upload["UploadId"]
        try:
            parts = [await self._send_part(target, number, part) async for number, part in _numbered_parts(content)]
            await self._call("complete_multipart_upload", **target, MultipartUpload={"Parts": parts})
        except BaseException:
            with suppress(StorageUnavailable, ObjectNotFound):
                await self._call("abort_multipart_upload", **target)
            raise

    async def get(self, key: str) -> bytes:
        found = await self._call("get_object", Bucket=self.bucket.name, Key=checked_key(key))
        return await _in_thread(found["Body"].read)

    async def stream(self, key: str, first: int = 0, last: int | None = None) -> AsyncIterator[bytes]:
        part = {"Range": f"bytes={first}-{'' if last is None else last}"} if first or last is not None else {}
        found = await self._call("get_object", Bucket=self.bucket.name, Key=checked_key(key), **part)
        return _pieces(found["Body"])

    async def exists(self, key: str) -> bool:
        try:
            await self._call("head_object", Bucket=self.bucket.name, Key=checked_key(key))
        except ObjectNotFound:
            return False
        return True

    async def delete(self, key: str) -> None:
        await self._call("delete_object", Bucket=self.bucket.name, Key=checked_key(key))

    async def keys(self, prefix: str) -> AsyncIterator[str]:
        request: dict[str, Any] = {"Bucket": self.bucket.name, "Prefix": f"{checked_key(prefix)}/"}
        while True:
            page = await self._call("list_objects_v2", **request)
            for found in page.get("Contents", ()):
                yield found["Key"]
            if not page["IsTruncated"]:
                return
            request["ContinuationToken"] = page["NextContinuationToken"]

    async def _send_part(self, target: dict[str, str], number: int, part: bytes) -> dict[str, Any]:
        sent = await self._call("upload_part", **target, PartNumber=number, Body=part)
        return {"PartNumber": number, "ETag": sent["ETag"]}

    async def _call(self, operation: str, **request: Any) -> Any:
        return await _in_thread(lambda: getattr(self._client, operation)(**request))

    @property
    def _client(self) -> Any:
        with self._making_client:
            return self._made_client

    @cached_property
    def _made_client(self) -> Any:
        import boto3
        from botocore.config import Config

        return boto3.session.Session().client(
            "s3",
            region_name=self.bucket.region,
            endpoint_url=self.bucket.endpoint_url,
            aws_access_key_id=_revealed(self.bucket.access_key_id),
            aws_secret_access_key=_revealed(self.bucket.secret_access_key),
            config=Config(
                connect_timeout=_CONNECT_SECONDS,
                read_timeout=_READ_SECONDS,
                retries={"mode": "standard", "total_max_attempts": _ATTEMPTS},
                # Stores other than AWS have no name per bucket, and many do not know its newer checksums.
                s3={"addressing_style": "path" if self.bucket.endpoint_url else "auto"},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )


async def _numbered_parts(content: AsyncIterator[bytes]) -> AsyncIterator[tuple[int, bytes]]:
    """The content in parts that S3 accepts, counted from 1; one part even when there is nothing in it."""
    number, waiting = 1, bytearray()
    async for piece in content:
        waiting += piece
        while len(waiting) >= PART_BYTES:
            yield number, bytes(waiting[:PART_BYTES])
            del waiting[:PART_BYTES]
            number += 1
    if waiting or number == 1:
        yield number, bytes(waiting)


async def _pieces(body: Any) -> AsyncIterator[bytes]:
    try:
        while piece := await _in_thread(lambda: body.read(CHUNK_BYTES)):
            yield piece
    finally:
        body.close()


async def _in_thread(work: Callable[[], Any]) -> Any:
    """Runs a call of boto3 beside the event loop, its errors turned into the contract's."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        return await asyncio.to_thread(work)
    except ClientError as error:
        if error.response["Error"]["Code"] in _NOT_FOUND:
            raise ObjectNotFound from error
        raise StorageUnavailable from error
    except (BotoCoreError, OSError) as error:
        raise StorageUnavailable from error


def _revealed(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None
