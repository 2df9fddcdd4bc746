"""The commands, in the order ``sizhi --help`` lists them."""

from __future__ import annotations

import click

from geo.cli.app import app
from geo.cli.assess import assess
from geo.cli.demo import demo

COMMANDS: tuple[click.Command, ...] = (assess, demo, app)
