"""System checks of roles: a role that says nothing, or sees people without their figures, is an error before anything runs."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from osuuskunta.accounts.roles import ROLES, Extent, Role, actions

WIDTH = {Extent.NONE: 0, Extent.OWN: 1, Extent.ALL: 2}


def roles_are_whole(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a role without words, figures narrower than people or notes (architecture §4), an action of an unknown role."""
    faults: list[CheckMessage] = []
    for code, role in ROLES.items():
        faults += [Error(text, obj=code, id=number) for text, number in _faults(code, role)]
    known = set(ROLES)
    for action, codes in actions().items():
        if codes - known:
            faults.append(
                Error(f"is allowed to unknown roles: {sorted(codes - known)}.", obj=action, id="accounts.E003")
            )
    return faults


def _faults(code: str, role: type[Role]) -> list[tuple[str, str]]:
    found = []
    words = ("name", "purpose", "says", "sees", "level")
    missing = [word for word in words if not getattr(role, word, None)]
    if missing or role.code != code:
        found.append((f"lacks {', '.join(missing) or 'its own code'}.", "accounts.E001"))
    elif WIDTH[role.sees.figures] < max(WIDTH[role.sees.people], WIDTH[role.sees.notes]):
        found.append(("sees people or notes of sites whose figures it does not see.", "accounts.E002"))
    return found


def watch() -> None:
    """Let Django run the checks; called in `AppConfig.ready`."""
    register(roles_are_whole)
