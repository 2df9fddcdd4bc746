"""What is wrong with a boundary, where, and what could defensibly be done about it."""

from geo.topology.evidence import nearest_to
from geo.topology.inspection import inspect
from geo.topology.limits import MOST_PARTS, beyond, too_many_parts
from geo.topology.mending import Repair, clean, no_such_repair, repair, repairs
from geo.topology.normal import geometry_sha256, normal_form

__all__ = [
    "MOST_PARTS",
    "Repair",
    "beyond",
    "clean",
    "geometry_sha256",
    "inspect",
    "nearest_to",
    "no_such_repair",
    "normal_form",
    "repair",
    "repairs",
    "too_many_parts",
]
