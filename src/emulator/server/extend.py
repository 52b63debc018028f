"""How the other modules put methods into moto's classes: moto itself is installed unmodified."""

from collections.abc import Callable
from functools import wraps
from typing import Any

Method = Callable[..., Any]


def method_of(cls: type) -> Callable[[Method], Method]:
    """Adds the function to the class as a method, or puts it in the place of the one of that name."""

    def put(function: Method) -> Method:
        setattr(cls, function.__name__, function)
        return function

    return put


def around(cls: type) -> Callable[[Method], Method]:
    """Like method_of, and hands the function, as its first argument, the method whose place it takes."""

    def put(function: Method) -> Method:
        original = getattr(cls, function.__name__)

        @wraps(function)
        def method(self: Any, *args: Any, **kwargs: Any) -> Any:
            return function(original, self, *args, **kwargs)

        setattr(cls, function.__name__, method)
        return function

    return put
