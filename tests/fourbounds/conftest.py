"""The modules of this folder that are no tests, found by name."""

import importlib.util
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
for _name, _path in (
    ("fourbounds_shapes", Path(__file__).parent / "shapes.py"),
    ("fourbounds_study", _ROOT / "benchmarks" / "fourbounds_study.py"),
):
    _spec = importlib.util.spec_from_file_location(_name, _path)
    assert _spec is not None
    assert _spec.loader is not None
    _module = importlib.util.module_from_spec(_spec)
    sys.modules[_name] = _module
    _spec.loader.exec_module(_module)
