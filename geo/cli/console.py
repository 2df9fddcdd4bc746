"""What the terminal shows: messages, progress, colours only where a person looks."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console


COMPARED = {">=": "≥", "<=": "≤", ">": ">", "<": "<"}
"""Operators of the packs as people write them."""


def say(message: str) -> None:
    """One message to standard error: standard output belongs to results."""
    click.echo(message, err=True)


def console(*, err: bool = False) -> Console:
    """A rich console; without a terminal it is plain and 110 columns wide."""
    from rich.console import Console

    stream = sys.stderr if err else sys.stdout
    return Console(file=stream, width=None if stream.isatty() else 110, highlight=False, soft_wrap=False)


def write(out: Console, markup: str) -> None:
    """One sentence: wrapped for a person at a terminal, left whole in a file or a pipe."""
    out.print(markup, soft_wrap=not out.is_terminal)


@contextmanager
def progress(message: str) -> Iterator[None]:
    """Show on standard error that something is under way, while it is and only on a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    with console(err=True).status(message, spinner="line"):
        yield
