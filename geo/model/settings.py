"""What the publisher of a service decides once for everybody: notice, base maps, defaults."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from geo.model.application import Options

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings in force; None is the programme's own default.

    Parameters
    ----------
    map_number
        Map review number (审图号) printed on every map.
    map_source, map_source_en
        Source of the boundaries on every map, in Chinese and in English.
    disclaimer, disclaimer_en
        A sentence every map carries besides.
    base_map
        The ground a map opens on: ``ground``, ``tianditu_vec``, ``tianditu_img`` or ``gaode``.
    tianditu_key
        Key of Tianditu; without one its tiles are never asked for. Never printed.
    gaode
        Whether the tiles of Gaode are offered.
    accuracy
        Standard deviation of a vertex assumed by origin, m, where it is not the programme's own: keys of
        `geo.measure.uncertainty.VERTEX_ACCURACY_M`.
    pack
        Id of the rule pack applications are judged by.
    lang
        Language of a page nobody chose one for.
    """

    map_number: str | None = None
    map_source: str | None = None
    map_source_en: str | None = None
    disclaimer: str | None = None
    disclaimer_en: str | None = None
    base_map: str = "ground"
    tianditu_key: str | None = field(default=None, repr=False)
    gaode: bool = False
    accuracy: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    pack: str = Options().pack
    lang: str = "zh"
