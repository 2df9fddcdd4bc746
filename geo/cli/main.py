"""Entry point: the group of commands, and the edge where errors become messages and exit codes."""

from __future__ import annotations

import sys
from typing import Any

import click

from geo import __version__
from geo.cli.commands import COMMANDS
from geo.cli.console import say
from geo.cli.exits import EXIT_PASS, EXIT_USAGE
from geo.cli.usage import described, language_of
from geo.errors import SizhiError
from geo.i18n import text
from geo.i18n.catalogue import has


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="""
    Start here 从这里开始:  sizhi demo

    Shell completion 命令补全:  eval "$(_SIZHI_COMPLETE=bash_source sizhi)"   (or zsh_, fish_source)
    """,
)
@click.version_option(__version__, prog_name="sizhi")
def cli() -> None:
    """Sizhi 四至: verify the footprint of an IP-service cluster zone, clause by clause.

    读取边界文件，逐条核验知识产权服务业集聚发展区的空间要求。
    """


for command in COMMANDS:
    cli.add_command(command)


def main(arguments: list[str] | None = None) -> None:
    """Run the command; a mendable error becomes one message and exit status 2, never a traceback."""
    lang = language_of(sys.argv[1:] if arguments is None else arguments)
    try:
        status: Any = cli.main(args=arguments, prog_name="sizhi", standalone_mode=False)
    except click.exceptions.Abort:
        say(text("cli.interrupted", lang))
        sys.exit(130)
    except click.ClickException as problem:
        say(described(problem, lang))
        sys.exit(EXIT_USAGE)
    except SizhiError as problem:
        key = f"error.{problem.code}"
        say(text(key, lang, **problem.params) if has(key, lang) else str(problem))
        sys.exit(EXIT_USAGE)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(EXIT_PASS)
    except OSError as problem:
        say(text("cli.system", lang, problem=problem.strerror or "", file=problem.filename or ""))
        sys.exit(EXIT_USAGE)
    sys.exit(status if isinstance(status, int) else EXIT_PASS)
