"""Refuses to delete a security group or subnet that a network interface uses.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSecurityGroup.html
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSubnet.html
"""

from typing import Any

from moto.ec2.exceptions import DependencyViolationError
from moto.ec2.models import EC2Backend

from extend import around


@around(EC2Backend)
def delete_security_group(
    original: Any, self: EC2Backend, name: str | None = None, group_id: str | None = None
) -> None:
    if any(group.id == group_id for interface in self.enis.values() for group in interface.group_set):
        raise DependencyViolationError(f"resource {group_id} has a dependent object")
    original(self, name, group_id)


@around(EC2Backend)
def delete_subnet(original: Any, self: EC2Backend, subnet_id: str) -> Any:
    if any(interface.subnet.id == subnet_id for interface in self.enis.values()):
        raise DependencyViolationError(f"The subnet '{subnet_id}' has dependencies and cannot be deleted.")
    return original(self, subnet_id)
