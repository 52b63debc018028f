"""Returns a bucket's lifecycle configuration exactly as it was sent; moto drops or rewrites parts of it.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLifecycleConfiguration.html
"""

from copy import deepcopy
from typing import Any

import xmltodict
from moto.core.common_types import TYPE_RESPONSE
from moto.s3.exceptions import NoSuchLifecycleConfiguration
from moto.s3.models import FakeBucket
from moto.s3.responses import S3Response

from extend import around, method_of

NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"
SMALLEST_TRANSITION = {"x-amz-transition-default-minimum-object-size": "all_storage_classes_128K"}


@around(FakeBucket)
def set_lifecycle(original: Any, self: FakeBucket, rules: list[dict[str, Any]]) -> None:
    self.lifecycle_as_sent = deepcopy(rules)
    original(self, rules)  # validates them


@method_of(S3Response)
def get_bucket_lifecycle(self: S3Response) -> TYPE_RESPONSE:
    bucket = self.backend.get_bucket(self.bucket_name)
    if not bucket.rules:
        raise NoSuchLifecycleConfiguration(bucket_name=self.bucket_name)
    configuration = {"@xmlns": NAMESPACE, "Rule": bucket.lifecycle_as_sent}
    return 200, SMALLEST_TRANSITION, xmltodict.unparse({"LifecycleConfiguration": configuration})
