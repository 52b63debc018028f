"""Returns a bucket's replication configuration exactly as it was sent, and refuses what S3 refuses; moto drops parts of it.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketReplication.html
"""

from copy import deepcopy
from typing import Any

import xmltodict
from moto.core.common_types import TYPE_RESPONSE
from moto.s3.exceptions import ReplicationConfigurationNotFoundError, S3ClientError
from moto.s3.models import S3Backend
from moto.s3.responses import S3Response

from bucket_policy import find
from extend import around, method_of

NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"


class InvalidReplication(S3ClientError):
    def __init__(self, message: str) -> None:
        super().__init__("InvalidRequest", message)


@around(S3Backend)
def put_bucket_replication(original: Any, self: S3Backend, bucket_name: str, replication: dict[str, Any]) -> None:
    rules = replication["Rule"] if isinstance(replication["Rule"], list) else [replication["Rule"]]
    for rule in rules:
        check_destination(bucket_name, rule["Destination"])
        check_encryption(rule)
    sent = {"Role": replication["Role"], "Rule": deepcopy(rules)}
    original(self, bucket_name, replication)
    self.get_bucket(bucket_name).replication = sent


def check_destination(source: str, destination: dict[str, Any]) -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html#replication-requirements"""
    name = destination["Bucket"].split(":")[-1]
    bucket = find(name)
    if bucket is None:
        raise InvalidReplication("Destination bucket must exist.")
    if name == source:
        raise InvalidReplication("Destination bucket cannot be the same as the source bucket.")
    if not bucket.is_versioned:
        raise InvalidReplication("Destination bucket must have versioning enabled.")


def check_encryption(rule: dict[str, Any]) -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/API/API_Destination.html"""
    if "SourceSelectionCriteria" in rule and "EncryptionConfiguration" not in rule["Destination"]:
        raise InvalidReplication("EncryptionConfiguration must be specified if SourceSelectionCriteria is specified.")


@method_of(S3Response)
def get_bucket_replication(self: S3Response) -> TYPE_RESPONSE:
    replication = self.backend.get_bucket_replication(self.bucket_name)
    if not replication:
        raise ReplicationConfigurationNotFoundError(bucket_name=self.bucket_name)
    configuration = {"@xmlns": NAMESPACE, **replication}
    return 200, {}, xmltodict.unparse({"ReplicationConfiguration": configuration})
