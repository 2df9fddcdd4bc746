"""The commands, in the order ``sizhi --help`` lists them."""

from __future__ import annotations

import click

from geo.cli.app import app
from geo.cli.assess import assess
from geo.cli.compare import compare
from geo.cli.convert import convert
from geo.cli.demo import demo
from geo.cli.doctor import doctor
from geo.cli.packs import packs
from geo.cli.registry import registry
from geo.cli.registry_people import PEOPLE
from geo.cli.replay import replay
from geo.cli.template import template

COMMANDS: tuple[click.Command, ...] = (
    assess,
    demo,
    app,
    convert,
    compare,
    replay,
    registry,
    packs,
    template,
    doctor,
)

for command in PEOPLE:
    registry.add_command(command)
