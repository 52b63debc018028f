"""https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html"""

from moto.utilities.utils import get_partition

from operations import Operation

from .check import Check, removed_tags, requested_tags


def checks(operation: Operation, account: str) -> list[Check]:
    name, parameters = operation.name, operation.parameters
    alarms = f"arn:{get_partition(operation.region)}:cloudwatch:{operation.region}:{account}:alarm:"
    context = requested_tags(parameters.get("Tags")) | removed_tags(parameters)
    if arn := parameters.get("ResourceARN"):
        return [Check(f"cloudwatch:{name}", arn, context)]
    if name == "PutMetricAlarm":
        # An alarm that is created with tags: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
        tagging = [Check("cloudwatch:TagResource", alarms + parameters["AlarmName"], context)] if context else []
        return [Check("cloudwatch:PutMetricAlarm", alarms + parameters["AlarmName"], context), *tagging]
    if name == "DeleteAlarms":
        return [Check("cloudwatch:DeleteAlarms", alarms + alarm) for alarm in parameters["AlarmNames"]]
    # A list: whatever it names, the permission covers all alarms.
    return [Check(f"cloudwatch:{name}", f"{alarms}*")]
