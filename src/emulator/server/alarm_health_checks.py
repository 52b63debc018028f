"""Health checks based on a CloudWatch alarm, the only type that works for a private address.

Route 53 copies the alarm's settings when the check is created. From then on it evaluates the metric with that copy:
https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-updating-cloudwatch-alarm-settings.html
"""

from typing import Any

from moto.cloudwatch.models import Alarm, cloudwatch_backends
from moto.core.responses import ActionResult
from moto.route53.exceptions import InvalidInput
from moto.route53.models import HealthCheck
from moto.route53.responses import Route53

from extend import around

ALARM = "CLOUDWATCH_METRIC"
# https://docs.aws.amazon.com/Route53/latest/APIReference/API_AlarmIdentifier.html
STATISTICS = {"Average", "Minimum", "Maximum", "Sum", "SampleCount"}
STANDARD_RESOLUTION_SECONDS = 60


@around(Route53)
def create_health_check(original: Any, self: Route53) -> ActionResult:
    config = self._get_param("HealthCheckConfig")
    alarm = find_alarm(self, config.get("AlarmIdentifier") or {}) if config["Type"] == ALARM else None
    result = original(self)
    note(result._result["HealthCheck"], config, alarm)
    return result


@around(Route53)
def update_health_check(original: Any, self: Route53) -> ActionResult:
    """Copies the alarm's settings again if the request names an alarm, even the same one."""
    identifier = self._get_param("AlarmIdentifier")
    alarm = find_alarm(self, identifier) if identifier else None
    result = original(self)
    note(result._result["HealthCheck"], self._get_params(), alarm)
    return result


def find_alarm(request: Route53, identifier: dict[str, str]) -> Alarm:
    region, name = identifier.get("Region"), identifier.get("Name")
    alarm = cloudwatch_backends[request.current_account][region].alarms.get(name) if region else None
    if alarm is None:
        raise InvalidInput(f"The CloudWatch alarm {name} does not exist in the Region {region}")
    if reason := unsupported(alarm):
        raise InvalidInput(f"The CloudWatch alarm {name} can't be used by a health check: {reason}")
    return alarm


def unsupported(alarm: Alarm) -> str | None:
    """https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-types.html"""
    periods, points = int(alarm.evaluation_periods), int(alarm.datapoints_to_alarm or alarm.evaluation_periods)
    if points != periods:
        return f'"M out of N" alarms are not supported: {points} out of {periods}'
    if alarm.metric_data_queries:
        return "alarms that use metric math are not supported"
    if alarm.extended_statistic or alarm.statistic not in STATISTICS:
        return f"the statistic {alarm.extended_statistic or alarm.statistic} is not supported"
    if int(alarm.period) < STANDARD_RESOLUTION_SECONDS:
        return "high-resolution metrics are not supported"
    return None


def note(check: HealthCheck, sent: dict[str, Any], alarm: Alarm | None) -> None:
    members = {name: sent[name] for name in ("AlarmIdentifier", "InsufficientDataHealthStatus") if name in sent}
    check.alarm_members = vars(check).get("alarm_members", {}) | members
    if alarm is not None:
        check.cloud_watch_alarm_configuration = copy_of(alarm)


def copy_of(alarm: Alarm) -> dict[str, Any]:
    """https://docs.aws.amazon.com/Route53/latest/APIReference/API_CloudWatchAlarmConfiguration.html"""
    return {
        "ComparisonOperator": alarm.comparison_operator,
        "Dimensions": [{"Name": dimension.name, "Value": dimension.value} for dimension in alarm.dimensions],
        "EvaluationPeriods": int(alarm.evaluation_periods),
        "MetricName": alarm.metric_name,
        "Namespace": alarm.namespace,
        "Period": int(alarm.period),
        "Statistic": alarm.statistic,
        "Threshold": float(alarm.threshold),
    }


moto_config = HealthCheck.health_check_config.fget


def health_check_config(check: HealthCheck) -> dict[str, Any]:
    """A check based on an alarm sends no requests, so it has no address, port or interval."""
    if check.type_ != ALARM:
        return moto_config(check)
    return {"Type": ALARM, "Inverted": check.inverted, "Disabled": check.disabled} | check.alarm_members


HealthCheck.health_check_config = property(health_check_config)
# Other types of checks have no such configuration. moto's serializer omits None.
HealthCheck.cloud_watch_alarm_configuration = None
