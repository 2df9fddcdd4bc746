"""Roles by the name of a parcel, a sheet or a drawing's layer: stricter than a column that states them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.intake.roles import role_of_text

if TYPE_CHECKING:
    from geo.model.zone import Role

# 「创新中心」 is the name of a building and 「道路中心线」 a layer of every street plan.
_NAMED = re.compile(
    r"(?:.*核心区?|中心区?|主区|.*基地|core|centre|center|base)"
    r"(?:[-_ ]?[一二三四五六七八九十\dA-Za-z]{0,4})(?:范围线?|红线|边界线?|用地)?",
    re.IGNORECASE,
)


def role_of_name(name: str | None) -> Role | None:
    """Role a name stands for by itself.

    Examples
    --------
    >>> role_of_name("核心区"), role_of_name("东园基地"), role_of_name("中心-2")
    (<Role.CORE: 'core'>, <Role.BASE: 'base'>, <Role.CENTRE: 'centre'>)
    >>> role_of_name("创新中心"), role_of_name("道路中心线"), role_of_name(None)
    (None, None, None)
    """
    plain = (name or "").strip()
    return role_of_text(plain) if _NAMED.fullmatch(plain) else None
