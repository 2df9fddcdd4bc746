"""A table somebody filled in: which column means what, which rows hold an entry, which sum others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import shapely

from geo.measure.columns import match_columns, number_of, words_of
from geo.measure.totals import is_total
from geo.model.reading import FeatureReading, RawFeature

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row that holds something: ``cells`` by field, and whether it sums other rows."""

    feature: RawFeature
    cells: Mapping[str, Any]
    total: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledTable:
    """A table with its columns recognised.

    ``columns`` is heading by field, ``headings`` all that were found, ``heading_row`` where they stand
    (1 when nobody said), ``above`` the lines before them.
    """

    file: str | None
    columns: Mapping[str, str]
    headings: tuple[str, ...]
    heading_row: int
    above: tuple[str, ...]
    features: tuple[RawFeature, ...]

    def rows(self, own: Sequence[str]) -> Iterator[Row]:
        """Rows that hold an entry or a sum; blank ones are passed over.

        Parameters
        ----------
        own
            Fields an entry has and a sum of entries has not.
        """
        for feature in self.features:
            cells = {key: feature.attributes.get(column) for key, column in self.columns.items()}
            bare = feature.geometry is None and not any(words_of(cells.get(key)) for key in own)
            total = is_total(feature.attributes, name=cells.get("name"), bare=bare)
            if total or feature.geometry is not None or any(words_of(cell) for cell in cells.values()):
                yield Row(feature=feature, cells=cells, total=total)


def filled_table(
    source: FeatureReading | Sequence[RawFeature], fields: Mapping[str, Sequence[str]]
) -> FilledTable:
    """Recognise the columns of a table.

    Parameters
    ----------
    source
        What `geo.intake.read_features` gave, or its rows.
    fields
        Headings by field, as for `geo.measure.columns.match_columns`.

    Examples
    --------
    >>> names = ["示范大厦", "合计"]
    >>> rows = [RawFeature(row=row, attributes={"名称": name}) for row, name in enumerate(names, start=2)]
    >>> table = filled_table(rows, {"name": ["名称"]})
    >>> dict(table.columns), [(row.cells["name"], row.total) for row in table.rows(())]
    ({'name': '名称'}, [('示范大厦', False), ('合计', True)])
    """
    reading = source if isinstance(source, FeatureReading) else None
    features = tuple(source) if not isinstance(source, FeatureReading) else source.features
    headings = reading.columns if reading is not None else ()
    if not headings:
        headings = tuple(dict.fromkeys(str(key) for feature in features for key in feature.attributes))
    return FilledTable(
        file=None if reading is None else reading.source.name,
        columns=match_columns(headings, fields),
        headings=headings,
        heading_row=(None if reading is None else reading.heading_row) or 1,
        above=() if reading is None else reading.above,
        features=features,
    )


def geometry_of(feature: RawFeature, cells: Mapping[str, Any]) -> BaseGeometry | None:
    """Geometry of a row: its own, or the point of its 经度 and 纬度; None when it has neither."""
    if feature.geometry is not None and not feature.geometry.is_empty:
        return shapely.make_valid(feature.geometry) if not feature.geometry.is_valid else feature.geometry
    lon, lat = number_of(cells.get("lon")), number_of(cells.get("lat"))
    if lon is None or lat is None or not (-180 <= lon <= 180 and -90 <= lat <= 90) or lon == lat == 0:
        return None
    return shapely.Point(lon, lat)
