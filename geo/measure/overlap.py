"""Which parks (or other zones) the land of a zone lies in, and by how much: reported, never clipped."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.errors import CrsError
from geo.measure.area import ring_areas
from geo.measure.ellipsoid import metres_per_degree
from geo.measure.rings import Rings, polygonal, rings_of
from geo.measure.uncertainty import VERTEX_ACCURACY_M

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geo.measure.rings import FloatArray, IntArray

NAME_SCORE = 85.0
"""Likeness (0–100) from which a park without boundary is named beside a part or zone of like name."""
NUMERIC_M = 0.001
"""Width of shared ground, or of a gap, that is arithmetic and no ground: the last digit of a file.

A boundary that came as millimetres, as nine decimals of a degree or as binary numbers meets the same
neighbour a hair inside, a hair outside or exactly; in all three they touch.
"""
NEAR_DEGREES = 1e-8
"""`NUMERIC_M` in degrees, to find what may touch."""
_SHORTEST_NAME = 4
_BROAD_NAMES = (
    "知识产权服务业集聚发展区",
    "知识产权服务业集聚区",
    "核心区",
    "中心",
    "基地",
    "江苏省",
    "江苏",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """One part of the zone and one feature of a layer that have ground, boundary or name in common.

    Areas in m² on the ellipsoid, None where only the name matches. ``part_id`` is None where the name of
    the zone itself matches. ``touching``: boundaries meet and no ground is shared, to `NUMERIC_M`; area and
    shares are then nothing. ``within_noise``: the
    shared ground is no larger than ``noise_m2``, the perimeter of it times the combined accuracy of both
    boundaries: two surveys of the same line would differ by as much. ``matched_by`` is geometry or name;
    ``name_score`` the likeness of the names, 0–100. ``lon``, ``lat`` of a point of the shared ground.
    """

    part_id: str | None
    feature: int
    name: str | None
    layer: str
    vintage: str | None
    matched_by: str
    area_m2: float | None = None
    part_share: float | None = None
    feature_share: float | None = None
    touching: bool = False
    within_noise: bool = False
    noise_m2: float | None = None
    name_score: float | None = None
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """All overlaps with one layer, and the ground they share.

    ``geometries`` run parallel to ``overlaps`` (EPSG:4490; where they only touch the line, the point or the
    hair's breadth of ground they meet in, None where only the name matches). ``total_m2`` is the ground of
    the zone that lies in any feature, counted once however many parts and features share it.
    """

    overlaps: tuple[Overlap, ...]
    geometries: tuple[BaseGeometry | None, ...]
    total_m2: float


class ParkIndex:
    """A layer of parks or zones, made ready once and asked for every application.

    Parameters
    ----------
    frame
        EPSG:4490. The column ``name`` gives the features' names; a row without geometry is a park known by
        name only. Invalid geometries are mended by their structure, and named in ``mended``.
    layer, vintage
        What the layer is called, and the day or year it stands for: kept with every overlap.
    sigma_m
        Standard deviation of each coordinate of the layer's vertices, m.

    Attributes
    ----------
    names
        Name of each feature by its row number, None when it has none.
    unbounded
        Row numbers of the features without boundary.
    mended
        Row numbers of the features whose boundary was not valid.

    Raises
    ------
    CrsError
        The frame has no coordinate system, or not CGCS2000 longitude and latitude.

    Examples
    --------
    >>> import geopandas as gpd
    >>> square = shapely.box(118, 32, 119, 33)
    >>> parks = gpd.GeoDataFrame({"name": ["示范园"]}, geometry=[square], crs="EPSG:4490")
    >>> index = ParkIndex(parks)
    >>> len(index), index.names, index.mended
    (1, ('示范园',), ())
    """

    __slots__ = ("_tree", "geometries", "layer", "mended", "names", "sigma_m", "unbounded", "vintage")

    def __init__(
        self,
        frame: gpd.GeoDataFrame,
        *,
        layer: str = "parks",
        vintage: str | None = None,
        sigma_m: float = VERTEX_ACCURACY_M["gis_export"].sigma_m,
    ) -> None:
        if frame.crs is None or frame.crs.to_epsg() != 4490:
            raise CrsError("overlap.crs", found=None if frame.crs is None else frame.crs.name)
        self.layer, self.vintage, self.sigma_m = layer, vintage, sigma_m
        names = frame["name"].tolist() if "name" in frame.columns else [None] * len(frame)
        self.names = tuple(name if isinstance(name, str) else None for name in names)
        self.geometries = without_grid(frame.geometry.to_numpy())
        self.mended = tuple(np.flatnonzero(~_sound(self.geometries)).tolist())
        for row in self.mended:
            mended = shapely.make_valid(self.geometries[row], method="structure", keep_collapsed=False)
            self.geometries[row] = polygonal(mended)
        # The tree leaves out what is missing or empty, and keeps the row numbers.
        self._tree = shapely.STRtree(self.geometries)
        self.unbounded = tuple(np.flatnonzero(shapely.is_missing(self.geometries)).tolist())

    def __len__(self) -> int:
        return len(self.geometries)

    def meeting(self, parts: NDArray[np.object_]) -> tuple[IntArray, IntArray]:
        """Numbers of the parts and of the features that meet, to `NUMERIC_M`, pair by pair, in order."""
        part, feature = self._tree.query(parts, predicate="dwithin", distance=NEAR_DEGREES)
        order = np.lexsort((feature, part))
        return part[order], feature[order]


def without_grid(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """The same geometries in two dimensions and without a precision grid.

    A geometry that went through ``set_precision`` carries its grid along, and GEOS rounds every later
    intersection to it: an error of 3 987 m² was measured. The grid does not survive well-known binary.
    """
    plain = shapely.force_2d(geometries)
    if (gridded := shapely.get_precision(plain) > 0).any():
        plain[gridded] = shapely.from_wkb(shapely.to_wkb(plain[gridded]))
    return plain


def _sound(geometries: NDArray[np.object_]) -> NDArray[np.bool_]:
    return shapely.is_missing(geometries) | shapely.is_valid(geometries)


def overlay(
    footprint: gpd.GeoDataFrame, index: ParkIndex, *, vertex_sigma_m: float, zone_name: str | None = None
) -> Overlay:
    """Lay a footprint over a layer: every part against every feature it meets.

    Parameters
    ----------
    footprint
        As `geo.model.footprint.check_footprint` passes it, EPSG:4490.
    index
        The layer. Other zones are a layer like parks; leave the zone itself out of it.
    vertex_sigma_m
        Standard deviation of each coordinate of the footprint's vertices, m.
    zone_name
        Name of the zone, to find features that have a name but no boundary.

    Returns
    -------
    Overlay
        Overlaps in the order of parts and features, those by name last.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from geo.model.footprint import make_footprint
    >>> zone = make_footprint([("1", None, None, shapely.box(118.70, 32.0, 118.71, 32.01))])
    >>> names, square = ["示范园", "无界科技园"], shapely.box(118.705, 31, 119, 33)
    >>> parks = gpd.GeoDataFrame({"name": names}, geometry=[square, None], crs="EPSG:4490")
    >>> found = overlay(zone, ParkIndex(parks), vertex_sigma_m=0.05, zone_name="无界科技园集聚区")
    >>> [(o.name, o.matched_by, o.area_m2 and round(o.area_m2), o.part_share) for o in found.overlaps]
    [('示范园', 'geometry', 523874, 0.5), ('无界科技园', 'name', None, None)]
    """
    parts = without_grid(footprint.geometry.to_numpy())
    part, feature = index.meeting(parts)
    pairs = _Pairs.between(parts, part, index.geometries, feature)
    ids = footprint["part_id"].tolist()
    noise = pairs.perimeter_m * float(np.hypot(vertex_sigma_m, index.sigma_m))
    found = [
        Overlap(
            part_id=ids[p],
            feature=f,
            name=index.names[f],
            layer=index.layer,
            vintage=index.vintage,
            matched_by="geometry",
            area_m2=area,
            part_share=part_share,
            feature_share=feature_share,
            touching=area == 0,
            within_noise=0 < area <= band,
            noise_m2=band,
            lon=lon,
            lat=lat,
        )
        for p, f, area, part_share, feature_share, band, (lon, lat) in zip(
            part.tolist(),
            feature.tolist(),
            pairs.area_m2.tolist(),
            pairs.part_share.tolist(),
            pairs.feature_share.tolist(),
            noise.tolist(),
            pairs.points.tolist(),
            strict=True,
        )
    ]
    named = _by_name(footprint, index, zone_name) if index.unbounded else []
    return Overlay(
        overlaps=(*found, *named),
        geometries=(*pairs.grounds.tolist(), *[None] * len(named)),
        total_m2=pairs.total_m2,
    )


def overlaps(
    footprint: gpd.GeoDataFrame, index: ParkIndex, *, vertex_sigma_m: float, zone_name: str | None = None
) -> tuple[Overlap, ...]:
    """Only the records of `overlay`, which see."""
    return overlay(footprint, index, vertex_sigma_m=vertex_sigma_m, zone_name=zone_name).overlaps


def overlap_frame(overlay: Overlay) -> gpd.GeoDataFrame:
    """The shared ground for a map, one row per overlap that has a place; columns as `Overlap`, EPSG:4490."""
    import geopandas as gpd  # noqa: PLC0415 - 0.4 s that a count of overlaps need not pay

    placed = [
        (overlap, ground)
        for overlap, ground in zip(overlay.overlaps, overlay.geometries, strict=True)
        if ground is not None
    ]
    columns: dict[str, list[Any]] = {
        field.name: [getattr(overlap, field.name) for overlap, _ in placed] for field in fields(Overlap)
    }
    return gpd.GeoDataFrame(columns, geometry=[ground for _, ground in placed], crs="EPSG:4490")


@dataclass(frozen=True, slots=True)
class _Pairs:
    """What parts and features share, pair by pair."""

    grounds: NDArray[np.object_]
    area_m2: FloatArray
    part_share: FloatArray
    feature_share: FloatArray
    perimeter_m: FloatArray
    points: FloatArray
    total_m2: float

    @classmethod
    def between(
        cls, parts: NDArray[np.object_], part: IntArray, features: NDArray[np.object_], feature: IntArray
    ) -> _Pairs:
        if not len(part):
            none = np.empty(0)
            return cls(np.empty(0, dtype=object), none, none, none, none, none, 0.0)
        shared = shapely.intersection(parts[part], features[feature])
        apart = shapely.is_empty(shared)
        shared[apart] = shapely.shortest_line(parts[part[apart]], features[feature[apart]])
        grounds = _areas_only(shared)
        met, place = np.unique(feature, return_inverse=True)
        lands = [grounds, parts, features[met], _dissolved(grounds)]
        rings = rings_of(np.concatenate(lands))
        ends = np.cumsum([len(land) for land in lands])
        area, of_part, of_feature, of_total = np.split(ring_areas(rings), ends[:-1])
        perimeter = perimeters_m(rings)[: len(grounds)]
        # The width of a sliver is its area over half its perimeter.
        hair = area <= NUMERIC_M * perimeter / 2
        if hair.any():
            of_total = ring_areas(rings_of(_dissolved(grounds[~hair]))) if not hair.all() else np.zeros(1)
        area, perimeter = np.where(hair, 0.0, area), np.where(hair, 0.0, perimeter)
        grounds = np.where(hair, shared, grounds)
        return cls(
            grounds=grounds,
            area_m2=area,
            part_share=_share(area, of_part[part]),
            feature_share=_share(area, of_feature[place]),
            perimeter_m=perimeter,
            points=shapely.get_coordinates(shapely.point_on_surface(grounds)),
            total_m2=float(of_total.sum()),
        )


def _dissolved(grounds: NDArray[np.object_]) -> NDArray[np.object_]:
    """The same ground without any of it twice: only pieces that meet have to be united, which costs most."""
    west, south, east, north = np.moveaxis(shapely.bounds(grounds)[:, None, :], -1, 0)
    near = (west <= east.T) & (east >= west.T) & (south <= north.T) & (north >= south.T)
    one, other = np.nonzero(np.triu(near, 1))
    meet = shapely.intersects(grounds[one], grounds[other])
    crowded = np.zeros(len(grounds), dtype=bool)
    crowded[one[meet]] = crowded[other[meet]] = True
    if not crowded.any():
        return grounds
    return np.append(grounds[~crowded], polygonal(shapely.union_all(grounds[crowded])))


def _areas_only(shared: NDArray[np.object_]) -> NDArray[np.object_]:
    areas = np.empty(len(shared), dtype=object)
    areas[:] = [polygonal(piece) for piece in shared]
    return areas


def _share(area: FloatArray, of: FloatArray) -> FloatArray:
    """Ratio of two areas of the same ground: rounding does not make it more than the whole."""
    return np.minimum(1.0, np.divide(area, of, out=np.zeros_like(area), where=of > 0))


def perimeters_m(rings: Rings) -> FloatArray:
    """Length of all boundaries of each geometry, holes included, m (plane of the ring's middle latitude).

    Examples
    --------
    >>> perimeters_m(rings_of([shapely.box(118.7, 32.0, 118.701, 32.001)])).round(1).tolist()
    [410.8]
    """
    east, north = metres_per_degree(rings.middle(rings.y))
    edges = np.zeros(len(rings.x))
    if len(edges):
        dx, dy = np.diff(rings.x) * rings.spread(east)[:-1], np.diff(rings.y) * rings.spread(north)[:-1]
        edges[:-1] = np.hypot(dx, dy)
    total = np.bincount(rings.owner, weights=rings.sum_edges(edges), minlength=rings.size)
    return total.astype(np.float64)


def _by_name(footprint: gpd.GeoDataFrame, index: ParkIndex, zone_name: str | None) -> list[Overlap]:
    """Features without boundary whose name is like that of the zone or of a part."""
    from rapidfuzz import fuzz  # noqa: PLC0415 - only layers with names but no boundaries need it

    bearers: list[tuple[str | None, str]] = [(None, zone_name)] if zone_name else []
    names = zip(footprint["part_id"], footprint["name"], strict=True)
    bearers += [(part_id, name) for part_id, name in names if isinstance(name, str)]
    folded = [(part_id, _folded(name)) for part_id, name in bearers]
    found = []
    for row in index.unbounded:
        wanted = _folded(index.names[row] or "")
        for part_id, name in folded:
            if min(len(wanted), len(name)) < _SHORTEST_NAME:
                continue
            score = fuzz.partial_ratio(wanted, name)
            if score >= NAME_SCORE:
                found.append(
                    Overlap(
                        part_id=part_id,
                        feature=row,
                        name=index.names[row],
                        layer=index.layer,
                        vintage=index.vintage,
                        matched_by="name",
                        name_score=round(score, 1),
                    )
                )
    return found


def _folded(name: str) -> str:
    """A name without width, case, blanks, and the words every zone's name has."""
    plain = "".join(unicodedata.normalize("NFKC", name).casefold().split())
    for word in _BROAD_NAMES:
        plain = plain.replace(word, "")
    return plain
