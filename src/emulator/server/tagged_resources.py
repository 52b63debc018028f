"""Lists what carries tags as AWS does: with the types that moto leaves out, and without what was deleted.

https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeTags.html
"""

from collections.abc import Iterator
from typing import Any

from moto.core.resource_tagging import TaggedResource, make_tag_matcher, match_resource_type
from moto.ec2.models import EC2Backend
from moto.elbv2.models import ELBv2Backend
from moto.resourcegroupstaggingapi.models import ResourceGroupsTaggingAPIBackend
from moto.route53.models import Route53Backend, route53_backends

from extend import around


@around(EC2Backend)
def describe_tags(original: Any, self: EC2Backend, filters: Any = None) -> list[dict[str, str]]:
    groups = [group for by_id in self.groups.values() for group in by_id.values()]
    existing = {
        "vpce-svc": set(self.configurations),
        "vpce": set(self.vpc_end_points),
        "sg": {group.id for group in groups},
        "sgr": {rule.id for group in groups for rule in [*group.ingress_rules, *group.egress_rules]},
    }

    def exists(tag: dict[str, str]) -> bool:
        return tag["resource_id"] in existing.get(tag["resource_id"].rpartition("-")[0], {tag["resource_id"]})

    return [tag for tag in original(self, filters) if exists(tag)]


@around(ELBv2Backend)
def iter_tagged_resources(original: Any, self: ELBv2Backend) -> Iterator[TaggedResource]:
    yield from original(self)
    for load_balancer in self.load_balancers.values():
        for listener in load_balancer.listeners.values():
            tags = self.tagging_service.get_tag_dict_for_resource(listener.arn)
            yield TaggedResource(arn=listener.arn, tags=tags, resource_type="elasticloadbalancing:listener")


@around(ResourceGroupsTaggingAPIBackend)
def _get_resources_generator(
    original: Any, self: ResourceGroupsTaggingAPIBackend, *args: Any, **filters: Any
) -> Iterator[TaggedResource]:
    yield from original(self, *args, **filters)
    # Route 53 is global: its resources are listed in us-east-1 only.
    if self.region_name != "us-east-1" or self.account_id not in route53_backends:
        return
    matches = make_tag_matcher(filters.get("tag_filters"))
    for resource in route53_resources(route53_backends[self.account_id]["aws"]):
        wanted = match_resource_type(resource.resource_type, filters.get("resource_type_filters"))
        if resource.tags and wanted and matches(resource.tags):
            yield resource


def route53_resources(backend: Route53Backend) -> Iterator[TaggedResource]:
    for kind, ids in (("hostedzone", backend.zones), ("healthcheck", backend.health_checks)):
        for resource_id in list(ids):
            arn = f"arn:aws:route53:::{kind}/{resource_id}"
            yield TaggedResource(arn=arn, tags=backend.list_tags_for_resource(resource_id), resource_type=f"route53:{kind}")
