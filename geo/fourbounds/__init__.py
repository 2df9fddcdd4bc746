"""Four boundaries 四至: told (`describe`), read (`parse`) and checked (`verify`).

The way in is ``from geo.fourbounds import describe, parse, verify``.
"""

from geo.fourbounds.claim import Block, Claim, ClaimedFeature, ClaimedSide
from geo.fourbounds.compass import Direction
from geo.fourbounds.describe import Description, describe
from geo.fourbounds.evidence import evidence_frame, sides_frame
from geo.fourbounds.parse import parse
from geo.fourbounds.sides import Side, sides
from geo.fourbounds.verdict import FeatureCheck, Result, SideCheck, Verdict, Verification
from geo.fourbounds.verify import verify

__all__ = [
    "Block",
    "Claim",
    "ClaimedFeature",
    "ClaimedSide",
    "Description",
    "Direction",
    "FeatureCheck",
    "Result",
    "Side",
    "SideCheck",
    "Verdict",
    "Verification",
    "describe",
    "evidence_frame",
    "parse",
    "sides",
    "sides_frame",
    "verify",
]
