"""Private hosted zones, and the VPCs of other accounts that their owners authorize.

https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-associate-vpcs-different-accounts.html
"""

from typing import Any

from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import utcnow
from moto.ec2.models import ec2_backends
from moto.route53 import urls
from moto.route53.exceptions import InvalidVPCId, NoSuchHostedZone, Route53ClientError
from moto.route53.models import FakeZone, Route53Backend, route53_backends
from moto.route53.responses import Route53

from extend import around, method_of

for operation in ("authorizevpcassociation", "deauthorizevpcassociation"):
    urls.url_paths[rf"{{0}}/(?P<api_version>[\d_-]+)/hostedzone/(?P<zone_id>[^/]+)/{operation}$"] = Route53.dispatch


@around(Route53)
def create_hosted_zone(original: Any, self: Route53) -> ActionResult:
    """A zone created with a VPC is private, even if the request does not say so.

    https://docs.aws.amazon.com/Route53/latest/APIReference/API_CreateHostedZone.html
    """
    if self._get_param("VPC"):
        check_vpc(self)
        refuse_second_zone(self._get_param("VPC.VPCId"), self._get_param("Name"))
        self.params["HostedZoneConfig"] = self._get_param("HostedZoneConfig", {}) | {"PrivateZone": True}
    return original(self)


@method_of(Route53)
def create_vpc_association_authorization(self: Route53) -> ActionResult:
    zone = self.backend.get_hosted_zone(self._get_param("HostedZoneId"))
    authorizations_of(zone)[self._get_param("VPC.VPCId")] = self._get_param("VPC")
    return ActionResult({"HostedZoneId": zone.resource_id, "VPC": self._get_param("VPC")})


@method_of(Route53)
def delete_vpc_association_authorization(self: Route53) -> ActionResult:
    zone = self.backend.get_hosted_zone(self._get_param("HostedZoneId"))
    vpc_id = self._get_param("VPC.VPCId")
    if vpc_id not in authorizations_of(zone):
        message = f"There is no authorization to associate the VPC {vpc_id} with the hosted zone {zone.resource_id}"
        raise Route53ClientError("VPCAssociationAuthorizationNotFound", message)
    del authorizations_of(zone)[vpc_id]
    return EmptyResult()


@method_of(Route53)
def list_vpc_association_authorizations(self: Route53) -> ActionResult:
    zone = self.backend.get_hosted_zone(self._get_param("HostedZoneId"))
    return ActionResult({"HostedZoneId": zone.resource_id, "VPCs": list(authorizations_of(zone).values())})


@method_of(Route53)
def associate_vpc_with_hosted_zone(self: Route53) -> ActionResult:
    """Called by the VPC's account. If another account owns the zone, it must have authorized the VPC."""
    check_vpc(self)
    owner, zone = find(self)
    vpc_id = self._get_param("VPC.VPCId")
    if owner is not self.backend and vpc_id not in authorizations_of(zone):
        message = f"The VPC: {vpc_id} has not authorized to associate with your hosted zone."
        raise Route53ClientError("NotAuthorizedException", message)
    if any(vpc["vpc_id"] == vpc_id for vpc in zone.vpcs):
        message = f"The VPC: {vpc_id} is already associated with the hosted zone."
        raise Route53ClientError("ConflictingDomainExists", message)
    refuse_second_zone(vpc_id, zone.name)
    owner.associate_vpc_with_hosted_zone(zone.resource_id, vpc_id, self._get_param("VPC.VPCRegion"))
    return in_sync()


@method_of(Route53)
def disassociate_vpc_from_hosted_zone(self: Route53) -> ActionResult:
    owner, zone = find(self)
    owner.disassociate_vpc_from_hosted_zone(zone.resource_id, self._get_param("VPC.VPCId"))
    return in_sync()


@method_of(Route53Backend)
def list_hosted_zones_by_vpc(self: Route53Backend, vpc_id: str) -> list[dict[str, Any]]:
    """https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListHostedZonesByVPC.html"""
    return [
        {"HostedZoneId": zone.resource_id, "Name": zone.name, "Owner": {"OwningAccount": account}}
        for account, _, backend in route53_backends.iter_backends()
        for zone in backend.zones.values()
        if any(vpc["vpc_id"] == vpc_id for vpc in zone.vpcs)
    ]


def refuse_second_zone(vpc_id: str, name: str) -> None:
    """A VPC can be associated with only one private zone of a given name, whichever account owns it.

    https://docs.aws.amazon.com/Route53/latest/APIReference/API_CreateHostedZone.html#API_CreateHostedZone_Errors
    """
    for _, _, backend in route53_backends.iter_backends():
        for zone in backend.zones.values():
            if zone.name.rstrip(".") == name.lower().rstrip(".") and any(vpc["vpc_id"] == vpc_id for vpc in zone.vpcs):
                message = f"The VPC {vpc_id} is already associated with another hosted zone with the same domain name"
                raise Route53ClientError("ConflictingDomainExists", message)


def find(request: Route53) -> tuple[Route53Backend, FakeZone]:
    id_ = request._get_param("HostedZoneId")
    for _, _, backend in route53_backends.iter_backends():
        if id_ in backend.zones:
            return backend, backend.zones[id_]
    raise NoSuchHostedZone(id_)


def check_vpc(request: Route53) -> None:
    backend = ec2_backends[request.current_account][request._get_param("VPC.VPCRegion")]
    if request._get_param("VPC.VPCId") not in backend.vpcs:
        raise InvalidVPCId()


def authorizations_of(zone: FakeZone) -> dict[str, dict[str, str]]:
    return vars(zone).setdefault("authorizations", {})


def in_sync() -> ActionResult:
    return ActionResult({"ChangeInfo": {"Id": "/change/a1b2c3d4", "Status": "INSYNC", "SubmittedAt": utcnow()}})
