"""``sizhi app``: the web app on this machine."""

from __future__ import annotations

import os
import socket
from contextlib import suppress

import click

from geo.i18n import LANGUAGES, text
from geo.resources import root


@click.command(short_help="Open the web app on this machine 打开网页")
@click.option("--port", default=8501, show_default=True, type=click.IntRange(1, 65535), help="Port 端口.")
@click.option("--no-browser", is_flag=True, help="Do not open a browser 不自动打开浏览器.")
def app(port: int, *, no_browser: bool) -> None:
    """Open the web app on 127.0.0.1.

    在本机打开网页；多人使用（统一登录、反向代理）见 docs/people.md。

    Nothing leaves this machine: the app listens on 127.0.0.1 only and loads nothing from outside. For several
    people, with a sign-on and behind a proxy, see docs/people.md.
    """
    os.chdir(root())
    from streamlit.web import bootstrap

    from geo.ui import login

    if _taken(port):
        lines = (text("serve.taken", lang, port=port, next=port % 65535 + 1) for lang in LANGUAGES)
        raise click.ClickException("\n".join(lines))
    # Before anything asks for a setting: one that changes later is told as a fault.
    bootstrap.load_config_options({"server_port": port} | ({"server_headless": True} if no_browser else {}))
    try:
        login.configured()
    except login.LoginError as problem:
        raise click.ClickException(problem.told()) from None
    arguments = ["run", "app.py", "--server.port", str(port)]
    if no_browser:
        arguments += ["--server.headless", "true"]
    # In this process: what was loaded so far need not be loaded again.
    from streamlit.web.cli import main as streamlit

    # Ctrl+C is how it is ended: nothing went wrong.
    with suppress(click.Abort):
        streamlit(arguments, prog_name="streamlit", standalone_mode=False)


def _taken(port: int) -> bool:
    """Whether something on this machine answers there already."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
