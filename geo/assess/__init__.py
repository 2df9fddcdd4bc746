"""The only composer: a boundary file in, an assessment out."""

from geo.assess.compose import assess
from geo.assess.demo import demo_application

__all__ = ["assess", "demo_application"]
