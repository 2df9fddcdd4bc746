"""Maps that need no network: folium figures and single-file pages.

The names are found when they are first used: folium costs a third of a second that the start of the
server and the first page need not pay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geo.maps.zone import zone_figure, zone_map

__all__ = ["zone_figure", "zone_map"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from geo.maps import zone  # noqa: PLC0415 - as above

        return getattr(zone, name)
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)
