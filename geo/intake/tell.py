"""Short ways to state an issue; its texts may name the row, part, ring and layer of its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.model.issue import Issue, Severity, Where

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.intake.request import Request

_NAMED = ("layer", "part", "ring", "point", "row")


def error(code: str, where: Where | None = None, **params: Any) -> Issue:
    """The file cannot be used until this is mended.

    Examples
    --------
    >>> dict(error("parcel.empty", Where(row=7), part="甲").params)
    {'row': 7, 'part': '甲'}
    """
    return _issue(code, Severity.ERROR, where, params)


def warning(code: str, where: Where | None = None, **params: Any) -> Issue:
    """It was read, but a person should look."""
    return _issue(code, Severity.WARNING, where, params)


def note(code: str, where: Where | None = None, **params: Any) -> Issue:
    """Told for completeness."""
    return _issue(code, Severity.NOTE, where, params)


def layer_not_here(request: Request) -> tuple[Issue, ...]:
    """A word when somebody asks for a layer of a file that has none; its own name is as good as none."""
    if request.layer is None or request.layer in {request.name, request.stem}:
        return ()
    return (warning("layer.not_here", Where(file=request.name), chosen=request.layer),)


def _issue(code: str, severity: Severity, where: Where | None, params: Mapping[str, Any]) -> Issue:
    place = where or Where()
    named = {name: value for name in _NAMED if (value := getattr(place, name)) is not None}
    return Issue(code=code, severity=severity, where=place, params={**named, **params})
