"""The options that say how a boundary file is to be read, and the application they make."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.cli.published import settings
from geo.i18n import text
from geo.model.application import LAYERS, Application, Options, Upload
from geo.model.zone import Level, Role, Zone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Command = Callable[..., Any]

FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)

_READING = (
    click.option("--city", help="City the land lies in: 苏州, Suzhou 所在设区市."),
    click.option("--crs", help="Coordinate system, when the file is silent or wrong: EPSG:4528 坐标系."),
    click.option(
        "--shift", type=click.Choice(["gcj02", "bd09"]), help="Drawn on an online map 火星坐标/百度坐标."
    ),
    click.option(
        "--approximate", is_flag=True, help="Accept Xian80 or Beijing54 to within metres 按近似转换."
    ),
    click.option("--layer", help="Layer, when the file holds several 图层."),
    click.option("--core", multiple=True, metavar="PART", help="This part is the core 核心区 (repeatable)."),
    click.option(
        "--centre", multiple=True, metavar="PART", help="This part is the centre 中心 (repeatable)."
    ),
    click.option("--base", multiple=True, metavar="PART", help="This part is a base 基地 (repeatable)."),
    click.option("--repair", is_flag=True, help="Apply the recommended repairs 采用建议的修复."),
    click.option(
        "--repair-part",
        multiple=True,
        metavar="PART=WAY",
        help="Repair this part in a way that was listed 另选修复方式, like 1=structure.",
    ),
)
_LAYERS = {
    "parks": "Industrial parks, any boundary format 产业园区.",
    "lines": "Named roads and rivers, to write and verify 四至 道路河流.",
    "buildings": "Floor-area ledger: XLSX, CSV or a layer 建筑台账.",
    "institutions": "Resident institutions: XLSX, CSV or a layer 入驻机构.",
    "zones": "Other zones: overlaps, and whom to compare with 其他集聚区.",
}


_JUDGING = (
    click.option("--level", type=click.Choice([level.value for level in Level]), default="provincial"),
    click.option("--zone-type", metavar="TYPE", help="Type of the zone, where a pack asks for it 类型."),
    click.option("--since", multiple=True, metavar="NAME=DATE", help="operation_since=2021-05-01 起始日期."),
    click.option("--answer", multiple=True, metavar="ITEM=yes|no", help="A checklist item 清单答复."),
    click.option("--claim", help="Claimed four boundaries to verify, or @FILE 声称的四至: 东至…、南至…."),
    click.option(
        "--accuracy", type=click.FloatRange(0, 1000), metavar="METRES", help="Vertex accuracy 界址点中误差."
    ),
)
_WORDS = {"yes": True, "no": False, "是": True, "否": False}


def judging_options(command: Command) -> Command:
    """What the applicant states besides the file."""
    for option in reversed(_JUDGING):
        command = option(command)
    return command


def reading_options(command: Command) -> Command:
    """How the boundary file is to be read."""
    for option in reversed(_READING):
        command = option(command)
    return command


def layer_options(command: Command) -> Command:
    """The supporting layers."""
    for name in reversed(LAYERS):
        command = click.option(f"--{name}", type=FILE, help=_LAYERS[name])(command)
    return command


def application_of(file: Path, given: dict[str, Any]) -> Application:
    """The application a command line describes; options a command does not have stay at their defaults.

    Raises
    ------
    click.BadParameter
        An unknown city, a coordinate system nobody can read, a claim file that is not there.
    """
    lang = given["lang"]
    city = _city(given["city"], lang) if given["city"] else None
    if given["crs"]:
        _check_crs(given["crs"], lang)
    layers = {name: given[name] for name in LAYERS if given.get(name)}
    return Application(
        zone=Zone(
            name=given.get("name") or file.stem,
            level=Level(given.get("level") or "provincial"),
            city=city,
            claim=_claim(given.get("claim"), lang),
        ),
        boundary=Upload(name=file.name, data=file),
        layers={name: Upload(name=path.name, data=path) for name, path in layers.items()},
        options=_options(given),
    )


def _options(given: dict[str, Any]) -> Options:
    published = settings()
    return Options(
        layer=given["layer"],
        crs=given["crs"],
        shift=given["shift"],
        approximate=given["approximate"],
        roles=_roles(given),
        repair=given["repair"],
        repairs=_pairs(given["repair_part"], "--repair-part", given["lang"]),
        vertex_accuracy_m=given.get("accuracy"),
        accuracy_defaults=published.accuracy,
        pack=given.get("pack") or published.pack,
        on=given.get("on"),
        since=_pairs(given.get("since") or (), "--since", given["lang"]),
        zone_type=given.get("zone_type"),
        checklist=_answers(given),
    )


def _pairs(given: Sequence[str], option: str, lang: str) -> dict[str, str]:
    """``NAME=VALUE`` options by name."""
    pairs = {}
    for entry in given:
        name, equals, value = entry.rpartition("=")
        if not equals or not name.strip() or not value.strip():
            raise click.BadParameter(text("cli.no_pair", lang, found=entry), param_hint=option)
        pairs[name.strip()] = value.strip()
    return pairs


def _answers(given: dict[str, Any]) -> dict[str, bool]:
    """Checklist answers: ``operator=yes``."""
    answers = {}
    for item, word in _pairs(given.get("answer") or (), "--answer", given["lang"]).items():
        if word.lower() not in _WORDS:
            found = f"{item}={word}"
            raise click.BadParameter(text("cli.no_answer", given["lang"], found=found), param_hint="--answer")
        answers[item] = _WORDS[word.lower()]
    return answers


def _roles(given: dict[str, Any]) -> dict[str, Role]:
    roles: dict[str, Role] = {}
    for role in Role:
        for part in given[role.value]:
            if roles.setdefault(part, role) is not role:
                raise click.BadParameter(
                    text("cli.two_roles", given["lang"], part=part), param_hint=f"--{role.value}"
                )
    return roles


def _claim(given: str | None, lang: str) -> str | None:
    """The claim itself, or the text of the file named after @."""
    if given is None or not given.startswith("@"):
        return given
    try:
        return Path(given[1:]).read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError) as problem:
        raise click.BadParameter(
            text("cli.claim_file", lang, file=given[1:]), param_hint="--claim"
        ) from problem


def _city(given: str, lang: str) -> str:
    """The city by its name, or wrong usage with the nearest name and all of them."""
    from geo.errors import UsageError
    from geo.places import require_city

    try:
        return require_city(given)
    except UsageError as problem:
        raise click.BadParameter(
            text(f"error.{problem.code}", lang, **problem.params), param_hint="--city"
        ) from problem


def _check_crs(given: str, lang: str) -> None:
    """An option nobody can read is wrong usage, told before the file is opened."""
    from geo.crs import parse_choice
    from geo.errors import CrsError

    try:
        parse_choice(given)
    except CrsError as problem:
        raise click.BadParameter(
            text(f"error.{problem.code}", lang, **problem.params), param_hint="--crs"
        ) from problem
