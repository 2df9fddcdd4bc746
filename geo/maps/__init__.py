"""Maps that need no network: folium figures and single-file pages."""

from geo.maps.zone_map import zone_figure, zone_map

__all__ = ["zone_figure", "zone_map"]
