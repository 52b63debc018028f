"""Record sets: change batches, which apply atomically or not at all.

https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html
"""

from copy import deepcopy
from threading import Lock
from typing import Any

from moto.route53.exceptions import DnsNameInvalidForZone, InvalidActionValue
from moto.route53.models import FakeZone, RecordSet, Route53Backend
from moto.route53.utils import validate_domain_name

from extend import method_of
from record_rules import check_alone, check_beside, refuse

LOCK = Lock()


@method_of(Route53Backend)
def change_resource_record_sets(self: Route53Backend, zoneid: str, change_list: list[dict[str, Any]]) -> None:
    zone = self.get_hosted_zone(zoneid)
    # Requests are served by several threads: without the lock one batch would overwrite another's records.
    with LOCK:
        records = list(zone.rrsets)
        for change in deepcopy(change_list):
            apply(zone, records, change["Action"], change["ResourceRecordSet"])
        zone.rrsets = records


def apply(zone: FakeZone, records: list[RecordSet], action: str, sent: dict[str, Any]) -> None:
    validate_domain_name(sent["Name"], code="InvalidChangeBatch")
    sent["Name"] = sent["Name"].lower().rstrip(".") + "."
    if not f".{sent['Name']}".endswith(f".{zone.name}"):
        raise DnsNameInvalidForZone(name=sent["Name"], zone_name=zone.name)
    check_alone(action, sent)
    if "ResourceRecords" in sent:
        sent["ResourceRecords"] = [record["Value"] for record in sent["ResourceRecords"]]
    changed = RecordSet(sent)
    current = next((record for record in records if identity(record) == identity(changed)), None)
    title = f"resource record set [name='{changed.name}', type='{changed.type}'"
    title += f", set identifier='{changed.set_identifier}']" if changed.set_identifier else "]"

    if action == "DELETE":
        if current is None:
            refuse(f"Tried to delete {title} but it was not found")
        if content(current) != content(changed):
            refuse(f"Tried to delete {title} but the values provided do not match the current values")
        records.remove(current)
        return
    if action not in ("CREATE", "UPSERT"):
        raise InvalidActionValue(action)
    if action == "CREATE" and current is not None:
        refuse(f"Tried to create {title} but it already exists")
    if current is not None:
        records.remove(current)
    check_beside(changed, [record for record in records if record.name == changed.name], zone)
    records.append(changed)


def identity(record: RecordSet) -> tuple[Any, ...]:
    return record.name, record.type, record.set_identifier


def content(record: RecordSet) -> dict[str, Any]:
    values = {name: value for name, value in vars(record).items() if value not in (None, [])}
    return values | {"records": sorted(record.records or []), "ttl": str(record.ttl)}
