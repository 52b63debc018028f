"""Limits the size of a parameter's value.

https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html
"""

from typing import Any

from moto.ssm.exceptions import ValidationException
from moto.ssm.models import Parameter, SimpleSystemManagerBackend

from extend import around

GUIDE = "https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html"
STANDARD_BYTES = 4096
ADVANCED_BYTES = 8192


@around(SimpleSystemManagerBackend)
def put_parameter(
    original: Any,
    self: SimpleSystemManagerBackend,
    name: str,
    description: str,
    value: str,
    *args: Any,
    tier: str | None,
    **kwargs: Any,
) -> Parameter:
    size = len((value or "").encode())
    previous = self._parameters.get(name)
    tier = tier or (previous[-1].tier if previous else "Standard")
    if tier == "Intelligent-Tiering":
        tier = "Advanced" if size > STANDARD_BYTES else "Standard"
    if tier == "Standard" and size > STANDARD_BYTES:
        raise ValidationException(
            f"Standard tier parameters support a maximum parameter value of {STANDARD_BYTES} characters. To create a "
            "larger parameter value, upgrade the parameter to use the advanced-parameter tier. "
            f"For more information, see {GUIDE}"
        )
    if size > ADVANCED_BYTES:
        message = f"Advanced tier parameters support a maximum parameter value of {ADVANCED_BYTES} characters."
        raise ValidationException(message)
    return original(self, name, description, value, *args, tier=tier, **kwargs)
