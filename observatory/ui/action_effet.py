"""The part of an action that shows its measured effect."""

from __future__ import annotations

from observatory.client import Client
from observatory.domain.action import Action


def action_effect(here: Client, action: Action, may: bool) -> None:
    """Lay out that part; ``may`` says whether the account leads the plan."""
