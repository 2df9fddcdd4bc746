"""The same digest whatever the machine's threads, language, time zone, hash seed or folder."""

import json
import locale
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from geo.resources import demo

LAYERS = {
    "parks": "parks.gpkg",
    "lines": "lines.gpkg",
    "buildings": "buildings.xlsx",
    "institutions": "institutions.xlsx",
}
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "GDAL_NUM_THREADS")


def comma_locale() -> str:
    """A locale that writes 0,5 where the machine has one; its name otherwise, which then falls back to C."""
    before = locale.setlocale(locale.LC_NUMERIC)
    try:
        for name in ("de_DE.UTF-8", "fr_FR.UTF-8", "nl_NL.UTF-8", "ru_RU.UTF-8"):
            try:
                locale.setlocale(locale.LC_NUMERIC, name)
            except locale.Error:
                continue
            return name
    finally:
        locale.setlocale(locale.LC_NUMERIC, before)
    return "de_DE.UTF-8"


PLACES = {
    "one thread, C, UTC": ("1", {"LC_ALL": "C", "TZ": "UTC", "PYTHONHASHSEED": "0"}),
    "four threads, UTF-8, Shanghai": (
        "4",
        {"LC_ALL": "C.UTF-8", "TZ": "Asia/Shanghai", "PYTHONHASHSEED": "1"},
    ),
    "decimal comma, St. John's": (
        "2",
        {
            "LC_ALL": comma_locale(),
            "LANG": comma_locale(),
            "TZ": "America/St_Johns",
            "PYTHONHASHSEED": "4242",
        },
    ),
    "no language, no time zone": ("3", {"PYTHONHASHSEED": "random"}),
}


def _run(folder: Path, threads: str, environment: dict[str, str]) -> dict:
    """Assess the demonstration zone from copies in a folder of its own, named from within that folder."""
    for name in ("zone.geojson", *LAYERS.values()):
        shutil.copy(demo() / name, folder / name)
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"LANG", "LANGUAGE", "TZ", "PYTHONHASHSEED", *THREADS} and not name.startswith("LC_")
    }
    arguments = ["assess", "zone.geojson", "--city", "苏州", "--claim", "东至示例紫藤路", "--json", "-"]
    for layer, name in LAYERS.items():
        arguments += [f"--{layer}", name]
    ran = subprocess.run(
        [sys.executable, "-c", "from geo.cli.main import main; main()", *arguments],
        cwd=folder,
        env={**kept, **dict.fromkeys(THREADS, threads), **environment},
        capture_output=True,
        check=False,
    )
    assert ran.returncode in {0, 1}, ran.stderr.decode()
    return json.loads(ran.stdout)


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict]:
    return {
        name: _run(tmp_path_factory.mktemp("somewhere"), threads, environment)
        for name, (threads, environment) in PLACES.items()
    }


def test_the_digest_is_one(documents: dict[str, dict]) -> None:
    assert len({document["digest"] for document in documents.values()}) == 1


def test_and_so_is_every_word_and_number_of_the_document(documents: dict[str, dict]) -> None:
    first, *others = documents.values()
    for other in others:
        assert other == first
