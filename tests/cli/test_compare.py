"""``sizhi compare``: exit status, JSON, and two columns on the terminal."""

from collections.abc import Callable
from pathlib import Path

from geo.resources import demo
from tests.cli.conftest import Ran, ring

Sizhi = Callable[..., Ran]
PACKS = ("--pack", "jiangsu-2024-draft", "--pack", "zhejiang-digital-ad-2024-illustrative")


def test_two_packs_side_by_side(sizhi: Sizhi) -> None:
    ran = sizhi("compare", demo() / "zone.geojson", *PACKS, "--lang", "en")
    assert ran.status == 1
    assert "Zhejiang digital" in ran.out
    assert "≥ 20,000.0 m²" in ran.out


def test_json_alone_on_standard_output(sizhi: Sizhi) -> None:
    ran = sizhi("compare", demo() / "zone.geojson", *PACKS, "--json", "-")
    document = ran.document
    assert document["schema"] == "sizhi/comparison/1"
    assert len(document["columns"]) == 2
    assert all(len(row["findings"]) == 2 for row in document["rows"])


def test_two_days_that_make_no_difference_exit_with_0(sizhi: Sizhi) -> None:
    days = ("--on", "2025-01-01", "--on", "2026-01-01")
    ran = sizhi("compare", demo() / "zone.geojson", *days)
    assert ran.status == 0


def test_one_pack_and_no_day_is_wrong_usage(sizhi: Sizhi, geojson) -> None:
    ran = sizhi(
        "compare", geojson(("core", ring(120.47, 31.36, 0.001, 0.001))), "--pack", "jiangsu-2024-draft"
    )
    assert ran.status == 2
    assert "--pack" in ran.err


def test_a_file_that_cannot_be_used_says_why_once(sizhi: Sizhi, tmp_path: Path) -> None:
    empty = tmp_path / "empty.geojson"
    empty.write_bytes(b"")
    ran = sizhi("compare", empty, *PACKS, "--json", "-")
    assert ran.status == 3
    assert ran.document["status"] == "refused"
