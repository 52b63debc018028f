"""Validates record sets, on their own and against others of the same name.

https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values.html
"""

from typing import Any, NoReturn

from moto.ec2.models import ec2_backends
from moto.route53.exceptions import InvalidInput, Route53ClientError
from moto.route53.models import FakeZone, RecordSet

ROUTING = (
    "Weight",
    "Region",
    "Failover",
    "MultiValueAnswer",
    "GeoProximityLocation",
    "GeoLocation",
    "CidrRoutingConfig",
)


def refuse(message: str) -> NoReturn:
    raise Route53ClientError("InvalidChangeBatch", f"[{message}]")


def check_alone(action: str, sent: dict[str, Any]) -> None:
    """https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html"""
    change = f"Change with [Action={action}, Name={sent['Name']}, Type={sent['Type']}"
    change += f", SetIdentifier={sent.get('SetIdentifier', 'null')}]"
    shapes = ["AliasTarget" in sent, "TTL" in sent or "ResourceRecords" in sent]
    if sum(shapes) != 1:
        found = "more than one" if any(shapes) else "none"
        raise InvalidInput(
            "Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or "
            f"TrafficPolicyInstanceId], but found {found} in {change}"
        )
    for one, other in (("TTL", "ResourceRecords"), ("ResourceRecords", "TTL")):
        if one in sent and other not in sent:
            raise InvalidInput(f"Invalid request: Missing field '{other}' in {change}")
    routing = [policy for policy in ROUTING if sent.get(policy) is not None]
    if len(routing) > 1 or (not routing and "SetIdentifier" in sent):
        raise InvalidInput(
            f"Invalid request: Expected exactly one of [{', '.join(ROUTING)}], but found "
            f"{'more than one' if routing else 'none'} in {change}"
        )
    if routing and "SetIdentifier" not in sent:
        raise InvalidInput(f"Invalid request: Missing field 'SetIdentifier' in {change}")
    if action != "DELETE" and "AliasTarget" in sent:
        check_alias(sent)


def check_alias(sent: dict[str, Any]) -> None:
    # https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-multivalue.html
    if sent.get("MultiValueAnswer"):
        raise InvalidInput(f"Invalid request: a multivalue answer record can't be an alias: {sent['Name']}")
    target = sent["AliasTarget"]["DNSName"].lower().rstrip(".")
    zone_id = sent["AliasTarget"]["HostedZoneId"]
    if target.endswith(".vpce.amazonaws.com") and (target, zone_id) not in endpoint_names():
        refuse(
            f"Tried to create an alias that targets {target}., type {sent['Type']} in zone {zone_id}, "
            "but the alias target name does not lie within the target zone"
        )


def endpoint_names() -> set[tuple[str, str]]:
    return {
        (entry["DnsName"], entry["HostedZoneId"])
        for _, _, backend in ec2_backends.iter_backends()
        for endpoint in backend.vpc_end_points.values()
        for entry in endpoint.dns_entries
        if "DnsName" in entry
    }


def check_beside(changed: RecordSet, others: list[RecordSet], zone: FakeZone) -> None:
    """Checks a record set against others of its name: one routing policy per type, and nothing beside a CNAME.

    https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/ResourceRecordTypes.html#CNAMEFormat
    """
    title = f"RRSet of type {changed.type} with DNS name {changed.name}"
    if changed.type == "CNAME" and changed.name == zone.name:
        refuse(f"{title} is not permitted at apex in zone {zone.name}")
    if any((other.type == "CNAME") != (changed.type == "CNAME") for other in others):
        title += " is not permitted as it conflicts with other records with the same DNS name"
        refuse(f"{title} in zone {zone.name}")

    same = [other for other in others if other.type == changed.type]
    title = f"RRSet with DNS name {changed.name}, type {changed.type}, SetIdentifier {changed.set_identifier}"
    if any(routing_of(other) != routing_of(changed) for other in same):
        refuse(f"{title} cannot be created {MIXED[routing_of(changed)]} exists with the same name and type.")
    if routing_of(changed) == "weighted" and any(str(other.ttl) != str(changed.ttl) for other in same):
        refuse(f"{title} cannot be created as weighted sets must contain the same TTL.")


# Route 53 words this error differently for each routing policy.
MIXED = {
    "simple": "as a set with a routing policy",
    "weighted": "as a non-weighted set",
    "multivalue": "because a non multivalue answer rrset",
    "other": "as a set with another routing policy",
}


def routing_of(record: RecordSet) -> str:
    if record.weight is not None:
        return "weighted"
    if record.multi_value_answer:
        return "multivalue"
    return "other" if record.set_identifier else "simple"
