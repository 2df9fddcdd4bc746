"""Runs the command in this process and hands back what another program would see."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from geo.cli.main import main


@dataclass(frozen=True)
class Ran:
    status: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        return json.loads(self.out)


@pytest.fixture
def sizhi(capfd: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    def run(*arguments: str | Path) -> Ran:
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        assert "Traceback" not in out + err
        return Ran(int(ended.value.code or 0), out, err)

    return run


def ring(lon: float, lat: float, width: float, height: float) -> list[list[float]]:
    return [[lon, lat], [lon + width, lat], [lon + width, lat + height], [lon, lat + height], [lon, lat]]


@pytest.fixture
def geojson(tmp_path: Path) -> Callable[..., Path]:
    """Write a GeoJSON of ``(role, ring)`` parts in Suzhou."""

    def write(*parts: tuple[str | None, list[list[float]]], name: str = "zone.geojson") -> Path:
        features = [
            {
                "type": "Feature",
                "properties": {"role": role, "name": f"演示{i}"},
                "geometry": {"type": "Polygon", "coordinates": [shell]},
            }
            for i, (role, shell) in enumerate(parts, 1)
        ]
        path = tmp_path / name
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
        return path

    return write
