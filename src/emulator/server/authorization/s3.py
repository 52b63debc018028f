"""https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html"""

from moto.utilities.utils import get_partition

from operations import Operation

from .check import ANY, Check

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
ACTIONS = {
    "DeleteBucketEncryption": "PutEncryptionConfiguration",
    "DeleteBucketLifecycle": "PutLifecycleConfiguration",
    "DeleteBucketOwnershipControls": "PutBucketOwnershipControls",
    "DeleteBucketReplication": "PutReplicationConfiguration",
    "DeleteBucketTagging": "PutBucketTagging",
    "DeletePublicAccessBlock": "PutBucketPublicAccessBlock",
    "GetBucketAccelerateConfiguration": "GetAccelerateConfiguration",
    "GetBucketCors": "GetBucketCORS",
    "GetBucketEncryption": "GetEncryptionConfiguration",
    "GetBucketLifecycleConfiguration": "GetLifecycleConfiguration",
    "GetBucketReplication": "GetReplicationConfiguration",
    "GetObjectLockConfiguration": "GetBucketObjectLockConfiguration",
    "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "HeadBucket": "ListBucket",
    "HeadObject": "GetObject",
    "ListBuckets": "ListAllMyBuckets",
    "ListObjectVersions": "ListBucketVersions",
    "ListObjects": "ListBucket",
    "ListObjectsV2": "ListBucket",
    "PutBucketEncryption": "PutEncryptionConfiguration",
    "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration",
    "PutBucketReplication": "PutReplicationConfiguration",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
}


def checks(operation: Operation, account: str) -> list[Check]:
    name, parameters = operation.name, operation.parameters
    action = f"s3:{ACTIONS.get(name, name)}"
    bucket = parameters.get("Bucket")
    if not bucket:
        return [Check(action, ANY)]
    arn = f"arn:{get_partition(operation.region)}:s3:::{bucket}"
    if name == "DeleteObjects":
        return [deletion(arn, one) for one in parameters["Delete"]["Objects"]]
    if key := parameters.get("Key"):
        return [deletion(arn, parameters)] if name == "DeleteObject" else [Check(action, f"{arn}/{key}")]
    prefix = parameters.get("Prefix")
    return [Check(action, arn, {"s3:prefix": prefix} if prefix is not None else {})]


def deletion(bucket: str, named: dict[str, str]) -> Check:
    """A deletion of a version is an action of its own."""
    action = "s3:DeleteObjectVersion" if named.get("VersionId") else "s3:DeleteObject"
    return Check(action, f"{bucket}/{named['Key']}")
