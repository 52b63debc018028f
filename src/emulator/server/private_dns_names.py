"""Private DNS names of endpoint services: AWS verifies the domain before endpoints can have the name.

https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html
"""

from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models.vpc_service_configuration import VPCServiceConfiguration
from moto.ec2.models.vpcs import VPCEndPoint
from moto.ec2.responses import EC2Response
from moto.moto_api._internal import mock_random
from moto.route53.models import route53_backends

from extend import method_of
from service_permissions import service_of


def configuration(service: VPCServiceConfiguration) -> dict[str, str]:
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_PrivateDnsNameConfiguration.html"""
    if not service.private_dns_name:
        return {}
    # Another name is another verification.
    by_name = vars(service).setdefault("verifications", {})
    if service.private_dns_name not in by_name:
        by_name[service.private_dns_name] = {
            "State": "pendingVerification",
            "Type": "TXT",
            "Value": f"vpce:{mock_random.get_random_hex(20)}",
            "Name": f"_{mock_random.get_random_hex(20)}",
        }
    return by_name[service.private_dns_name]


VPCServiceConfiguration.private_dns_name_configuration = property(configuration)


@method_of(EC2Response)
def start_vpc_endpoint_service_private_dns_verification(self: EC2Response) -> ActionResult:
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StartVpcEndpointServicePrivateDnsVerification.html"""
    service = service_of(self)
    asked = configuration(service)
    if not asked:
        raise EC2ClientError("InvalidParameter", f"The service {service.id} has no private DNS name")
    name = f"{asked['Name']}.{service.private_dns_name}"
    asked["State"] = "verified" if asked["Value"] in public_texts(name) else "failed"
    return ActionResult({"ReturnValue": True})


def public_texts(name: str) -> list[str]:
    """The values of the TXT records of a name, in public hosted zones of any account."""
    return [
        value.strip('"')
        for _, _, backend in route53_backends.iter_backends()
        for zone in backend.zones.values()
        if not zone.private_zone
        for record in zone.rrsets
        if record.type == "TXT" and record.name.rstrip(".") == name.lower()
        for value in record.records
    ]


def check_private_dns(service: VPCServiceConfiguration, endpoint: VPCEndPoint, others: list[Any]) -> None:
    """What AWS requires of an endpoint that is to have the service's private DNS name."""
    if not service.private_dns_name:
        message = (
            f"Private DNS can't be enabled because the service {service.service_name} "
            "does not provide a private DNS name."
        )
        raise EC2ClientError("InvalidParameter", message)
    if configuration(service)["State"] != "verified":
        message = f"Private DNS can't be enabled because the private DNS name of {service.service_name} is not verified"
        raise EC2ClientError("InvalidParameter", message)
    if endpoint.state != "available":
        message = f"Private DNS can't be enabled because the endpoint {endpoint.id} is {endpoint.state}"
        raise EC2ClientError("OperationNotPermitted", message)
    for other in others:
        if other is endpoint or other.vpc_id != endpoint.vpc_id or not other.private_dns_enabled:
            continue
        if other.service_name == service.service_name:
            message = (
                "private-dns-enabled cannot be set because there is already a conflicting DNS domain "
                f"for {service.private_dns_name} in the VPC {endpoint.vpc_id}"
            )
            raise EC2ClientError("InvalidParameter", message)
