"""The only composer: a boundary file in, an assessment out; and the same again later."""

from geo.assess.compose import assess
from geo.assess.demo import application_from, demo_application
from geo.assess.repairs import repair_choices
from geo.assess.replay import replay

__all__ = ["application_from", "assess", "demo_application", "repair_choices", "replay"]
