"""Sizhi 四至: footprints of IP-service cluster zones, verified clause by clause."""

__version__ = "0.1.0"
