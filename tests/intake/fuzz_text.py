"""Mutate land-parcel files and corner tables for as long as asked; stop at the first that raises or hangs.

Run as ``python tests/intake/fuzz_text.py 3600``: seconds to run, then optionally a seed. What breaks is
written beside the current folder as ``fuzz-<seed>.bin`` and its traceback shown.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
import warnings
from pathlib import Path

from geo.i18n.catalogue import text as message
from geo.intake.readers.corners import read_corners_csv
from geo.intake.readers.dxf import read_dxf
from geo.intake.readers.parcel_txt import read_parcel_txt
from geo.intake.readers.supporting import read_csv_table, read_dxf_table, read_parcel_txt_table
from geo.intake.request import Request

SLOWEST_S = 5.0
POINTS = [(3540000, 40380000), (3540000, 40380100), (3540200, 40380100), (3540200, 40380000)]
ROWS = "".join(f"J{i + 1},1,{n}.125,{e}.250\n" for i, (n, e) in enumerate([*POINTS, POINTS[0]]))
PARCEL = (
    "[属性描述]\n坐标系=2000国家大地坐标系\n几度分带=3\n带号=40\n精度=0.001\n转换参数=,,,,,,\n[地块坐标]\n"
    f"5,2.0,1,核心区,面,,核心区,,@\n{ROWS}5,2.0,2,【园】，二,面,,,,＠\n{ROWS}"
)
TABLE = "坐标系：2000国家大地坐标系 带号：40\n地块名称,圈号,点号,X,Y,经度(度.分秒),纬度\n" + "".join(
    f"甲,1,J{i},{n},{e},118.3012,32°03′12.5″\n" for i, (n, e) in enumerate(POINTS)
)
DRAWING = (
    "0\nSECTION\n2\nENTITIES\n0\nLWPOLYLINE\n8\n核心区\n90\n4\n70\n1\n"
    + "".join(f"10\n{e}\n20\n{n}\n42\n0.1\n" for n, e in POINTS)
    + "0\nENDSEC\n0\nEOF\n"
)
TOKENS = [
    "@",
    ",",
    "，",
    "\n",
    "\r",
    "[",
    "】",
    "=",
    "1e308",
    "-",
    "nan",
    "\0",
    "\ufeff",
    '"',
    "°",
    "′",
    "J1",
    "面",
    "\t",
]


def mutate(text: str, chance: random.Random) -> bytes:
    """Between none and a dozen small injuries, then one of the encodings, sometimes broken."""
    for _ in range(chance.randrange(13)):
        at = chance.randrange(len(text) + 1)
        match chance.randrange(5):
            case 0:
                text = text[:at] + chance.choice(TOKENS) + text[at:]
            case 1:
                text = text[:at] + text[at + chance.randrange(1, 20) :]
            case 2:
                end = at + chance.randrange(1, 60)
                text = text[:end] + text[at:end] * chance.randrange(1, 4) + text[end:]
            case 3:
                text = (
                    text[:at]
                    + chr(chance.choice([chance.randrange(128), chance.randrange(0xD7FF)]))
                    + text[at:]
                )
            case _:
                lines = text.split("\n")
                chance.shuffle(lines)
                text = "\n".join(lines)
    data = bytearray(text.encode(chance.choice(["utf-8", "gb18030", "utf-16", "utf-16-le", "utf-8-sig"])))
    for _ in range(chance.choice([0, 0, 0, 1, 5])):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def main(seconds: float, seed: int) -> int:
    """Count how many files were tried; raise on the first that breaks."""
    warnings.simplefilter("error")
    chance = random.Random(seed)  # noqa: S311 - not a secret
    readers = [
        (read_parcel_txt, PARCEL),
        (read_corners_csv, TABLE),
        (read_csv_table, TABLE),
        (read_dxf, DRAWING),
        (read_dxf_table, DRAWING),
        (read_parcel_txt_table, PARCEL),
    ]
    end, tried = time.monotonic() + seconds, 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        while time.monotonic() < end:
            reader, seed_text = chance.choice(readers)
            data = mutate(seed_text, chance)
            path.write_bytes(data)
            began = time.process_time()
            try:
                found = reader(path, Request(name="a", format="a"))
                for issue in found.issues:
                    message(f"issue.{issue.code}.message", "zh", **issue.params)
                    message(f"issue.{issue.code}.action", "en", **issue.params)
                if not hasattr(found, "features") and not found.parts:
                    assert any(i.severity.value == "error" for i in found.issues), "silent"
                assert time.process_time() - began < SLOWEST_S, "slow"
            except BaseException:
                Path(f"fuzz-{seed}.bin").write_bytes(data)
                raise
            tried += 1
    return tried


if __name__ == "__main__":
    limit = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    start = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    print(f"{main(limit, start)} files, none raised")  # noqa: T201 - a script
