"""What a map fetches: made once, sent compressed, gone when it is gone; and what is kept of it."""

import json
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from asking import ask
from shapely import box
from starlette.applications import Starlette

from geo.maps import ground
from geo.maps.listed import Listed
from geo.maps.many import Blocks
from geo.ui import derived, map_data
from geo.ui.map_data import HTML, OFFERS, Offer
from geo.ui.shelf import Shelf

APP = Starlette(routes=map_data.routes())


def test_what_is_offered_is_made_once_and_sent_compressed_for_good() -> None:
    made = []

    def make() -> bytes:
        made.append(1)
        return b'{"a":1}'

    address = OFFERS.offer(("a test", 1), Offer(make))
    for _ in range(3):
        answer = ask(APP, address)
        assert (answer.status, answer.json) == (200, {"a": 1})
    assert made == [1]
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    assert ask(APP, address, encoding="identity").body == b'{"a":1}'


def test_a_document_says_what_it_may_load() -> None:
    address = OFFERS.offer("a document", Offer(lambda: b"<p>", HTML, "default-src 'self'"))
    answer = ask(APP, address)
    assert answer.headers["content-type"] == HTML
    assert answer.headers["content-security-policy"] == "default-src 'self'"


@pytest.mark.parametrize("place", ["/map/nothing", "/map/nothing/9/1/1", "/map/..%2fx"])
def test_what_is_not_offered_is_gone(place: str) -> None:
    answer = ask(APP, place)
    assert answer.status in {404, 410}
    assert "immutable" not in answer.headers.get("cache-control", "")


def test_the_ground_lies_under_a_name_that_changes_with_it() -> None:
    name, content = ground.script()
    answer = ask(APP, f"{map_data.LEAFLET_URL}/{name}")
    assert (answer.status, answer.text) == (200, content.decode())
    assert "immutable" in answer.headers["cache-control"]
    held = json.loads(content.decode().removeprefix("window.SIZHI_GROUND=").removesuffix(";"))
    assert [len(held[level]["features"]) for level in ("province", "city")] == [1, 13]
    assert ask(APP, f"{map_data.LEAFLET_URL}/ground-0000000000000000.js").status == 410


def test_blocks_lie_below_one_address_and_others_do_not_exist() -> None:
    land = np.array([box(119.4, 32.8, 119.6, 33.0)], dtype=object)
    address = OFFERS.offer_blocks("blocks", lambda: Blocks(land))
    # 119.5° E, 32.9° N lies in column 425 and row 206 of 512
    assert ask(APP, f"{address}/9/425/206").json[0][:2] == [0, 0]
    assert ask(APP, f"{address}/9/0/0").json == []
    assert ask(APP, f"{address}/10/1/1").status == 410
    assert ask(APP, f"{address}/9/512/1").status == 410


def test_offers_nobody_renews_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(map_data, "MOST_OFFERS", 3)
    offers = map_data.Offers()
    first, *_ = [offers.offer(i, Offer(lambda: b"x")) for i in range(3)]
    offers.offer(0, Offer(lambda: b"x"))
    offers.offer(3, Offer(lambda: b"x"))
    assert offers.answer(first.rsplit("/", 1)[1]) is not None
    assert offers.answer(map_data.digest(1)) is None


def test_one_makes_and_the_others_wait() -> None:
    shelf, made, got = Shelf(100, len), [], []

    def make() -> bytes:
        made.append(1)
        time.sleep(0.05)
        return b"abc"

    threads = [threading.Thread(target=lambda: got.append(shelf.get("k", make))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (made, got) == ([1], [b"abc"] * 8)


def test_an_error_is_not_kept() -> None:
    shelf: Shelf[bytes] = Shelf(100, len)
    with pytest.raises(ZeroDivisionError):
        shelf.get("k", lambda: bytes(1 // 0))
    assert shelf.get("k", lambda: b"well") == b"well"


def test_a_shelf_holds_so_many_bytes_and_gives_up_the_longest_unused() -> None:
    shelf: Shelf[bytes] = Shelf(10, len)
    for key in "abc":
        shelf.get(key, lambda: b"1234")
    assert (shelf.held, shelf.found("a"), shelf.found("b")) == (8, None, (b"1234",))
    shelf.get("huge", lambda: b"x" * 11)
    assert (shelf.held, shelf.found("huge")) == (8, None)


def listed() -> Listed:
    land = np.array([box(118, 32, 118.1, 32.1), None], dtype=object)
    return Listed(["0", "1"], ["甲园", None], [None] * 2, [None] * 2, [None] * 2, land)


def test_names_and_land_are_worked_out_once_and_are_the_same_again(tmp_path: Path) -> None:
    derived.names_and_land(tmp_path, "k", listed)
    again = derived.names_and_land(tmp_path, "k", lambda: pytest.fail("made twice"))
    assert again.name == ["甲园", None]
    assert again.geometry[0].equals(listed().geometry[0])
    assert again.geometry[1] is None


def test_what_was_kept_and_is_damaged_is_worked_out_anew(tmp_path: Path) -> None:
    derived.names_and_land(tmp_path, "k", listed)
    (file,) = (tmp_path / derived.FOLDER).iterdir()
    file.write_bytes(file.read_bytes()[:40])
    assert derived.names_and_land(tmp_path, "k", listed).name == ["甲园", None]
    assert json.dumps(derived.names_and_land(tmp_path, "k", lambda: pytest.fail("made twice")).name)
