"""``sizhi registry people|grant|withdraw``: who holds which role, on the server's own command line.

This is how the first administrator comes in: whoever may run commands on the server gives the role.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from geo.cli.console import console, say
from geo.cli.registry import data_option, database_option, lang_option, open_data
from geo.i18n import text

if TYPE_CHECKING:
    from pathlib import Path

ROLES = ("applicant", "reviewer", "authority", "admin")
"""`geo.registry.people.GIVEN`, without loading the register for `sizhi --help`; a test compares them."""

_subject = click.argument("subject")
_role = click.argument("role", type=click.Choice(ROLES))


@click.command(short_help="Who holds which role 人员与角色")
@data_option
@database_option
@lang_option
def people(data: Path, database: str | None, lang: str) -> None:
    """List who signed in or was given a role; who holds none comes first.

    列出登录过的和被授予角色的人员。
    """
    from rich.markup import escape
    from rich.table import Table

    from geo.registry import LOCAL
    from geo.registry.people import people_of

    with open_data(data, database) as register:
        found = people_of(register, LOCAL)
    if not found:
        say(text("cli.people.none", lang))
        return
    table = Table(box=None)
    for name in ("name", "subject", "roles"):
        table.add_column(text(f"cli.people.column_{name}", lang), overflow="fold")
    for member in found:
        roles = [text(f"registry.role.{line.role.value}", lang) for line in member.grants]
        told = " · ".join(roles) or text("cli.people.no_role", lang)
        named = member.name or text("registry.member.nameless", lang)
        table.add_row(escape(named), escape(member.id), told)
    console().print(table)


@click.command(short_help="Give somebody a role 授予角色")
@_subject
@_role
@data_option
@database_option
@lang_option
@click.option("--name", default="", help="Name for the list 姓名.")
@click.option("--reason", default="", help="Why 理由.")
def grant(subject: str, role: str, *, data: Path, database: str | None, lang: str, **said: str) -> None:
    """Give SUBJECT the ROLE: applicant, reviewer, authority or admin.

    授予角色。SUBJECT 是登录标识（签发地址|编号），本人登录后点右上角的姓名可以看到。
    """
    from geo.registry import LOCAL, Role
    from geo.registry import people as known
    from geo.registry.problems import in_words

    with open_data(data, database) as register:
        fresh = known.grant(register, LOCAL, subject, Role(role), **said)
    key = "granted" if fresh else "held"
    say(text(f"cli.people.{key}", lang, role=in_words("role", role), subject=subject))


@click.command(short_help="Take a role away 撤销角色")
@_subject
@_role
@data_option
@database_option
@lang_option
@click.option("--reason", required=True, help="Why 理由.")
def withdraw(subject: str, role: str, *, data: Path, database: str | None, lang: str, reason: str) -> None:
    """Take the ROLE from SUBJECT; it counts from the person's next action on.

    撤销角色，自其下一次操作起生效。
    """
    from geo.registry import LOCAL, Role
    from geo.registry import people as known
    from geo.registry.problems import in_words

    with open_data(data, database) as register:
        gone = known.withdraw(register, LOCAL, subject, Role(role), reason=reason)
    key = "withdrawn" if gone else "not_held"
    say(text(f"cli.people.{key}", lang, role=in_words("role", role), subject=subject))


PEOPLE: tuple[click.Command, ...] = (people, grant, withdraw)
