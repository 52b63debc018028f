"""Transit Gateway attachments: tags, deletion, and the routes that depend on them.

https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html
"""

import time
from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models import EC2Backend
from moto.ec2.models.route_tables import Route
from moto.ec2.models.transit_gateway_attachments import TransitGatewayAttachment
from moto.ec2.responses import EC2Response

from extend import around

# AWS goes on describing a deleted attachment for a while: callers see the state "deleted" rather than an error.
DELETED_VISIBLE_SECONDS = 60


@around(EC2Response)
def create_transit_gateway_vpc_attachment(original: Any, self: EC2Response) -> ActionResult:
    backend = self.ec2_backend
    deleted = {id_: item for id_, item in backend.transit_gateway_attachments.items() if item.state == "deleted"}
    for id_ in deleted:  # moto would treat them as duplicates of the new one
        del backend.transit_gateway_attachments[id_]
    result = original(self)
    backend.transit_gateway_attachments |= deleted
    # moto reads the tags of another resource type.
    attachment = result._result["TransitGatewayVpcAttachment"]
    attachment.add_tags(self._parse_tag_specification().get("transit-gateway-attachment", {}))
    return result


@around(EC2Backend)
def delete_transit_gateway_vpc_attachment(
    original: Any, self: EC2Backend, transit_gateway_attachment_id: str
) -> TransitGatewayAttachment:
    attachment = original(self, transit_gateway_attachment_id)
    attachment.deleted_at = time.monotonic()
    self.transit_gateway_attachments[attachment.id] = attachment
    return attachment


@around(EC2Backend)
def describe_transit_gateway_vpc_attachments(
    original: Any, self: EC2Backend, *args: Any, **kwargs: Any
) -> list[TransitGatewayAttachment]:
    for id_, attachment in list(self.transit_gateway_attachments.items()):
        if attachment.state == "deleted" and time.monotonic() - attachment.deleted_at > DELETED_VISIBLE_SECONDS:
            del self.transit_gateway_attachments[id_]
    return original(self, *args, **kwargs)


@around(EC2Backend)
def create_route(original: Any, self: EC2Backend, route_table_id: str, *args: Any, **kwargs: Any) -> Route:
    """A route can target a Transit Gateway only if the VPC is attached to it.

    https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html#route-tables-tgw
    """
    gateway_id = kwargs.get("transit_gateway_id")
    vpc_id = self.get_route_table(route_table_id).vpc_id
    attached = [
        attachment.transit_gateway_id
        for attachment in self.transit_gateway_attachments.values()
        if attachment.state == "available" and attachment.resource_id == vpc_id
    ]
    if gateway_id and gateway_id not in attached:
        message = f"transitGateway ID '{gateway_id}' does not exist."
        raise EC2ClientError("InvalidTransitGatewayID.NotFound", message)
    return original(self, route_table_id, *args, **kwargs)
