"""Listeners: one per port of a load balancer, up to AWS's quota.

https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html
"""

from typing import Any

from moto.elbv2.exceptions import DuplicateListenerError, ELBClientError
from moto.elbv2.models import ELBv2Backend, FakeListener, FakeLoadBalancer

from extend import around
from load_balancers import find

# https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-limits.html
MOST_LISTENERS = 50


@around(ELBv2Backend)
def create_listener(
    original: Any, self: ELBv2Backend, load_balancer_arn: str, protocol: str, port: int, *args: Any, **kwargs: Any
) -> FakeListener:
    balancer = find(self, load_balancer_arn)
    refuse_taken_port(balancer, port)
    if len(balancer.listeners) >= MOST_LISTENERS:
        message = f"The maximum number of listeners on load balancer '{load_balancer_arn}' has been reached"
        raise ELBClientError("TooManyListeners", message)
    return original(self, load_balancer_arn, protocol, port, *args, **kwargs)


@around(ELBv2Backend)
def modify_listener(
    original: Any, self: ELBv2Backend, arn: str, port: int | None = None, *args: Any, **kwargs: Any
) -> FakeListener:
    for balancer in self.load_balancers.values():
        if port is not None and arn in balancer.listeners:
            refuse_taken_port(balancer, port, except_arn=arn)
    return original(self, arn, port, *args, **kwargs)


def refuse_taken_port(balancer: FakeLoadBalancer, port: int, except_arn: str | None = None) -> None:
    if any(int(listener.port) == int(port) for arn, listener in balancer.listeners.items() if arn != except_arn):
        raise DuplicateListenerError()
