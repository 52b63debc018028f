"""Decorators that patch moto's classes. The installed moto itself stays unmodified."""

from collections.abc import Callable
from functools import wraps
from typing import Any

Method = Callable[..., Any]


def method_of(cls: type) -> Callable[[Method], Method]:
    """Adds the function to the class as a method, replacing any method of that name."""

    def put(function: Method) -> Method:
        setattr(cls, function.__name__, function)
        return function

    return put


def around(cls: type) -> Callable[[Method], Method]:
    """Like method_of, but passes the replaced method to the function as its first argument."""

    def put(function: Method) -> Method:
        original = getattr(cls, function.__name__)

        @wraps(function)
        def method(self: Any, *args: Any, **kwargs: Any) -> Any:
            return function(original, self, *args, **kwargs)

        setattr(cls, function.__name__, method)
        return function

    return put
