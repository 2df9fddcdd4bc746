"""Wrong usage in the user's language: what click says in English, said in Chinese too."""

from __future__ import annotations

import re

import click

from geo.i18n import LANGUAGES, text


def language_of(arguments: list[str]) -> str:
    """The language a command line asks for, also when it cannot be parsed.

    Examples
    --------
    >>> language_of(["assess", "a.zip", "--lang", "en"]), language_of(["demo", "--lang=en"]), language_of([])
    ('en', 'en', 'zh')
    """
    for index, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name == "--lang":
            asked = value if equals else next(iter(arguments[index + 1 :]), "")
            return asked if asked in LANGUAGES else "zh"
    return "zh"


def described(problem: click.ClickException, lang: str) -> str:
    """One message: what is wrong with the command line, and where its usage is described."""
    told = problem.format_message() if lang == "en" else _in_chinese(problem)
    context = getattr(problem, "ctx", None)
    command = context.command_path if context is not None else "sizhi"
    return f"{told}\n{text('cli.usage.help', lang, command=command)}"


def _in_chinese(problem: click.ClickException) -> str:
    match problem:
        case click.NoSuchOption():
            near = list(problem.possibilities or ())
            return text("cli.usage.no_option", name=problem.option_name, near=near)
        case click.BadOptionUsage():
            needed = re.search(r"requires (\d+|an) argument", problem.message)
            count = needed[1].replace("an", "1") if needed else ""
            return text("cli.usage.values", name=problem.option_name, count=count)
        case click.MissingParameter():
            return text("cli.usage.missing", name=_name(problem))
        case click.BadParameter():
            return text("cli.usage.bad_value", name=_name(problem), told=_bad_value(problem))
    message = problem.format_message()
    if found := re.match(r"Got unexpected extra arguments? \((.*)\)", message):
        return text("cli.usage.extra", found=found[1])
    if found := re.match(r"No such command '(.*?)'", message):
        return text("cli.usage.no_command", name=found[1])
    return message


def _name(problem: click.BadParameter) -> str:
    if problem.param_hint:
        hint = problem.param_hint
        return hint if isinstance(hint, str) else " ".join(hint)
    if problem.param is None:
        return ""
    return (
        problem.param.opts[0]
        if isinstance(problem.param, click.Option)
        else problem.param.human_readable_name
    )


def _bad_value(problem: click.BadParameter) -> str:
    kind = None if problem.param is None else problem.param.type
    quoted = re.search(r"'(.*?)'", problem.message)
    value = quoted[1] if quoted else ""
    match kind:
        case click.Path():
            return text("cli.usage.no_file", value=value)
        case click.Choice():
            return text("cli.usage.choice", value=value, choices=list(kind.choices))
        case click.IntRange() | click.FloatRange():
            low = "" if kind.min is None else f"{kind.min:g}"
            high = "" if kind.max is None else f"{kind.max:g}"
            return text("cli.usage.number", low=low, high=high)
    return problem.message
