"""The province as a picture to take away: map and plots on one sheet, PNG or SVG, letters included.

The page itself draws its plots as text and boxes; this is for a report or a slide, on machines whatever fonts
they have: SVG holds the letters as outlines.
"""

from __future__ import annotations

import io
import math
import threading
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo import places
from geo.i18n import text
from geo.maps.listed import level_name
from geo.maps.province_layers import ZONE_STYLES, city_labels, valued
from geo.maps.theme import GROUND, LAND, STYLES
from geo.places.store import areas

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import ArrayLike

    from geo.maps.province_layers import Choropleth

INK, SOFT, BAR = "#1f2933", "#52606d", "#2171b5"
_LOCK = threading.Lock()
"""The library keeps its settings for the whole process: one picture at a time."""
_KM_PER_DEGREE = 111.0


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot with one message, its title.

    Parameters
    ----------
    title
        The message, in a sentence.
    rows
        Name, value and how the value is written; a missing value is not known.
    upright
        Columns beside one another, for what has an order (years, classes); bars below one another otherwise.
    """

    title: str
    rows: Sequence[tuple[str, float | None, str]]
    upright: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What is on the picture.

    Parameters
    ----------
    title, about
        Heading, and below it what was chosen and the day.
    choropleth
        Values of the areas.
    points
        Longitude, latitude and area in m² of each zone that has a boundary; shape (n, 3), NaN for no area.
    levels
        The level of each.
    plots
        Beside the map, from the top.
    notice
        Source and map review number.
    demo
        Whether any of it is made up.
    """

    title: str
    about: str
    choropleth: Choropleth
    points: ArrayLike
    levels: Sequence[str]
    plots: Sequence[Plot]
    notice: str
    demo: bool = False


def picture(sheet: Sheet, lang: str, kind: str) -> bytes:
    """Draw the sheet.

    Parameters
    ----------
    sheet
        What is on it.
    lang
        ``zh`` or ``en``.
    kind
        ``png`` (150 dots an inch, 14 × 10 inches) or ``svg``.
    """
    import matplotlib as mpl  # noqa: PLC0415 - 0.4 s that only a download pays
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.backends.backend_svg import FigureCanvasSVG  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    settings: Any = {
        "font.family": _font(),
        "svg.fonttype": "path",
        "svg.hashsalt": "sizhi",
        "text.color": INK,
    }
    with _LOCK, mpl.rc_context(settings):
        figure = Figure(figsize=(14, 10), dpi=150, facecolor="white")
        (FigureCanvasSVG if kind == "svg" else FigureCanvasAgg)(figure)
        _draw(figure, sheet, lang)
        out = io.BytesIO()
        # The same sheet gives the same bytes, whenever it is drawn.
        figure.savefig(out, format=kind, metadata={"Date": None} if kind == "svg" else {"Software": None})
    return out.getvalue()


@cache
def _font() -> str:
    """Name of a font that has Chinese letters, from its package; nothing of that package is run."""
    from matplotlib.font_manager import FontProperties, fontManager  # noqa: PLC0415

    found = find_spec("zhplot")
    if found is None or found.origin is None:  # installed with the service
        msg = "the package zhplot, which carries the font, is not installed"
        raise ModuleNotFoundError(msg)
    file = Path(found.origin).parent / "fonts" / "NotoSansSC-Regular.ttf"
    fontManager.addfont(str(file))
    return FontProperties(fname=str(file)).get_name()


def _draw(figure: Figure, sheet: Sheet, lang: str) -> None:
    figure.text(0.03, 0.965, sheet.title, size=20, va="top")
    figure.text(0.03, 0.922, sheet.about, size=10.5, color=SOFT, va="top")
    figure.text(0.03, 0.018, sheet.notice, size=8.5, color=SOFT)
    if sheet.demo:
        mark = {"boxstyle": "round,pad=0.35", "facecolor": "#fff3cd", "edgecolor": "#e0b84c"}
        figure.text(
            0.97, 0.965, text("map.demo", lang), size=10, color="#6b4300", ha="right", va="top", bbox=mark
        )
    _map(figure.add_axes((0.03, 0.05, 0.56, 0.84)), sheet, lang)
    weights = [len(plot.rows) if not plot.upright else 6 for plot in sheet.plots]
    top, gap = 0.88, 0.085
    room = 0.86 - gap * len(weights)
    for plot, weight in zip(sheet.plots, weights, strict=True):
        height = room * weight / sum(weights)
        axes = figure.add_axes((0.68, top - height - 0.03, 0.29, height))
        (_columns if plot.upright else _bars)(axes, plot)
        top -= height + gap


def _map(axes: Axes, sheet: Sheet, lang: str) -> None:
    shown = valued(sheet.choropleth, lang)
    found = areas(sheet.choropleth.level)
    axes.set_facecolor(GROUND)
    for geometry, code in zip(found.geometry, found.column("adcode"), strict=True):
        style = shown.styles[shown.style[code]]
        missing = style.hatch is not None
        axes.add_patch(
            _patch(
                geometry,
                facecolor="#f1f3f5" if missing else style.fill or LAND,
                edgecolor="#9aa5b1" if missing else "white",
                hatch="///" if missing else None,
                linewidth=0.5,
            )
        )
    for geometry in areas("province").geometry:
        axes.add_patch(_patch(geometry, facecolor="none", edgecolor=STYLES["province"].color, linewidth=1.1))
    _points(axes, sheet)
    for lat, lon, said in city_labels(sheet.choropleth, lang):
        axes.text(lon, lat, said, size=8.5, ha="center", va="center", path_effects=_halo(), zorder=5)
    west, south, east, north = places.bounds()
    axes.set_xlim(west - 0.15, east + 0.15)
    axes.set_ylim(south - 0.15, north + 0.15)
    axes.set_aspect(1 / math.cos(math.radians((south + north) / 2)), anchor="NW")
    axes.set_xticks([])
    axes.set_yticks([])
    for edge in axes.spines.values():
        edge.set_edgecolor("#c6ced6")
    _scale(axes, lang)
    _legend(axes, sheet, shown.entries, shown.styles, lang=lang)


def _patch(geometry: Any, **look: Any) -> Any:
    from matplotlib.patches import PathPatch  # noqa: PLC0415
    from matplotlib.path import Path as Outline  # noqa: PLC0415

    rings = [
        np.asarray(ring.coords)[:, :2]
        for part in shapely.get_parts(geometry)
        for ring in (part.exterior, *part.interiors)
    ]
    codes = [
        np.r_[Outline.MOVETO, np.full(len(ring) - 2, Outline.LINETO), Outline.CLOSEPOLY] for ring in rings
    ]
    return PathPatch(Outline(np.concatenate(rings), np.concatenate(codes)), **look)


def _points(axes: Axes, sheet: Sheet) -> None:
    points = np.asarray(sheet.points, dtype=float).reshape(-1, 3)
    if not len(points):
        return
    many = len(points) > 1000
    size = np.full(len(points), 3.0) if many else np.clip(np.nan_to_num(points[:, 2]) / 1e6 * 25, 14, 120)
    colours = [ZONE_STYLES.get(f"zone_{level}", ZONE_STYLES["zone_unknown"]).color for level in sheet.levels]
    order = np.argsort(-size)
    axes.scatter(
        points[order, 0],
        points[order, 1],
        s=size[order],
        c=[colours[i] for i in order],
        edgecolors="none" if many else "white",
        linewidths=0.6,
        alpha=0.75 if many else 0.95,
        zorder=4,
    )


def _halo() -> list[Any]:
    from matplotlib.patheffects import withStroke  # noqa: PLC0415

    return [withStroke(linewidth=2.2, foreground="white", alpha=0.85)]


def _scale(axes: Axes, lang: str) -> None:
    """A hundred kilometres, true at the middle of the province, and the north."""
    west, east = axes.get_xlim()
    south, north = axes.get_ylim()
    long = 100 / (_KM_PER_DEGREE * math.cos(math.radians((south + north) / 2)))
    at, low = west + 0.15, south + 0.14
    axes.plot([at, at + long], [low, low], color=INK, linewidth=2, solid_capstyle="butt", zorder=6)
    axes.text(at + long / 2, low + 0.05, "100 km", size=8, ha="center", zorder=6)
    top = {"arrowstyle": "-|>", "color": INK, "linewidth": 1.2}
    axes.annotate("", (east - 0.2, south + 0.42), (east - 0.2, south + 0.16), arrowprops=top, zorder=6)
    axes.text(east - 0.2, south + 0.45, text("map.north", lang), size=8, ha="center", zorder=6)


def _legend(axes: Axes, sheet: Sheet, entries: Any, styles: Any, *, lang: str) -> None:
    from matplotlib.lines import Line2D  # noqa: PLC0415
    from matplotlib.patches import Patch  # noqa: PLC0415

    handles: list[Any] = [
        Patch(
            facecolor="#f1f3f5" if styles[key].hatch else styles[key].fill,
            edgecolor="#9aa5b1",
            hatch="///" if styles[key].hatch else None,
            linewidth=0.5,
            label=name,
        )
        for key, name in entries
    ]
    handles += [
        Line2D(
            [],
            [],
            marker="o",
            linestyle="",
            color=ZONE_STYLES[f"zone_{level}"].color,
            label=level_name(level, lang),
        )
        for level in ("national", "provincial", "municipal", "unknown")
        if level in {held if f"zone_{held}" in ZONE_STYLES else "unknown" for held in sheet.levels}
    ]
    axes.legend(
        handles=handles,
        title=sheet.choropleth.title,
        loc="upper right",
        fontsize=8.5,
        title_fontsize=9.5,
        frameon=True,
        framealpha=0.94,
        edgecolor="#d6dde4",
        alignment="left",
    )


def _bare(axes: Axes, title: str) -> None:
    axes.set_title(title, size=11, loc="left", pad=6, wrap=True)
    for edge in axes.spines.values():
        edge.set_visible(False)
    axes.tick_params(length=0, labelsize=8.5)


def _bars(axes: Axes, plot: Plot) -> None:
    _bare(axes, plot.title)
    values = [row[1] or 0.0 for row in plot.rows]
    most = max(values, default=0.0) or 1.0
    height = range(len(values))
    axes.barh(height, [most] * len(values), color="#edf0f3", height=0.62)
    axes.barh(height, values, color=BAR, height=0.62)
    for at, (_, _, said) in zip(height, plot.rows, strict=True):
        axes.text(most * 1.02, at, said, size=8.5, va="center")
    axes.set_yticks(list(height), [row[0] for row in plot.rows])
    axes.set_xticks([])
    axes.set_xlim(0, most * 1.32)
    axes.invert_yaxis()


def _columns(axes: Axes, plot: Plot) -> None:
    _bare(axes, plot.title)
    values = [row[1] or 0.0 for row in plot.rows]
    place = range(len(values))
    axes.bar(place, values, color=BAR, width=0.7)
    for at, (_, value, said) in zip(place, plot.rows, strict=True):
        if value:
            axes.text(at, value, said, size=8, ha="center", va="bottom")
    axes.axhline(0, color="#9aa5b1", linewidth=0.8)
    # Every name, or every second one where they would run into one another.
    step = 1 if sum(len(row[0]) for row in plot.rows) < 48 else 2
    axes.set_xticks(list(place)[::step], [row[0] for row in plot.rows][::step])
    axes.set_yticks([])
    axes.set_ylim(0, (max(values, default=0.0) or 1.0) * 1.18)
