"""SNS notifications about the connections of an endpoint service.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpointConnectionNotification.html
"""

from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models import EC2Backend
from moto.ec2.responses import EC2Response
from moto.moto_api._internal import mock_random
from moto.sns.models import sns_backends

from extend import method_of
from service_permissions import service_of

EVENTS = {"Accept", "Connect", "Delete", "Reject"}


@method_of(EC2Response)
def create_vpc_endpoint_connection_notification(self: EC2Response) -> ActionResult:
    notification = {
        "ConnectionNotificationId": f"vpce-nfn-{mock_random.get_random_hex(17)}",
        "ServiceId": service_of(self).id,
        "ConnectionNotificationType": "Topic",
        "ConnectionNotificationArn": topic(self, self._get_param("ConnectionNotificationArn")),
        "ConnectionEvents": events(self._get_param("ConnectionEvents", [])),
        "ConnectionNotificationState": "Enabled",
    }
    notifications_of(self.ec2_backend)[notification["ConnectionNotificationId"]] = notification
    return ActionResult({"ConnectionNotification": notification})


@method_of(EC2Response)
def describe_vpc_endpoint_connection_notifications(self: EC2Response) -> ActionResult:
    id_ = self._get_param("ConnectionNotificationId")
    found = [find(self.ec2_backend, id_)] if id_ else list(notifications_of(self.ec2_backend).values())
    return ActionResult({"ConnectionNotificationSet": found})


@method_of(EC2Response)
def modify_vpc_endpoint_connection_notification(self: EC2Response) -> ActionResult:
    notification = find(self.ec2_backend, self._get_param("ConnectionNotificationId"))
    if arn := self._get_param("ConnectionNotificationArn"):
        notification["ConnectionNotificationArn"] = topic(self, arn)
    if named := self._get_param("ConnectionEvents"):
        notification["ConnectionEvents"] = events(named)
    return ActionResult({"ReturnValue": True})


@method_of(EC2Response)
def delete_vpc_endpoint_connection_notifications(self: EC2Response) -> ActionResult:
    for id_ in self._get_param("ConnectionNotificationIds", []):
        del notifications_of(self.ec2_backend)[find(self.ec2_backend, id_)["ConnectionNotificationId"]]
    return ActionResult({"Unsuccessful": []})


def notifications_of(backend: EC2Backend) -> dict[str, dict[str, Any]]:
    return vars(backend).setdefault("connection_notifications", {})


def find(backend: EC2Backend, id_: str) -> dict[str, Any]:
    if id_ not in notifications_of(backend):
        message = f"The connection notification '{id_}' does not exist"
        raise EC2ClientError("InvalidConnectionNotification", message)
    return notifications_of(backend)[id_]


def topic(request: EC2Response, arn: str) -> str:
    if arn not in sns_backends[request.current_account][request.region].topics:
        raise EC2ClientError("InvalidParameter", f"The SNS topic {arn} does not exist")
    return arn


def events(named: list[str]) -> list[str]:
    if not named or not set(named) <= EVENTS:
        message = f"Connection events must be among {', '.join(sorted(EVENTS))}: {named}"
        raise EC2ClientError("InvalidParameter", message)
    return named
