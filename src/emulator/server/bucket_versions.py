"""Suspending versioning keeps existing versions and delete markers; each can still be deleted by its version ID.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeletingObjectsfromVersioningSuspendedBuckets.html
"""

from typing import Any

from moto.s3.models import S3Backend

from extend import around


@around(S3Backend)
def delete_object(
    original: Any, self: S3Backend, bucket_name: str, key_name: str, version_id: str | None = None, bypass: bool = False
) -> tuple[bool, dict[str, Any]]:
    bucket = self.get_bucket(bucket_name)
    status = bucket.versioning_status
    # moto treats a suspended bucket as one that was never versioned, and then fails on its delete markers.
    if status == "Suspended" and version_id is not None:
        bucket.versioning_status = "Enabled"
    try:
        return original(self, bucket_name, key_name, version_id, bypass)
    finally:
        bucket.versioning_status = status
