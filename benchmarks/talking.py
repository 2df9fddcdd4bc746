"""Somebody at the app without a browser: speaks to it as its pages do, over the same socket."""

from __future__ import annotations

import asyncio
import html
import json
import re
import time
import urllib.request
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileUploaderState, FileURLsRequest, StringArray, UploadedFileInfo
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

PATIENCE_S = 180.0
FETCHED = re.compile(r"/map/[0-9a-f]{32}")
"""Addresses of a map's document and of its layers, in what a page says."""
SCENE = re.compile(r'data-scene="([^"]*)"')
"""What a map is told to show."""


class PageError(RuntimeError):
    """The page said that something went wrong."""


@dataclass
class Person:
    """One person: their socket, what stands on their page, and what they have set on it."""

    address: str
    socket: Any = None
    session: str = ""
    page: str = ""
    query: str = ""
    pages: dict[str, str] = field(default_factory=dict)
    elements: list[Any] = field(default_factory=list)
    set_to: dict[str, WidgetState] = field(default_factory=dict)
    has: set[str] = field(default_factory=set)
    received: int = 0
    token: str = ""

    async def come(self) -> None:
        """Open the app."""
        answer = await asyncio.to_thread(
            lambda: urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=PATIENCE_S)  # noqa: S310
        )
        cookies = answer.headers.get_all("Set-Cookie") or []
        self.token = next(
            (c.split("=", 1)[1].split(";")[0] for c in cookies if "xsrf" in c.split("=")[0]), ""
        )
        self.socket = await websockets.connect(
            self.address.replace("http", "ws") + "/_stcore/stream",
            subprotocols=["streamlit", self.token or "none"],  # type: ignore[list-item]
            additional_headers={"Cookie": f"_streamlit_xsrf={self.token}"},
            max_size=None,
            ping_timeout=None,
            open_timeout=PATIENCE_S,
        )

    async def leave(self) -> None:
        """Close the tab."""
        await self.socket.close()

    async def run(self, page: str | None = None, query: str | None = None, *widgets: WidgetState) -> float:
        """Run a page and wait for its end; gives the seconds it took.

        Raises
        ------
        PageError
            The script broke, or the page shows its word for that.
        """
        if page is not None:
            self.page, self.set_to = page, {}
        self.query = self.query if query is None else query
        self.set_to |= {state.id: state for state in widgets}
        asked = BackMsg()
        state = asked.rerun_script
        state.query_string = self.query
        state.page_script_hash = self.pages.get(self.page, "")
        state.page_name = "" if self.page in self.pages else self.page
        state.widget_states.widgets.extend(self.set_to.values())
        began = time.perf_counter()
        await self.socket.send(asked.SerializeToString())
        await asyncio.wait_for(self._until_done(), PATIENCE_S)
        for name in [
            name for name, state in self.set_to.items() if state.WhichOneof("value") == "trigger_value"
        ]:
            del self.set_to[name]
        return time.perf_counter() - began

    async def _until_done(self) -> None:
        """Take in what the page says; a run that was overtaken by another is not the end."""
        self.elements = []
        while True:
            data = await self.socket.recv()
            self.received += len(data)
            message = ForwardMsg.FromString(data)
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self.elements = []
                self.session = message.new_session.initialize.session_id or self.session
                for one in message.new_session.app_pages:
                    self.pages[one.url_pathname] = one.page_script_hash
            elif kind == "navigation":
                for one in message.navigation.app_pages:
                    self.pages[one.url_pathname] = one.page_script_hash
            elif kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                self._take(message.delta.new_element)
            elif kind == "session_event" and message.session_event.HasField("script_compilation_exception"):
                raise PageError("the script does not compile")
            elif kind == "script_finished":
                if message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                    return
                if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    raise PageError("the script does not compile")

    def _take(self, element: Any) -> None:
        kind = element.WhichOneof("type")
        if kind == "exception":
            raise PageError(element.exception.message)
        if kind == "alert" and "本页出了问题" in element.alert.body:
            raise PageError("the page broke")
        self.elements.append(getattr(element, kind))

    def said(self) -> str:
        """The text of the page's own HTML."""
        return "\n".join(one.body for one in self.elements if one.DESCRIPTOR.name == "Html")

    async def fetch(self) -> float:
        """Fetch what the map of the page is made of, as a browser does: each address once; gives seconds.

        What a map fetches only when somebody switches it on is left alone.
        """
        lazy = {layer["url"] for layer in self._layers() if layer["lazy"]}
        asked = {
            found for one in self.elements for found in FETCHED.findall(getattr(one, "body", "") + _at(one))
        }
        return await self._fetched(asked - lazy)

    async def switch_on(self, key: str) -> float:
        """Switch a layer of the map on; gives the seconds until it is there."""
        return await self._fetched({layer["url"] for layer in self._layers() if layer["key"] == key})

    def _layers(self) -> list[dict[str, Any]]:
        scenes = [found for one in self.elements for found in SCENE.findall(getattr(one, "body", ""))]
        return [layer for scene in scenes for layer in json.loads(html.unescape(scene))["layers"]]

    async def _fetched(self, asked: set[str]) -> float:
        began = time.perf_counter()
        for address in sorted(asked - self.has):
            self.received += await asyncio.to_thread(self._get, address)
        self.has |= asked
        return time.perf_counter() - began

    def _get(self, address: str) -> int:
        request = urllib.request.Request(self.address + address, headers={"Accept-Encoding": "gzip"})  # noqa: S310
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:  # noqa: S310
            return len(answer.read())

    def find(self, kind: str, label: str = "") -> Any:
        """The first widget of a kind whose label contains a text."""
        for one in self.elements:
            if one.DESCRIPTOR.name == kind and label in getattr(one, "label", ""):
                return one
        raise PageError(f"there is no {kind} {label} on the page {self.page}")

    async def send_file(self, uploader: Any, name: str, data: bytes) -> WidgetState:
        """Send a file as the browser does; gives the state of the uploader that holds it."""
        asked = BackMsg(
            file_urls_request=FileURLsRequest(request_id="1", file_names=[name], session_id=self.session)
        )
        await self.socket.send(asked.SerializeToString())
        while True:
            message = ForwardMsg.FromString(await asyncio.wait_for(self.socket.recv(), PATIENCE_S))
            if message.WhichOneof("type") == "file_urls_response":
                break
        place = message.file_urls_response.file_urls[0]
        await asyncio.to_thread(self._put, urljoin(self.address, place.upload_url), name, data)
        held = UploadedFileInfo(file_id=place.file_id, name=name, size=len(data), file_urls=place)
        return WidgetState(
            id=uploader.id, file_uploader_state_value=FileUploaderState(uploaded_file_info=[held])
        )

    def _put(self, url: str, name: str, data: bytes) -> None:
        line = "sizhi-benchmark"
        head = (
            f'--{line}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        request = urllib.request.Request(  # noqa: S310 - the app's own address
            url,
            data=head.encode() + data + f"\r\n--{line}--\r\n".encode(),
            method="PUT",
            headers={
                "Content-Type": f"multipart/form-data; boundary={line}",
                "X-Xsrftoken": self.token,
                "Cookie": f"_streamlit_xsrf={self.token}",
            },
        )
        with urllib.request.urlopen(request, timeout=PATIENCE_S):  # noqa: S310
            pass


def _at(element: Any) -> str:
    """Where the document of an embedded page lies."""
    return str(getattr(element, "src", "")) if element.DESCRIPTOR.name == "IFrame" else ""


def chosen(widget: Any, *values: str) -> WidgetState:
    """A multiselect set to these."""
    return WidgetState(id=widget.id, string_array_value=StringArray(data=values))
