"""Land in Nanjing and Xuzhou as somebody would send it, and what was decided of it."""

from collections.abc import Mapping

import numpy as np
import shapely
from pyproj import CRS, Transformer

from geo.model.datum import CrsDecision
from geo.model.issue import Severity
from geo.model.reading import DeclaredCrs, RawPart, Reading, Source

# A block near 新街口, Nanjing, and one in Xuzhou, degrees.
NANJING = np.array([[118.78123, 32.04], [118.7825, 32.0401], [118.7824, 32.0412], [118.7811, 32.041]])
XUZHOU = np.array([[117.2, 34.26], [117.2021, 34.2602], [117.202, 34.2619], [117.1998, 34.2617]])
TXT_2000: Mapping[str, str] = {"坐标系": "2000国家大地坐标系", "几度分带": "3", "投影类型": "高斯克吕格"}


def plane(points: np.ndarray, code: int, base: int = 4490) -> np.ndarray:
    """Coordinates a surveyor would deliver, by the registry."""
    east, north = Transformer.from_crs(base, code, always_xy=True).transform(*points.T)
    return np.round(np.column_stack((east, north)), 3)


def file(
    *rings: np.ndarray,
    declared: DeclaredCrs | None = None,
    header: Mapping[str, str] | None = None,
    decimals: int | None = None,
    area: float | None = None,
) -> Reading:
    return Reading(
        source=Source(name="zone", sha256="", size=0, format="geojson"),
        parts=tuple(
            RawPart(part_id=str(k), geometry=shapely.Polygon(ring), declared_area_m2=area)
            for k, ring in enumerate(rings, 1)
        ),
        declared=declared,
        header=header or {},
        decimals=decimals,
    )


def by_format() -> DeclaredCrs:
    return DeclaredCrs(text="GeoJSON", crs="EPSG:4326", origin="format")


def by_prj(code: int) -> DeclaredCrs:
    return DeclaredCrs(text=CRS(code).to_wkt("WKT1_ESRI"), crs=f"EPSG:{code}", origin="prj")


def codes(found: CrsDecision, severity: Severity | None = None) -> set[str]:
    return {issue.code for issue in found.issues if severity in {None, issue.severity}}


def at(found: CrsDecision) -> tuple[float | None, float | None]:
    assert found.adopted is not None
    return found.adopted.lon, found.adopted.lat


def survey() -> np.ndarray:
    """The block with vertices on the millimetres of its plane, degrees."""
    back = Transformer.from_crs(4549, 4490, always_xy=True)
    return np.column_stack(back.transform(*plane(NANJING, 4549).T))
