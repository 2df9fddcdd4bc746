"""What every map here is made of: a bare folium map, our own furniture around it, our own script in it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import folium
from branca.element import Element, Figure, MacroElement
from jinja2 import Template

from geo.maps import assets, ground
from geo.maps.base import OWN, BaseMaps, policy
from geo.maps.notice import Notice, from_environment
from geo.maps.pieces import TEMPLATES, bases_shown, file

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


_NO_PAGE = "folium gave a map without a page"


class _Markup(Element):
    """Markup as it stands: names from files are in it, and none of them is read as a template."""

    _template = Template("{{ this.markup }}")

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.markup = markup


class _Behaviour(MacroElement):
    """Script that runs once the map stands."""

    def __init__(self, code: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "behaviour"
        self.code = code

    def render(self, **_: Any) -> str:
        """Put the script behind that of the map; nothing stands where the element itself is."""
        figure = self.get_root()
        if not isinstance(figure, Figure):
            raise TypeError(_NO_PAGE)
        figure.script.add_child(_Markup(self.code), name=self.get_name())
        return ""


class MapPage:
    """A map under construction: `figure` is the folium map, `furnish` puts everything else around it.

    Parameters
    ----------
    lang
        ``zh`` or ``en``.
    notice
        Source and map review number to print; by default the publisher's settings.
    assets_url
        Prefix under which the page's own server offers Leaflet and the ground; without it both are inlined.
    bases
        Online base maps to offer. A page that is taken away has our own ground alone, whatever is given.
    """

    def __init__(
        self, lang: str, notice: Notice | None, assets_url: str | None, bases: BaseMaps = OWN
    ) -> None:
        if assets_url is None:
            bases = OWN
        script, style = assets.inline() if assets_url is None else assets.served(assets_url)
        self.figure = folium.Map(tiles=None, control_scale=False, zoom_control=True, zoom_snap=0.25)
        self.figure.default_js = [("leaflet", script)]
        if assets_url is not None:
            self.figure.default_js.append(("ground", f"{assets_url}/{ground.script()[0]}"))
        self.figure.default_css = [("leaflet_css", style)]
        self._policy = policy(bases, served=assets_url is not None)
        self._common = {
            "map": self.figure.get_name(),
            "id": self.figure.get_name(),
            "embedded": assets_url is not None,
            "notice": (notice or from_environment()).sentence(lang),
            **bases_shown(bases, lang),
        }

    def furnish(
        self, template: str, content: Mapping[str, Any], scripts: Sequence[str], **only_markup: Any
    ) -> folium.Map:
        """Add head, furniture and script.

        Parameters
        ----------
        template
            Of the furniture, in `geo.maps.pieces.FOLDER`.
        content
            What furniture and script both know, as plain data.
        scripts
            Files in the same folder, run in this order.
        only_markup
            What the furniture knows besides, and the script need not carry.
        """
        root = self.figure.get_root()
        if not isinstance(root, Figure):  # folium builds one around every map
            raise TypeError(_NO_PAGE)
        shown = {**content, **self._common}
        root.header.add_child(_Markup(TEMPLATES.get_template("head.html.j2").render(policy=self._policy)))
        root.html.add_child(_Markup(TEMPLATES.get_template(template).render(**shown, **only_markup)))
        self.figure.add_child(_Behaviour(_script(shown, scripts)))
        return self.figure


def html(figure: folium.Map, title: str, lang: str) -> str:
    """Return a figure as one whole HTML document."""
    root: Any = figure.get_root()
    root.title = escape(title)
    page = str(root.render())
    return page.replace("<html>", f'<html lang="{"zh-CN" if lang == "zh" else "en"}">', 1)


def _script(shown: Mapping[str, Any], scripts: Sequence[str]) -> str:
    # tojson writes <, > and & as escapes: no name from a file can end the script.
    data = TEMPLATES.from_string("{{ shown | tojson }}").render(shown=shown)
    code = "\n".join(file(name) for name in scripts)
    beneath = "window.SIZHI_GROUND" if shown["embedded"] else ground.written()
    return (
        f"(function () {{\nvar SIZHI = {{ map: {shown['map']}, data: {data} }};\n"
        f"SIZHI.data.ground = {beneath};\n{code}\n}})();"
    )
