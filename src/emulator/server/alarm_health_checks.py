"""Health checks on a CloudWatch alarm, the only ones that can tell of a private address.

https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-creating-values.html#health-checks-creating-values-cloudwatch
"""

from typing import Any

from moto.cloudwatch.models import cloudwatch_backends
from moto.core.responses import ActionResult
from moto.route53.exceptions import InvalidInput
from moto.route53.models import HealthCheck
from moto.route53.responses import Route53

from extend import around

ALARM = "CLOUDWATCH_METRIC"


@around(Route53)
def create_health_check(original: Any, self: Route53) -> ActionResult:
    config = self._get_param("HealthCheckConfig")
    if config["Type"] == ALARM:
        check_alarm(self, config.get("AlarmIdentifier") or {})
    result = original(self)
    note(result._result["HealthCheck"], config)
    return result


@around(Route53)
def update_health_check(original: Any, self: Route53) -> ActionResult:
    if alarm := self._get_param("AlarmIdentifier"):
        check_alarm(self, alarm)
    result = original(self)
    note(result._result["HealthCheck"], self._get_params())
    return result


def check_alarm(request: Route53, alarm: dict[str, str]) -> None:
    region, name = alarm.get("Region"), alarm.get("Name")
    if not region or name not in cloudwatch_backends[request.current_account][region].alarms:
        raise InvalidInput(f"The CloudWatch alarm {name} does not exist in the Region {region}")


def note(check: HealthCheck, sent: dict[str, Any]) -> None:
    members = {name: sent[name] for name in ("AlarmIdentifier", "InsufficientDataHealthStatus") if name in sent}
    check.alarm_members = vars(check).get("alarm_members", {}) | members


moto_config = HealthCheck.health_check_config.fget


def health_check_config(check: HealthCheck) -> dict[str, Any]:
    """A check on an alarm asks nobody: it has no address, port or interval."""
    if check.type_ != ALARM:
        return moto_config(check)
    return {"Type": ALARM, "Inverted": check.inverted, "Disabled": check.disabled} | check.alarm_members


HealthCheck.health_check_config = property(health_check_config)
