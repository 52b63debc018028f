"""Requester-managed network interfaces of endpoints and load balancers, with addresses from their subnets.

https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/requester-managed-eni.html
"""

from ipaddress import IPv4Address

from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models.elastic_network_interfaces import NetworkInterface
from moto.ec2.models.subnets import Subnet

# AWS reserves the first four addresses of a subnet and the last one.
# https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
RESERVED_AT_START = 4


def create_interface(
    subnet: Subnet, group_ids: list[str], description: str, interface_type: str, address: str | None = None
) -> NetworkInterface:
    interface = subnet.ec2_backend.create_network_interface(
        subnet, take_address(subnet, address), group_ids=group_ids, description=description
    )
    interface.interface_type = interface_type
    interface.requester_managed = True
    interface.status = "in-use"
    return interface


def delete_interface(interface: NetworkInterface) -> None:
    interface.ec2_backend.enis.pop(interface.id)


def take_address(subnet: Subnet, wanted: str | None) -> str:
    interfaces = [interface for interface in subnet.ec2_backend.enis.values() if interface.subnet.id == subnet.id]
    taken = {address["PrivateIpAddress"] for interface in interfaces for address in interface.private_ip_addresses}
    usable = range(int(subnet.cidr[RESERVED_AT_START]), int(subnet.cidr.broadcast_address))
    if wanted is None:
        free = (address for address in map(str, map(IPv4Address, usable)) if address not in taken)
        address = next(free, None)
        if address is None:
            # https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
            message = f"There are not enough free addresses in subnet '{subnet.id}' to satisfy the requested number."
            raise EC2ClientError("InsufficientFreeAddressesInSubnet", message)
        return address
    if IPv4Address(wanted) not in subnet.cidr:
        message = f"Address {wanted} does not fall within the subnet's address range"
        raise EC2ClientError("InvalidParameterValue", message)
    if int(IPv4Address(wanted)) not in usable:
        raise EC2ClientError("InvalidParameterValue", f"Address {wanted} is in subnet's reserved address range")
    if wanted in taken:
        raise EC2ClientError("InvalidIPAddress.InUse", f"Address {wanted} is in use.")
    return wanted
