"""How well the vertices are known: stated by the applicant, by the file, or taken by origin."""

import dataclasses

import pytest

from geo.assess import assess, demo_application
from geo.model.application import Options, Upload
from geo.model.assessment import Assessment
from geo.model.case import Case
from geo.resources import demo

TXT = (demo() / "zone.txt").read_bytes().decode("gbk")
"""The demonstration zone as a land-parcel TXT: three decimals, 精度=0.001."""


def _assessed(stated: str, **options: float) -> Assessment:
    text = TXT.replace("精度=0.001", f"精度={stated}")
    assert f"精度={stated}" in text
    boundary = Upload(name="zone.txt", data=text.encode("gbk"))
    application = dataclasses.replace(
        demo_application(), boundary=boundary, layers={}, options=Options(**options)
    )
    case = assess(application)
    assert isinstance(case, Case)
    return case.assessment


@pytest.mark.parametrize(
    ("stated", "accuracy", "origin"),
    [
        ("0.001", 0.05, "survey"),  # the number of decimals, not an accuracy
        ("0.01", 0.05, "survey"),  # finer than any survey
        ("0.15", 0.15, "file"),
        ("", 0.05, "survey"),
    ],
)
def test_the_file_is_believed_when_it_can_be_an_accuracy(stated: str, accuracy: float, origin: str) -> None:
    options = _assessed(stated).options
    assert (options["adopted_accuracy_m"], options["adopted_accuracy_origin"]) == (accuracy, origin)


def test_the_applicant_comes_before_the_file() -> None:
    options = _assessed("0.15", vertex_accuracy_m=0.3).options
    assert (options["adopted_accuracy_m"], options["adopted_accuracy_origin"]) == (0.3, "given")


def test_no_other_accuracy_is_tried_where_one_was_stated() -> None:
    assert not [row for row in _assessed("0.15").sensitivity if row.depends_on == "accuracy"]
    tried = [
        row.params["variant_m"] for row in _assessed("0.001").sensitivity if row.depends_on == "accuracy"
    ]
    assert tried == [0.1]


def _corners(decimals: int, **options: float) -> Assessment:
    """A table of corners in degrees about 1 km across, written to so many decimals."""
    corners = ((120.5512345, 31.3112345), (120.5612345, 31.3112345), (120.5612345, 31.3212345))
    rows = "".join(f"{i},{x:.{decimals}f},{y:.{decimals}f}\n" for i, (x, y) in enumerate(corners, 1))
    boundary = Upload(name="corners.csv", data=("点号,经度,纬度\n" + rows).encode())
    application = dataclasses.replace(
        demo_application(), boundary=boundary, layers={}, options=Options(**options)
    )
    case = assess(application)
    assert isinstance(case, Case)
    return case.assessment


@pytest.mark.parametrize(
    ("decimals", "accuracy", "origin"),
    [
        # By hand: 111 000 m · 10^-4 / √12 = 3.2043 m, with 0.05 m 3.2047 m;
        # 10^-6: 0.03204 m, with 0.05 m 0.0594 m.
        (4, 3.2, "written"),
        (6, 0.0594, "written"),
        (9, 0.05, "survey"),
    ],
)
def test_no_corner_is_known_better_than_it_is_written(decimals: int, accuracy: float, origin: str) -> None:
    options = _corners(decimals).options
    assert (options["adopted_accuracy_m"], options["adopted_accuracy_origin"]) == (accuracy, origin)


def _angles(seconds: int | None, heading: str = "经度,纬度", **options: float) -> Assessment:
    """A table in degrees, minutes and seconds with so many decimals; None: whole minutes only."""
    corners = ((120.5512345, 31.3112345), (120.5712345, 31.3112345), (120.5712345, 31.3412345))

    def angle(value: float) -> str:
        minutes = value % 1 * 60
        if seconds is None:
            return f"{int(value)}°{round(minutes)}′"
        left = f"{minutes % 1 * 60:.{seconds}f}"
        if "mmss" in heading:
            return f"{int(value)}.{int(minutes):02d}{left.replace('.', '').zfill(2 + seconds)}"
        return f"{int(value)}°{int(minutes)}′{left}″"

    rows = "".join(f"{i},{angle(x)},{angle(y)}\n" for i, (x, y) in enumerate(corners, 1))
    boundary = Upload(name="corners.csv", data=(f"点号,{heading}\n" + rows).encode())
    application = dataclasses.replace(
        demo_application(), boundary=boundary, layers={}, options=Options(**options)
    )
    case = assess(application)
    assert isinstance(case, Case)
    return case.assessment


@pytest.mark.parametrize(
    ("seconds", "heading", "accuracy", "origin"),
    [
        # By hand: a second is 111 000 / 3600 = 30.833 m, over √12 8.901 m; a hundredth of one 0.0890 m,
        # with 0.05 m 0.1021 m; a ten-thousandth vanishes beside 0.05 m. A minute: 1850 m / √12 = 534 m.
        (0, "经度,纬度", 8.9, "written"),
        (2, "经度,纬度", 0.102, "written"),
        (4, "经度,纬度", 0.05, "survey"),
        (None, "经度,纬度", 534.0, "written"),
        (0, "经度（ddd.mmss）,纬度（ddd.mmss）", 8.9, "written"),
        (2, "经度（ddd.mmss）,纬度（ddd.mmss）", 0.102, "written"),
    ],
)
def test_an_angle_is_known_to_its_last_written_second(
    seconds: int | None, heading: str, accuracy: float, origin: str
) -> None:
    options = _angles(seconds, heading).options
    assert (options["adopted_accuracy_m"], options["adopted_accuracy_origin"]) == (accuracy, origin)


@pytest.mark.parametrize(("seconds", "unit"), [(0, "1″"), (1, "0.1″"), (None, "1′")])
def test_an_accuracy_finer_than_the_seconds_is_taken_and_doubted(seconds: int | None, unit: str) -> None:
    found = _angles(seconds, vertex_accuracy_m=0.05)
    assert found.options["adopted_accuracy_m"] == 0.05
    told = {issue.code: issue.params for issue in found.issues}
    assert told["accuracy.finer_than_written"]["unit"] == unit


def test_too_few_decimals_leave_no_room_for_a_finer_variant() -> None:
    tried = [row.params["variant_m"] for row in _corners(6).sensitivity if row.depends_on == "accuracy"]
    assert tried == [0.1]


def test_an_accuracy_finer_than_the_decimals_is_taken_and_doubted() -> None:
    found = _corners(4, vertex_accuracy_m=0.05)
    assert found.options["adopted_accuracy_m"] == 0.05
    told = {issue.code: issue.params for issue in found.issues}
    assert told["accuracy.finer_than_written"] == {"given": 0.05, "written": 3.2, "unit": "0.0001°"}
    assert "accuracy.finer_than_written" not in {i.code for i in _corners(9, vertex_accuracy_m=0.05).issues}


def test_the_publishers_default_counts_where_nobody_says_more() -> None:
    plain = _assessed("0.001")
    assert "accuracy_defaults" not in plain.options
    own = _assessed("0.001", accuracy_defaults={"survey": 0.2})
    assert (own.options["adopted_accuracy_m"], own.options["adopted_accuracy_origin"]) == (0.2, "survey")
    assert own.options["accuracy_defaults"] == {"survey": 0.2}
    assert own.digest != plain.digest
    assert own.digest == _assessed("0.001", accuracy_defaults={"survey": 0.2}).digest
    # the band is proportional to the accuracy of the vertices: four times as wide
    width = [
        found.high - found.low
        for found in (item.measurements["total_land_area_m2"] for item in (plain, own))
        if found.high is not None and found.low is not None
    ]
    assert width[1] == pytest.approx(4 * width[0], rel=1e-6)


def test_what_the_applicant_states_is_not_replaced_by_the_publisher() -> None:
    found = _assessed("0.15", accuracy_defaults={"survey": 0.2}).options
    assert (found["adopted_accuracy_m"], found["adopted_accuracy_origin"]) == (0.15, "file")
