"""Take the pictures of this folder: python docs/images/make.py [folder].

Needs Chromium (tests/browser_needs.sh). The register they show is filled by filled.py: made up, and named so.
"""

import sys
import tempfile
from itertools import product
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "browser"))

from driving import Browser, Watch, app, begin, browser, settled, step  # noqa: E402 - found by the line above
from filled import filled  # noqa: E402

WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 390, "height": 844}
Size = dict[str, int]


def whole_page(page: object) -> None:
    """Make the window as high as the page, so that nothing is below the picture."""
    height = page.evaluate("document.querySelector('[data-testid=stMainBlockContainer]').scrollHeight")  # type: ignore[attr-defined]
    page.set_viewport_size({"width": page.viewport_size["width"], "height": height + 10})  # type: ignore[attr-defined]
    page.wait_for_timeout(1200)  # type: ignore[attr-defined]


def small(file: Path) -> None:
    """256 colours: a quarter of the bytes. A strip of the map's own colours keeps the rare ones."""
    from PIL import Image

    from geo.maps.theme import STYLES

    own = sorted({"#1b7f4d", "#b42318", *(style.color for style in STYLES.values())})
    with Image.open(file) as taken:
        picture = taken.convert("RGB")
    width, height = picture.size
    strip = Image.new("RGB", (width, height + 40), "white")
    strip.paste(picture)
    for index, colour in enumerate(own):
        strip.paste(colour, (index * 40, height, index * 40 + 40, height + 40))
    reduced = strip.quantize(256, dither=Image.Dither.NONE).crop((0, 0, width, height))
    reduced.save(file, optimize=True)


def shown(names: dict[str, str]) -> dict[str, str]:
    """Every page, by the name of its picture: the address of what it shows."""
    return {
        "province": "?measure=land_m2",
        "zone": f"zone?zone={names['zone']}",
        "apply": f"apply?application={names['draft']}&step=verdict",
        "review": f"review?application={names['review']}",
        "coverage": "coverage?add=120.62,31.30",
        "data": "data",
    }


def further(names: dict[str, str]) -> dict[str, str]:
    """More of the pages, in Chinese and wide only."""
    steps = ("files", "reading", "roles", "problems", "facts", "submit")
    judged = ("compare", "files", "again")
    tabs = ("add", "health", "trail", "copies", "settings", "rules", "people")
    return {
        "zone-unbounded": "zone?zone=nanjing-jiangning",
        "apply-start": "apply",
        "apply-returned": f"apply?application={names['returned']}",
        **{f"apply-{name}": f"apply?application={names['draft']}&step={name}" for name in steps},
        "review-queue": "review?stage=all",
        **{f"review-{name}": f"review?application={names['review']}&tab={name}" for name in judged},
        **{f"data-{name}": f"data?tab={name}" for name in tabs},
    }


def pages(opened: Browser, address: str, folder: Path, names: dict[str, str]) -> None:
    """Every page in both languages, light and dark, wide and narrow; more of them in one."""
    looks = list(product(("zh", "en"), ("light", "dark"), (WIDE, NARROW)))
    for name, place in shown(names).items():
        for lang, scheme, size in looks:
            file = folder / f"{name}-{lang}-{scheme}-{size['width']}.png"
            picture(opened, f"{address}/{place}", file, lang=lang, scheme=scheme, size=size)
    for name, place in further(names).items():
        picture(opened, f"{address}/{place}", folder / f"{name}.png")


def picture(
    opened: Browser, place: str, file: Path, *, lang: str = "zh", scheme: str = "light", size: Size = WIDE
) -> None:
    """Open an address as somebody new, and take the whole page."""
    context = opened.new_context(viewport=size, color_scheme=scheme)
    page = context.new_page()
    watch = Watch(page)
    page.goto(f"{place}{'&' if '?' in place else '?'}lang={lang}")
    page.wait_for_selector(".sz-heading, .sz-top, .sz-steps")
    settled(page)
    page.wait_for_timeout(1000)
    whole_page(page)
    page.screenshot(path=file)
    context.close()
    if watch.errors or watch.foreign:
        print(file.name, *watch.errors, *watch.foreign)  # noqa: T201 - a script


def states(opened: Browser, address: str, folder: Path) -> None:
    """What a faulty file looks like: repairs proposed, two readings, several layers, refused."""
    for name, file, asked in (
        ("repair", "bad/bow_tie.geojson", "problems"),
        ("shift", "bad/gcj02.geojson", "reading"),
        ("conflict", "bad/wrong_zone.txt", "reading"),
        ("layers", "zone.dxf", "reading"),
    ):
        context = opened.new_context(viewport=WIDE)
        page = context.new_page()
        page.goto(address)
        page.wait_for_selector(".sz-heading")
        settled(page)
        begin(page, file)
        step(page, asked)
        page.wait_for_timeout(1500)
        whole_page(page)
        page.screenshot(path=folder / f"state-{name}.png")
        context.close()


def sight(opened: Browser, address: str, folder: Path) -> None:
    """What is seen before the framework has arrived: here it never does."""
    for lang, size in product(("zh", "en"), (WIDE, NARROW)):
        context = opened.new_context(viewport=size)
        page = context.new_page()
        page.route("**/static/js/**", lambda route: route.abort())
        page.goto(f"{address}/?lang={lang}")
        page.wait_for_selector("#sz-sight", state="attached")
        page.wait_for_timeout(500)
        page.screenshot(path=folder / f"sight-{lang}-{size['width']}.png")
        context.close()


def saved_map(opened: Browser, folder: Path) -> None:
    """The map as one file, opened without a network."""
    from geo.assess import assess, demo_application
    from geo.maps import zone_map
    from geo.model.case import Case

    case = assess(demo_application())
    if not isinstance(case, Case):
        raise TypeError("the demonstration was refused")
    file = folder / "map.html"
    file.write_text(zone_map(case), encoding="utf-8")
    context = opened.new_context(viewport=WIDE, offline=True)
    page = context.new_page()
    for name, place in (
        ("demo-map", "#part-2"),
        ("demo-map-whole", ""),
        ("demo-map-claims", "#layer-claims"),
    ):
        page.goto("about:blank")
        page.goto(f"{file.resolve().as_uri()}{place}")
        page.wait_for_timeout(1500)
        page.screenshot(path=folder / f"{name}.png")
    file.unlink()
    context.close()


def main() -> None:
    """Take every picture into the folder named, by default this one."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        names = filled(Path(data))
        with app(SIZHI_DATA=data) as address, browser() as opened:
            saved_map(opened, folder)
            pages(opened, address, folder, names)
            states(opened, address, folder)
            sight(opened, address, folder)
    for file in folder.glob("*.png"):
        small(file)


if __name__ == "__main__":
    main()
