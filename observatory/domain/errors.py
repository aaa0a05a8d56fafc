"""The tree of errors, by cause.

    ObservatoryError
    ├── InputError          what was given cannot be used (exit code 1, HTTP 400)
    │   ├── FormatError         a file is not what it says, or lacks a column
    │   ├── ValueRefused        one value is out of its domain
    │   ├── WriteRefused        a file cannot be written there
    │   └── NotFound            nothing bears that name or code
    ├── StateError          the request is fine, the state of the base is not (HTTP 409)
    │   ├── BaseExists          a base stands already where one is to be created
    │   ├── BaseMissing         no base at that place
    │   ├── BaseBusy            another process holds the base
    │   ├── BaseTooNew          the base was written by a newer program
    │   ├── DiskFailed          the disk did not take what was to be kept
    │   ├── ClockWrong          the clock of the machine cannot be right
    │   └── Conflict            somebody else changed the same thing meanwhile
    ├── NotAllowed          the account's roles do not cover this operation (HTTP 403)
    └── OwnerUnreachable    the owner's process does not answer

Messages are French sentences that name the value and the way out: they are shown to users as they are.
"""

from __future__ import annotations


class ObservatoryError(Exception):
    """Root of every error that the observatory raises on purpose."""

    @property
    def message(self) -> str:
        """The French sentence to show."""
        return str(self.args[0]) if self.args else "Erreur sans explication."


class InputError(ObservatoryError):
    """What was given cannot be used."""


class FormatError(InputError):
    """A file is not what it says it is, or lacks a column."""


class ValueRefused(InputError):
    """One value is out of its domain."""


class WriteRefused(InputError):
    """A file cannot be written where it was asked for."""


class NotFound(InputError):
    """Nothing bears that name or code."""


class StateError(ObservatoryError):
    """The request is fine; the state of the base is not."""


class BaseExists(StateError):
    """A base stands already where one is to be created."""


class BaseMissing(StateError):
    """There is no base at that place."""


class BaseBusy(StateError):
    """Another process holds the base."""


class BaseTooNew(StateError):
    """The base was written by a newer program."""


class DiskFailed(StateError):
    """The disk did not take what was to be kept: full, read-only or broken. Nothing acknowledged is lost."""


class ClockWrong(StateError):
    """The clock of the machine cannot be right: what depends on time waits."""


class MailFailed(StateError):
    """A message was not taken by the mail server; nothing was sent."""


class Conflict(StateError):
    """Somebody else changed the same thing since it was read: nothing of this change is kept."""


class TooMuch(ValueRefused):
    """More was sent at once than is taken."""


class NotAllowed(ObservatoryError):
    """The roles of the account do not cover this operation."""


class OwnerUnreachable(ObservatoryError):
    """The owner's process does not answer."""


def error_classes() -> dict[str, type[ObservatoryError]]:
    """Every class of the tree by its name, so that an error can travel between processes."""
    found: dict[str, type[ObservatoryError]] = {}
    waiting: list[type[ObservatoryError]] = [ObservatoryError]
    while waiting:
        one = waiting.pop()
        found[one.__name__] = one
        waiting.extend(one.__subclasses__())
    return found
