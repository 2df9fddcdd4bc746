"""The reader process: small, single-threaded, loaded once, forks a fenced child for every file.

Started by `geo.intake.sandbox` as ``python -m geo.intake.sandbox_server`` with one end of a socket pair
as its standard input. A request is a length, a JSON text and one descriptor to answer on; each is
acknowledged with one byte. The child writes its answer to the descriptor, the server adds how the
child ended. The server ends when the socket closes, that is, with whoever started it.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import selectors
import signal
import socket
import struct
import sys
import tempfile
import time
import traceback
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from geo.intake import sandbox_guard as guard
from geo.intake.unpack import NO_SPACE

if TYPE_CHECKING:
    from collections.abc import Callable

KEPT_DRIVERS = ("ESRI Shapefile", "MapInfo File", "GPKG", "OpenFileGDB", "DXF", "FlatGeobuf")
"""The only GDAL drivers a reader can reach; GeoJSON, KML, tables and text are read without GDAL."""
SKIPPED_DRIVERS = (
    "MEM,VRT,GTI,GTiff,COG,HTTP,WMS,WMTS,WCS,PCIDSK,PDS4,VICAR,PDF,MBTiles,EEDA,EEDAI,OGCAPI,GDALG,LVBAG,"
    "S57,DGN,OGR_VRT,CSV,GML,GPX,LIBKML,KML,GeoJSON,GeoJSONSeq,ESRIJSON,TopoJSON,OGR_GMT,SQLite,WAsP,"
    "GeoRSS,VFK,PGDUMP,OSM,GPSBabel,OGR_PDS,WFS,OAPIF,EDIGEO,Idrisi,ODS,XLSX,Elasticsearch,Carto,"
    "AmigoCloud,SXF,Selafin,JML,PLSCENES,CSW,VDV,MVT,NGW,MapML,GTFS,PMTiles,JSONFG,MiraMonVector,ADBC,"
    "AVCBin,AVCE00,AIVector,DAAS,"
    "PLMOSAIC,STACIT,STACTA,Zarr,JPEG,PNG"
)
_IDLE_MODULES = ("pyproj", "ezdxf", "geo.intake.readers.dxf", "geo.intake.readers.corners")
"""Loaded while nobody waits; forked children then have them for nothing."""
_IDLE_AFTER_S = 0.05
_MANY = 3
"""After so many files no idle moment is waited for: each further one would load what is missing itself."""
_SQUARE = "118.7,32 118.8,32 118.8,32.1 118.7,32"
_GEOJSON = (
    '{"type":"Feature","properties":{"name":"a"},"geometry":{"type":"Polygon","coordinates":'
    "[[[118.7,32],[118.8,32],[118.8,32.1],[118.7,32]]]}}"
)
_KML = (
    "<kml><Document><Placemark><name>a</name><Polygon><outerBoundaryIs><LinearRing><coordinates>"
    f"{_SQUARE}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Document></kml>"
)
_PARCEL = "[属性描述]\n带号=40\n[地块坐标]\n3,1,1,a,面,,,,@\n" + "".join(
    f"J{i},1,{3540000 + i * i},{40383000 + i}\n" for i in (1, 2, 3, 1)
)
_TABLE = "点号,X,Y\n" + "".join(f"J{i},{3540000 + i * i},{40383000 + i}\n" for i in (1, 2, 3, 1))
_DRAWING = (
    "0\nSECTION\n2\nENTITIES\n0\nLWPOLYLINE\n8\na\n90\n3\n70\n1\n10\n1\n20\n1\n10\n2\n20\n1\n10\n2\n20\n2\n"
    "0\nENDSEC\n0\nEOF\n"
)
_REHEARSAL = (_GEOJSON, _KML, _PARCEL, _TABLE, _DRAWING)
_REHEARSED_DRIVERS = ("FlatGeobuf", "GPKG", "ESRI Shapefile")
_LENGTH = struct.Struct("!I")
_MOST_REQUEST = 1 << 20
_NO_MEMORY, _NO_SPACE = 3, 4


def _load() -> None:
    """Load what every reading needs, without pandas and geopandas, which pyogrio would bring along."""
    os.environ["GDAL_SKIP"] = os.environ.get("SIZHI_GDAL_SKIP", SKIPPED_DRIVERS)
    hidden = ("pandas", "geopandas", "pyarrow", "pyproj")
    hide = cast("dict[str, Any]", sys.modules).__setitem__
    for name in hidden:
        # An entry of None makes the import of the name fail, as if it were not installed.
        hide(name, None)
    import pyogrio  # noqa: PLC0415 - only after GDAL_SKIP is set
    import pyogrio.raw  # noqa: PLC0415

    for name in hidden:
        del sys.modules[name]
    strangers = set(pyogrio.list_drivers()) - set(KEPT_DRIVERS)
    if strangers:
        if "SIZHI_GDAL_SKIP" in os.environ:
            msg = f"GDAL keeps drivers that must not be here: {sorted(strangers)}"
            raise SystemExit(msg)
        # Another GDAL has drivers this list does not know: start again with their names added.
        os.environ["SIZHI_GDAL_SKIP"] = SKIPPED_DRIVERS + "," + ",".join(sorted(strangers))
        os.execv(  # noqa: S606 - our own module again
            sys.executable, [sys.executable, "-s", "-m", "geo.intake.sandbox_server"]
        )
    for module in ("opening", "readers.geojson", "readers.kml", "readers.vector", "readers.registry", "wire"):
        import_module(f"geo.intake.{module}")


def _import(name: str) -> None:
    with contextlib.suppress(ImportError):
        import_module(name)


def _rehearse() -> None:
    """Read files of our own, so that what is made on first use is there before the fork."""
    from geo.intake.opening import open_job  # noqa: PLC0415 - already loaded

    for text in _REHEARSAL:
        # A full disk or a library that is missing is the business of the files to come.
        with (
            contextlib.suppress(ImportError, OSError),
            tempfile.TemporaryDirectory(prefix="sizhi-") as folder,
        ):
            (Path(folder) / "m1").write_text(text, encoding="utf-8")
            open_job({"folder": folder, "members": [("rehearsal", "m1")], "name": "rehearsal"})


def _rehearse_vectors() -> None:
    """Write and read one square with each driver: what GDAL and PROJ open on first use costs most."""
    import numpy as np  # noqa: PLC0415 - already loaded
    import pyogrio.raw  # noqa: PLC0415
    import shapely  # noqa: PLC0415

    from geo.intake.opening import open_job  # noqa: PLC0415
    from geo.intake.readers import projection  # noqa: PLC0415

    with contextlib.suppress(ImportError, RuntimeError):
        projection.rehearse()
    square = shapely.to_wkb(np.array([shapely.box(118.7, 32.0, 118.8, 32.1)], dtype=object))
    names = [np.array(["a"], dtype=object)]
    for driver in _REHEARSED_DRIVERS:
        with (
            contextlib.suppress(ImportError, OSError, RuntimeError, ValueError),
            tempfile.TemporaryDirectory(prefix="sizhi-") as folder,
        ):
            suffix = {"FlatGeobuf": "fgb", "GPKG": "gpkg"}.get(driver, "shp")
            path = Path(folder) / f"m1.{suffix}"
            pyogrio.raw.write(
                path,
                square,
                names,
                fields=["name"],
                geometry_type="Polygon",
                crs="EPSG:4490",
                driver=driver,
                encoding="UTF-8",
            )
            members = [(item.name, item.name) for item in sorted(Path(folder).iterdir())]
            open_job({"folder": folder, "members": members, "name": path.name})


def _settle() -> None:
    """Keep the collector from touching, and so copying, pages that children share."""
    gc.collect()
    gc.freeze()


class Server:
    """Accepts requests, keeps the children, enforces the wall clock."""

    def __init__(self, control: socket.socket, *, network: bool) -> None:
        self._control = control
        self._network = network
        self._children: dict[int, tuple[socket.socket, float]] = {}
        self._ended: dict[int, str] = {}
        self._taken = 0
        self._idle: list[Callable[[], None]] = [
            _rehearse,
            *(partial(_import, name) for name in _IDLE_MODULES),
            _rehearse_vectors,
            _settle,
        ]
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_write, False)
        os.set_blocking(self._wake_read, False)

    def run(self) -> None:
        """Serve until the other end closes."""
        signal.set_wakeup_fd(self._wake_write, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        with selectors.DefaultSelector() as selector:
            selector.register(self._control, selectors.EVENT_READ)
            selector.register(self._wake_read, selectors.EVENT_READ)
            while True:
                ready = selector.select(self._patience())
                self._reap()
                if not ready and not self._children:
                    self._use_idle_time()
                for key, _ in ready:
                    if key.fd == self._wake_read:
                        with contextlib.suppress(BlockingIOError):
                            os.read(self._wake_read, 4096)
                    elif not self._accept():
                        self._end()
                        return

    def _patience(self) -> float | None:
        if self._children:
            first = min(deadline for _, deadline in self._children.values())
            return max(0.0, first - time.monotonic())
        if not self._idle:
            return None
        return 0.0 if self._taken > _MANY else _IDLE_AFTER_S

    def _use_idle_time(self) -> None:
        if self._idle:
            self._idle.pop(0)()

    def _accept(self) -> bool:
        """Take one request and fork for it; False when the other end has gone."""
        try:
            data, descriptors, _, _ = socket.recv_fds(self._control, _LENGTH.size, 1)
        except OSError:
            return False
        if len(data) < _LENGTH.size or len(descriptors) != 1:
            return False
        answer = socket.socket(fileno=descriptors[0])
        (length,) = _LENGTH.unpack(data)
        text = b""
        while len(text) < length <= _MOST_REQUEST:
            chunk = self._control.recv(length - len(text))
            if not chunk:
                return False
            text += chunk
        self._taken += 1
        job = json.loads(text)
        limits = guard.Limits(**job.pop("limits"))
        child = os.fork()
        if child == 0:
            # Kept open here, the sockets of the files before would not close when those are answered.
            for other, _ in self._children.values():
                other.close()
            _child(self._control, answer, job, limits=limits, network=self._network)
        self._children[child] = (answer, time.monotonic() + limits.wall_s)
        self._control.sendall(b"+")
        return True

    def _reap(self) -> None:
        now = time.monotonic()
        for child, (_, deadline) in self._children.items():
            if now >= deadline and child not in self._ended:
                self._ended[child] = "wall"
                os.kill(child, signal.SIGKILL)
        for child in list(self._children):
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                answer, _ = self._children.pop(child)
                end = self._ended.pop(child, None) or _manner(status)
                with contextlib.suppress(OSError):
                    answer.send(b"E" + json.dumps({"end": end}).encode(), socket.MSG_DONTWAIT)
                answer.close()

    def _end(self) -> None:
        for child in self._children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)


def _manner(status: int) -> str:
    """How a child ended, in one word."""
    if os.WIFSIGNALED(status):
        return "cpu" if os.WTERMSIG(status) in {signal.SIGXCPU, signal.SIGKILL} else "crash"
    return {0: "done", _NO_MEMORY: "memory", _NO_SPACE: "space"}.get(os.WEXITSTATUS(status), "crash")


def _child(
    control: socket.socket, answer: socket.socket, job: dict[str, Any], *, limits: guard.Limits, network: bool
) -> None:
    """Work for one file and end; never returns."""
    code = 1
    # A child lives for one file: collecting would copy pages and find nothing worth the time.
    gc.disable()
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        control.close()
        folder = Path(job["folder"])
        fences = guard.fence(folder, limits)
        if job.get("probe"):
            fences = {"network": network} | fences | guard.try_out(folder)
            body = json.dumps(fences).encode()
        else:
            from geo.intake.opening import open_job  # noqa: PLC0415 - already loaded by the server

            body = open_job(job)
        answer.settimeout(None)
        answer.sendall(b"A" + struct.pack("!Q", len(body)))
        answer.sendall(body)
        code = 0
    except MemoryError:
        code = _NO_MEMORY
    except OSError as error:
        code = _NO_SPACE if error.errno in NO_SPACE else 1
        _log()
    except BaseException:  # noqa: BLE001 - whatever it was, the child ends here and its end is told
        _log()
    finally:
        os._exit(code)


def _log() -> None:
    if os.environ.get("SIZHI_READER_LOG"):
        traceback.print_exc()


def main() -> None:
    """Entry of the process."""
    control = socket.socket(fileno=os.dup(0))
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    os.environ["PROJ_NETWORK"] = "OFF"
    network = guard.own_network()
    _load()
    guard.prepare()
    Server(control, network=network).run()


if __name__ == "__main__":
    main()
