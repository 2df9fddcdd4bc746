"""Open an export of the register in QGIS, with the styles it brings, and draw what a person would see.

python benchmarks/qgis_export.py OUT_FOLDER   (Debian: apt-get install python3-qgis)

Writes out.gpkg of a register of demonstration zones, and three pictures drawn by the installed QGIS.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

QGIS_PYTHON = "/usr/bin/python3"
LAYERS = ("institutions", "buildings", "parts", "footprints", "zones")
"""From the top."""
PLACES = {
    "centre": (120.4655, 31.3585, 120.4735, 31.3640),
    "zone": (120.43, 31.33, 120.51, 31.38),
    "province": (116.2, 30.6, 122.1, 35.3),
}


def export_to(target: Path) -> None:
    """A register with every kind of land: standing, under way, earlier; real zones without any."""
    import geopandas as gpd  # noqa: PLC0415 - only one of the two Pythons has it

    from geo.assess import assess, demo_application  # noqa: PLC0415
    from geo.model.case import Case  # noqa: PLC0415
    from geo.model.footprint import make_footprint  # noqa: PLC0415
    from geo.model.zone import Level, Zone  # noqa: PLC0415
    from geo.registry import (  # noqa: PLC0415
        LOCAL,
        Action,
        decisions,
        open_register,
        reading,
        seed,
        submissions,
        zones,
    )
    from geo.registry.exchange import export  # noqa: PLC0415
    from geo.resources import demo  # noqa: PLC0415

    register = open_register(tempfile.mkdtemp(), create=True)
    seed.seed(register, LOCAL)
    application = demo_application()
    case = assess(application)
    assert isinstance(case, Case)
    receipt = submissions.submit(register, LOCAL, application, case)
    for action in (Action.TAKE_UP, Action.PASS, Action.APPROVE):
        seen = reading.entry(register, LOCAL, receipt.seen.id).seen
        decisions.decide(register, LOCAL, seen, action, reason="演示")
    other = replace(application, zone=replace(application.zone, name="演示扩区申报"), layers={})
    judged = assess(other)
    assert isinstance(judged, Case)
    moved = case.footprint.copy()
    moved["geometry"] = moved.geometry.translate(0.0012, 0.0008)
    submissions.submit(register, LOCAL, other, replace(judged, footprint=moved))
    known = gpd.read_file(demo() / "known_zones.gpkg")
    for number, (name, city, land) in enumerate(
        zip(known["名称"], known["所在市"], known.geometry, strict=True)
    ):
        zone = Zone(name=name, city=city, level=list(Level)[number % 3], demo=True)
        key = zones.add_zone(register, LOCAL, zone)
        shapes = enumerate(getattr(land, "geoms", [land]), 1)
        frame = make_footprint([(str(at), None, None, shape) for at, shape in shapes])
        zones.add_footprint(register, LOCAL, key, frame, source="演示", expected=1)
    export(register, LOCAL, target)
    register.close()


def draw(source: Path) -> None:
    """Every layer with its own style, at three places."""
    from qgis.core import (  # noqa: PLC0415 - only one of the two Pythons has it
        QgsApplication,
        QgsCoordinateReferenceSystem,
        QgsExpressionContext,
        QgsExpressionContextUtils,
        QgsMapRendererParallelJob,
        QgsMapSettings,
        QgsRectangle,
        QgsVectorLayer,
    )
    from qgis.PyQt.QtCore import QSize  # noqa: PLC0415
    from qgis.PyQt.QtGui import QColor  # noqa: PLC0415

    QgsApplication.setPrefixPath("/usr", True)
    application = QgsApplication([], False)
    application.initQgis()
    layers = []
    for name in LAYERS:
        layer = QgsVectorLayer(f"{source}|layername={name}", name, "ogr")
        message, styled = layer.loadDefaultStyle()
        assert layer.isValid(), name
        assert styled, message
        rules = layer.renderer().embeddedRenderer() if name == "institutions" else layer.renderer()
        legend = [item.label() for item in rules.legendSymbolItems()]
        print(f"{name}: {layer.featureCount()} features, {layer.crs().authid()}, {' | '.join(legend)}")
        layers.append(layer)
    for place, box in PLACES.items():
        settings = QgsMapSettings()
        settings.setLayers(layers)
        settings.setOutputSize(QSize(1400, 1000))
        settings.setOutputDpi(120)
        settings.setBackgroundColor(QColor("white"))
        settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4490"))
        settings.setExtent(QgsRectangle(*box))
        context = QgsExpressionContext()
        context.appendScope(QgsExpressionContextUtils.globalScope())
        context.appendScope(QgsExpressionContextUtils.mapSettingsScope(settings))
        settings.setExpressionContext(context)
        job = QgsMapRendererParallelJob(settings)
        job.start()
        job.waitForFinished()
        assert not job.errors(), [error.message for error in job.errors()]
        picture = source.parent / f"qgis_{place}.png"
        job.renderedImage().save(str(picture))
        print(picture)
    # PyQGIS falls over its own destructors at the end of a program; the pictures are written.
    sys.stdout.flush()
    os._exit(0)


def main() -> None:
    """Export here, draw there."""
    if sys.argv[1] == "--draw":
        draw(Path(sys.argv[2]))
        return
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    export_to(folder / "out.gpkg")
    environ = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    subprocess.run(
        [QGIS_PYTHON, __file__, "--draw", str(folder / "out.gpkg")],
        check=True,
        env={**environ, "QT_QPA_PLATFORM": "offscreen"},
    )


if __name__ == "__main__":
    main()
