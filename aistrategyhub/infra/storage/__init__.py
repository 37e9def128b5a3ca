"""Files that the product keeps: one interface, a local folder or an S3 bucket behind it."""

from functools import cache
from pathlib import Path

from aistrategyhub.infra.settings import Settings
from aistrategyhub.infra.storage.contract import Content, InvalidKey, ObjectNotFound, Storage, StorageUnavailable
from aistrategyhub.infra.storage.local import LocalStorage
from aistrategyhub.infra.storage.s3 import Bucket, S3Storage

__all__ = [
    "Bucket",
    "Content",
    "InvalidKey",
    "LocalStorage",
    "ObjectNotFound",
    "S3Storage",
    "Storage",
    "StorageUnavailable",
    "storage_for",
]


def storage_for(settings: Settings) -> Storage:
    """The bucket that S3_BUCKET names, else the folder `files` of DATA_DIR. One per process for the same settings."""
    if settings.s3_bucket is None:
        return _local_storage(settings.data_dir / "files")
    return _s3_storage(
        Bucket(
            name=settings.s3_bucket,
            region=settings.s3_region,
            endpoint_url=settings.s3_endpoint_url,
            access_key_id=settings.s3_access_key_id,
            secret_access_key=settings.s3_secret_access_key,
        )
    )


@cache
def _local_storage(folder: Path) -> LocalStorage:
    return LocalStorage(folder)


@cache
def _s3_storage(bucket: Bucket) -> S3Storage:
    return S3Storage(bucket)
