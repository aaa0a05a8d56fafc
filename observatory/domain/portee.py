"""What bounds an account: the territories beyond which it sees nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from observatory.domain.errors import NotAllowed
from observatory.domain.roles import Account
from observatory.domain.selection import Selection

T = TypeVar("T")


def within(account: Account, asked: T) -> T:
    """What is asked for, narrowed to the territories of the account where it is a selection; else as it is.

    Raises
    ------
    NotAllowed
        When the selection names another zonage, or a territory that is not the account's.
    """
    if not isinstance(asked, Selection) or not account.territoires:
        return asked
    zonage = next(iter(account.territoires)).partition(":")[0]
    own = {place.partition(":")[2] for place in account.territoires}
    if asked.territoires and asked.zonage != zonage:
        raise NotAllowed(f"Votre compte est limité à des territoires du zonage « {zonage} » : choisissez parmi eux.")
    beyond = sorted(set(asked.territoires) - own)
    if beyond:
        raise NotAllowed(
            f"Votre compte n'est pas ouvert sur {', '.join(beyond)} : choisissez parmi {', '.join(sorted(own))}."
        )
    return replace(asked, zonage=zonage, territoires=asked.territoires or tuple(sorted(own)))
