"""What an operation is: a named, typed function that declares who may call it.

Everything that reads or writes the base goes through one. The HTTP routes, the command line and the
pages call operations and nothing else, so that the rights have one place to be enforced and tested.
"""

from __future__ import annotations

import datetime as dt
import inspect
import typing
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from observatory.domain.droits import OPERATIONS
from observatory.domain.errors import NotAllowed, ValueRefused
from observatory.domain.portee import within
from observatory.domain.roles import Account, Role
from observatory.pipeline.acces import note_access
from observatory.pipeline.office import Office

P = ParamSpec("P")
R = TypeVar("R")

Progress = Callable[[str, int, int], None]
"""Called with a French label, the steps done and the steps in all (0 when unknown)."""


def no_progress(label: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True)
class Context:
    """What an operation runs with: the office, who asks, who watches, and what it is asked for."""

    office: Office
    account: Account
    progress: Progress = field(default=no_progress)
    motif: str = ""


class Operation(Generic[P, R]):
    """A function of the office with its name and the roles that may call it.

    ``keys`` gives from a result the keys of the files whose personal data it shows: the journal of accesses names them.
    What is asked again and again while somebody types is ``noted_every`` so long for each file, not each time.
    """

    def __init__(
        self,
        function: Callable[Concatenate[Context, P], R],
        name: str,
        roles: frozenset[Role],
        keys: Callable[[Any], list[str]] | None = None,
        noted_every: dt.timedelta | None = None,
    ):
        self.function = function
        self.name = name
        self.roles = roles
        self.keys = keys
        self.noted_every = noted_every
        self.__doc__ = function.__doc__
        self._signature = inspect.signature(function)
        parameters = list(self._signature.parameters.values())[1:]
        self._names = tuple(one.name for one in parameters)
        self._required = frozenset(one.name for one in parameters if one.default is inspect.Parameter.empty)

    def __call__(self, context: Context, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run it if the account may.

        Raises
        ------
        NotAllowed
            When the account holds none of the operation's roles, nor a key's right to it.
        """
        if not context.account.may_call(self.name, self.roles):
            raise NotAllowed(
                f"Le compte « {context.account.name} » n'a pas le droit de faire « {self.name} » : "
                f"il faut l'un des rôles {', '.join(sorted(self.roles))}."
            )
        with context.office.database.in_use():  # its file is not replaced meanwhile
            if context.account.territoires:
                named = self.arguments(*args, **kwargs)
                result = self.function(context, **{name: within(context.account, one) for name, one in named.items()})  # type: ignore[call-arg]
            else:
                result = self.function(context, *args, **kwargs)
            if self.keys is not None:
                note_access(
                    context.office, context.account.name, self.name, context.motif, self.keys(result), self.noted_every
                )
            return result

    def arguments(self, *args: P.args, **kwargs: P.kwargs) -> dict[str, Any]:
        """The arguments of a call by name, as they travel to a running owner."""
        named: dict[str, Any] = dict(zip(self._names, args, strict=False))
        if len(args) > len(self._names) or not named.keys().isdisjoint(kwargs) or not kwargs.keys() <= {*self._names}:
            self._signature.bind(None, *args, **kwargs)  # says what is wrong with the call
        named |= kwargs
        if not named.keys() >= self._required:
            self._signature.bind(None, *args, **kwargs)
        return named

    def check_complete(self, arguments: dict[str, Any]) -> None:
        """Refuse a call by name that lacks an argument.

        Raises
        ------
        ValueRefused
        """
        missing = [name for name in self._names if name in self._required and name not in arguments]
        if missing:
            raise ValueRefused(f"Il manque à « {self.name} » : {', '.join(missing)}.")

    def types(self) -> tuple[dict[str, Any], Any]:
        """The types of the parameters by name, and the type of the result."""
        hints = typing.get_type_hints(self.function)
        result = hints.pop("return")
        names = list(inspect.signature(self.function).parameters)[1:]
        return {name: hints[name] for name in names}, result


def operation(
    name: str,
    *,
    roles: frozenset[Role] | None = None,
    keys: Callable[[Any], list[str]] | None = None,
    noted_every: dt.timedelta | None = None,
) -> Callable[[Callable[Concatenate[Context, P], R]], Operation[P, R]]:
    """Declare a function as an operation, which the table ``OPERATIONS`` names (or ``roles``, for what is tried out).

    Raises
    ------
    KeyError
        When the table does not say who may call it.
    """

    def declare(function: Callable[Concatenate[Context, P], R]) -> Operation[P, R]:
        return Operation(function, name, OPERATIONS[name] if roles is None else roles, keys, noted_every)

    return declare
