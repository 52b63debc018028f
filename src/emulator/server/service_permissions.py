"""Permission IDs of an endpoint service's allowed principals: the IDs of their Terraform resources.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcEndpointServicePermissions.html
"""

from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.models.vpc_service_configuration import VPCServiceConfiguration
from moto.ec2.responses import EC2Response
from moto.moto_api._internal import mock_random

from extend import method_of


@method_of(EC2Response)
def modify_vpc_endpoint_service_permissions(self: EC2Response) -> ActionResult:
    service = service_of(self)
    before = list(service.principals)
    removed = self._get_param("RemoveAllowedPrincipals", [])
    service.principals = [principal for principal in before if principal not in removed]
    for principal in self._get_param("AddAllowedPrincipals", []):
        if principal not in service.principals:
            service.principals.append(principal)
    added = [permission(service, principal) for principal in service.principals if principal not in before]
    return ActionResult({"AddedPrincipals": added, "ReturnValue": True})


@method_of(EC2Response)
def describe_vpc_endpoint_service_permissions(self: EC2Response) -> ActionResult:
    service = service_of(self)
    return ActionResult({"AllowedPrincipals": [permission(service, principal) for principal in service.principals]})


def service_of(request: EC2Response) -> VPCServiceConfiguration:
    return request.ec2_backend.describe_vpc_endpoint_service_configurations([request._get_param("ServiceId")])[0]


def permission(service: VPCServiceConfiguration, principal: str) -> dict[str, Any]:
    ids = vars(service).setdefault("permission_ids", {})
    id_ = ids.setdefault(principal, f"vpce-svc-perm-{mock_random.get_random_hex(17)}")
    return {
        "Principal": principal,
        "PrincipalType": principal_type(principal),
        "ServiceId": service.id,
        "ServicePermissionId": id_,
        "Tags": [],
    }


def principal_type(principal: str) -> str:
    if principal == "*":
        return "All"
    resource = principal.split(":")[-1]
    return {"root": "Account", "role": "Role", "user": "User"}.get(resource.split("/")[0], "Service")
