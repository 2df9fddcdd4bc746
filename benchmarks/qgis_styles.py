"""Write geo/registry/styles/*.qml anew, with QGIS itself: colours of the maps, words in both languages.

QT_QPA_PLATFORM=offscreen /usr/bin/python3 benchmarks/qgis_styles.py   (Debian: apt-get install python3-qgis)

Run by the Python that has PyQGIS, so nothing of `geo` is imported but the table of colours.
"""

from __future__ import annotations

import importlib.util
import sys
import tomllib
from pathlib import Path
from typing import Any

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsCentroidFillSymbolLayer,
    QgsEditorWidgetSetup,
    QgsFillSymbol,
    QgsMapLayer,
    QgsMarkerSymbol,
    QgsPalLayerSettings,
    QgsPointDisplacementRenderer,
    QgsProperty,
    QgsRuleBasedRenderer,
    QgsSymbolLayer,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsUnitTypes,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
    QgsWkbTypes,
)
from qgis.PyQt.QtGui import QColor, QFont

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "geo" / "registry" / "styles"
FAR = 150_000
"""Beyond this scale a zone is smaller than a point: a point is drawn instead."""
NEAR = 25_000
"""From this scale on buildings and institutions have room for their names."""

FIELDS = {
    "zones": "id name level stage city district operator approved_on accepted_on area_m2 core_m2 floor_m2 "
    "institutions:double outcome demo:int",
    "parts": "zone shown id footprint_id position:int part_id role name area_m2",
    "footprints": "zone shown id zone_id application_id submission_id version:int city area_m2 west:double "
    "south:double east:double north:double geometry_sha256 source added_at",
    "buildings": "zone stage name state certificate storeys:double stated_m2 counted_m2 core_m2 why",
    "institutions": "zone stage name category building low:int high:int why",
}
KINDS = {"zones": "MultiPolygon", "parts": "MultiPolygon", "footprints": "MultiPolygon"}


def words() -> tuple[dict[str, Any], dict[str, Any]]:
    """The catalogues of both languages, all rooms in one."""
    found = []
    for lang in ("zh_CN", "en"):
        catalogue: dict[str, Any] = {}
        for path in sorted((ROOT / "geo" / "i18n" / lang).glob("*.toml")):
            for key, value in tomllib.loads(path.read_text(encoding="utf-8")).items():
                if isinstance(value, dict):
                    catalogue.setdefault(key, {}).update(value)
        found.append(catalogue)
    return found[0], found[1]


ZH, EN = words()


def both(*keys: str) -> str:
    """A text in both languages."""
    texts = []
    for catalogue in (ZH, EN):
        found: Any = catalogue
        for key in keys:
            found = found[key]
        texts.append(str(found))
    return " ".join(texts)


def theme() -> dict[str, Any]:
    """The colours of the maps, read from their one file."""
    spec = importlib.util.spec_from_file_location("theme", ROOT / "geo" / "maps" / "theme.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["theme"] = module
    spec.loader.exec_module(module)
    found: dict[str, Any] = module.STYLES
    return found


STYLES = theme()
LEVELS = {
    "national": ("#08306b", 0.75, "solid"),
    "provincial": ("#2171b5", 0.65, "solid"),
    "municipal": ("#6baed6", 0.55, "dash"),
}
"""As in geo/maps/province_layers.py."""


def colour(name: str, opacity: float = 1.0) -> str:
    """A colour as QGIS writes it."""
    found = QColor(name)
    return f"{found.red()},{found.green()},{found.blue()},{round(255 * opacity)}"


def fill(
    inside: str | None, line: str, *, opacity: float = 1.0, width: float = 0.5, dash: str = "solid"
) -> QgsFillSymbol:
    """An area."""
    return QgsFillSymbol.createSimple(
        {
            "color": colour(inside, opacity) if inside else "0,0,0,0",
            "style": "solid" if inside else "no",
            "outline_color": colour(line),
            "outline_style": dash,
            "outline_width": str(width),
        }
    )


def marker(shape: str, inside: str, line: str, size: float) -> QgsMarkerSymbol:
    """A point."""
    return QgsMarkerSymbol.createSimple(
        {
            "name": shape,
            "color": colour(inside),
            "outline_color": colour(line),
            "outline_width": "0.3",
            "size": str(size),
        }
    )


def rules(symbols: list[tuple[str, str, Any]]) -> QgsRuleBasedRenderer:
    """Label, condition and symbol of each rule."""
    root = QgsRuleBasedRenderer.Rule(None)
    for label, condition, symbol in symbols:
        root.appendChild(QgsRuleBasedRenderer.Rule(symbol, 0, 0, condition, label))
    return QgsRuleBasedRenderer(root)


def named(layer: QgsVectorLayer, expression: str, *, from_scale: int | None, size: float) -> None:
    """Labels with a white edge, from a scale on."""
    text = QgsTextFormat()
    font = QFont("Noto Sans CJK SC")
    font.setFamilies(["Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei", "PingFang SC", "sans-serif"])
    text.setFont(font)
    text.setSize(size)
    text.setColor(QColor("#1f2933"))
    edge = QgsTextBufferSettings()
    edge.setEnabled(True)
    edge.setSize(0.8)
    edge.setColor(QColor("white"))
    text.setBuffer(edge)
    settings = QgsPalLayerSettings()
    settings.fieldName, settings.isExpression = expression, True
    settings.setFormat(text)
    points = layer.geometryType() == QgsWkbTypes.PointGeometry
    settings.placement = (
        QgsPalLayerSettings.OrderedPositionsAroundPoint if points else QgsPalLayerSettings.AroundPoint
    )
    settings.dist, settings.distUnits = 2.0, QgsUnitTypes.RenderMillimeters
    if from_scale:
        settings.scaleVisibility, settings.minimumScale = True, from_scale
    layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))
    layer.setLabelsEnabled(True)


def zones(layer: QgsVectorLayer) -> None:
    """Recognised zones by level: areas near by, points from far."""
    symbols = []
    for level, (hue, opacity, dash) in LEVELS.items():
        symbol = fill(hue, hue, opacity=opacity / 3, width=0.7, dash=dash)
        point = QgsCentroidFillSymbolLayer()
        point.setPointOnSurface(True)
        point.setPointOnAllParts(False)
        point.setSubSymbol(marker("circle", hue, "#ffffff", 3.4))
        far = QgsProperty.fromExpression(f"@map_scale > {FAR}")
        point.setDataDefinedProperty(QgsSymbolLayer.PropertyLayerEnabled, far)
        symbol.appendSymbolLayer(point)
        symbols.append((both("level", level), f"\"level\" = '{level}'", symbol))
    layer.setRenderer(rules(symbols))
    demo = '"demo" = 1 AND "name" NOT LIKE \'%演示%\' AND "name" NOT LIKE \'%示例%\''
    named(layer, f'CASE WHEN {demo} THEN "name" || \'（演示）\' ELSE "name" END', from_scale=None, size=9)


def parts(layer: QgsVectorLayer) -> None:
    """Parts by role, of the land that stands; other versions are outlines in `footprints`."""
    symbols = []
    for role in ("core", "centre", "base", "none"):
        style = STYLES[role]
        symbol = fill(
            style.fill,
            style.color,
            opacity=style.fill_opacity,
            width=style.weight / 4,
            dash="dash" if style.dash else "solid",
        )
        of = '"role" IS NULL' if role == "none" else f"\"role\" = '{role}'"
        symbols.append((both("role", role), f"\"shown\" = 'standing' AND {of}", symbol))
    layer.setRenderer(rules(symbols))
    named(layer, "coalesce(\"name\", '')", from_scale=NEAR, size=8)


def footprints(layer: QgsVectorLayer) -> None:
    """Versions: what stands, what is under way, what was before."""
    layer.setRenderer(
        rules(
            [
                (
                    "申报中的边界 under way",
                    "\"shown\" = 'current'",
                    fill(None, STYLES["received"].color, width=0.5, dash="dash"),
                ),
                (
                    "以前的版本 earlier",
                    "\"shown\" = 'earlier'",
                    fill(None, STYLES["province"].color, width=0.3, dash="dot"),
                ),
            ]
        )
    )


def buildings(layer: QgsVectorLayer) -> None:
    """Buildings by how their floor area is proved: shape and colour both say it."""
    style = STYLES["building"]
    told = {"evidenced": ("square", style.color), "declared": ("square", style.fill)}
    told["undetermined"] = ("square_with_corners", "#ffffff")
    symbols = [
        (both("sheet", f"state_{state}"), f"\"state\" = '{state}'", marker(shape, hue, style.color, 3.6))
        for state, (shape, hue) in told.items()
    ]
    layer.setRenderer(rules(symbols))
    named(layer, '"name"', from_scale=NEAR // 2, size=7)


def institutions(layer: QgsVectorLayer) -> None:
    """Institutions that counted and those that did not; in one building they stand around it."""
    style = STYLES["institution"]
    inner = rules(
        [
            ("计入 counted", '"high" > 0', marker("circle", style.fill, style.color, 2.4)),
            ("未计入 not counted", '"high" = 0', marker("circle", "#ffffff", style.fill, 2.4)),
        ]
    )
    around = QgsPointDisplacementRenderer()
    around.setEmbeddedRenderer(inner)
    around.setTolerance(0.5)
    around.setPlacement(QgsPointDisplacementRenderer.ConcentricRings)
    around.setCenterSymbol(marker("circle", "#ffffff", "#ffffff", 0.1))
    around.setCircleColor(QColor(0, 0, 0, 0))
    layer.setRenderer(around)


DRAWN = {
    "zones": zones,
    "parts": parts,
    "footprints": footprints,
    "buildings": buildings,
    "institutions": institutions,
}
SEEN_FROM = {"parts": FAR, "footprints": FAR, "buildings": NEAR, "institutions": NEAR}
"""The scale from which a layer is drawn; from farther it is a blot."""
VALUES = {
    "level": ("level",),
    "stage": ("registry", "stage"),
    "role": ("role",),
    "outcome": ("outcome",),
    "why": ("ledger_why",),
}
"""Columns that hold a code, and where their words stand."""


def told(layer: QgsVectorLayer) -> None:
    """Columns and codes in words; the values stay what they are."""
    for index, field in enumerate(layer.fields()):
        own = f"column_{layer.name()}_{field.name()}"
        key = own if own in ZH["qgis"] else f"column_{field.name()}"
        if key in ZH["qgis"]:
            layer.setFieldAlias(index, both("qgis", key))
        if field.name() in VALUES:
            path = VALUES[field.name()]
            found: Any = ZH
            for step in path:
                found = found[step]
            values = [{both(*path, code): code} for code, said in found.items() if isinstance(said, str)]
            layer.setEditorWidgetSetup(index, QgsEditorWidgetSetup("ValueMap", {"map": values}))


def column(spelled: str) -> str:
    """Name and type of a column: text unless something else is said or its name tells."""
    if ":" in spelled:
        return spelled
    return f"{spelled}:{'double' if spelled.endswith('_m2') else 'string'}"


def main() -> None:
    """One file a layer."""
    QgsApplication.setPrefixPath("/usr", True)
    application = QgsApplication([], False)
    application.initQgis()
    what = QgsMapLayer.Symbology | QgsMapLayer.Labeling | QgsMapLayer.Rendering
    what |= QgsMapLayer.Fields | QgsMapLayer.Forms
    for name, spelled in FIELDS.items():
        columns = (f"field={column(field)}" for field in spelled.split())
        uri = f"{KINDS.get(name, 'Point')}?crs=EPSG:4490&{'&'.join(columns)}"
        layer = QgsVectorLayer(uri, name, "memory")
        DRAWN[name](layer)
        if name in SEEN_FROM:
            layer.setScaleBasedVisibility(True)
            layer.setMinimumScale(SEEN_FROM[name])
        told(layer)
        message, done = layer.saveNamedStyle(str(TARGET / f"{name}.qml"), what)
        assert done, message
        print(name, (TARGET / f"{name}.qml").stat().st_size, "bytes; QGIS", Qgis.QGIS_VERSION)
    application.exitQgis()


if __name__ == "__main__":
    main()
