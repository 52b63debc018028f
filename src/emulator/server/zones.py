"""Availability Zone names map to different zones in each account; zone IDs are the same everywhere.

https://docs.aws.amazon.com/ram/latest/userguide/working-with-az-ids.html
"""

from typing import Any

import moto.iam.models
from moto.ec2.models import EC2Backend
from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend, Zone
from moto.ec2.models.subnets import Subnet

from extend import around


def zones_of(account: str, region: str) -> list[Zone]:
    """moto's mapping in the default account; in others, the same rotated by an offset derived from the account ID."""
    zones = RegionsAndZonesBackend.zones.get(region, [])
    if account == moto.iam.models.DEFAULT_ACCOUNT_ID or len(zones) < 2:
        return zones
    offset = 1 + int(account) % (len(zones) - 1)
    ids = [zone.zone_id for zone in zones[offset:] + zones[:offset]]
    return [Zone(name=zone.name, region_name=region, zone_id=id_) for zone, id_ in zip(zones, ids, strict=True)]


def zone_name(account: str, region: str, zone_id: str | None) -> str | None:
    return next((zone.name for zone in zones_of(account, region) if zone.zone_id == zone_id), None)


@around(EC2Backend)
def describe_availability_zones(original: Any, self: EC2Backend, *args: Any, **kwargs: Any) -> list[Zone]:
    # The original reads `self.zones`, a class attribute: an instance attribute takes precedence.
    self.zones = {self.region_name: zones_of(self.account_id, self.region_name)}
    return original(self, *args, **kwargs)


@around(EC2Backend)
def create_subnet(
    original: Any,
    self: EC2Backend,
    vpc_id: str,
    cidr_block: str,
    ipv6_cidr_block: str | None = None,
    availability_zone: str | None = None,
    availability_zone_id: str | None = None,
    *args: Any,
    **kwargs: Any,
) -> Subnet:
    # The original uses moto's own mapping, so pass it the zone's name and correct the subnet's zone afterwards.
    name = availability_zone or zone_name(self.account_id, self.region_name, availability_zone_id)
    subnet = original(self, vpc_id, cidr_block, ipv6_cidr_block, name, availability_zone_id, *args, **kwargs)
    zones = zones_of(self.account_id, self.region_name)
    subnet._availability_zone = next(zone for zone in zones if zone.name == subnet.availability_zone)
    return subnet
