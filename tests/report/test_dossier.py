"""The dossier: everything recorded stands in it, in both languages, and it needs nothing else."""

import re
from dataclasses import replace

import pytest

from geo import words
from geo.assess import assess, demo_application
from geo.i18n import text
from geo.maps.picture import details, legend, zone_picture
from geo.model.case import Case
from geo.model.measurement import Measurement
from geo.registry.public import ledger_totals, public_document
from geo.report import changes, ledger_rows, sheet
from geo.report.document import assessment_document
from geo.report.dossier import Drawn, File, Filing, Step, dossier
from geo.report.stored import stored_assessment
from geo.report.together import together


@pytest.fixture(scope="module")
def case() -> Case:
    found = assess(demo_application())
    assert isinstance(found, Case)
    return found


def filed(case: Case, **other: object) -> Filing:
    values: dict[str, object] = {
        "number": "SZ-2026-00000001",
        "facts": (("申报人", "安之远"),),
        "printed": "2026-11-27",
        "digest": case.assessment.digest,
        "sha256": "f" * 64,
        "way": (
            Step(action="退回修改", moved="评审 → 退回", who="芮", when="今天", changes=("补充台账。",)),
        ),
        "files": (File(kind="边界文件", name="zone.geojson", size="8 KB", sha256="a" * 64),),
        "replay": ("✓", "结果一致"),
        **other,
    }
    return Filing(**values)  # type: ignore[arg-type]


def drawings(case: Case) -> Drawn:
    places = tuple((name, zone_picture(case, box=box)) for name, box in details(case))
    return Drawn(whole=zone_picture(case), places=places, legend=tuple(legend(case)))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_holds_the_whole_record(case: Case, lang: str) -> None:
    page = dossier(case.assessment, filed(case), drawings(case), lang)
    for told in ("SZ-2026-00000001", "安之远", "补充台账。", "a" * 64, "f" * 64, case.assessment.digest):
        assert told in page
    for finding in case.assessment.findings:
        assert finding.title[lang] in page
    for part in case.assessment.parts:
        assert f"{part.area_m2:,.1f}" in page
    # The ledgers of data/boundaries/demo row by row.
    assert "演示1号楼" in page
    assert "示例甲专利代理事务所" in page
    assert len(re.findall("<svg", page)) >= 4


def test_rows_are_marked_as_the_clause_counts_them(case: Case) -> None:
    # data/boundaries/demo/README.md: 24 rows, 19 counted, one repeated, one outside, three public platforms.
    item = case.assessment
    rows = ledger_rows.institutions(item, "zh")
    marked = [row[4] for row in rows]
    assert (len(rows), marked.count("计入"), marked.count("不计入")) == (24, 19, 5)
    assert [row[5] for row in rows if "中心" in row[1]] == [text("sheet.why_platform")] * 2
    clause = next(finding for finding in item.findings if finding.rule == "market_institutions")
    assert clause.observed["market_institutions"].value == marked.count("计入")
    [said] = [line for line in sheet.evidence(item, clause, "zh") if "institutions.xlsx" in line]
    assert [int(count) for count in re.findall(r"(\d+) 行", said)] == [24, 19, 3, 2]


def test_a_building_that_may_count_or_not_is_told_as_a_range(case: Case) -> None:
    # data/boundaries/demo/README.md: building 5 stands less than 15 m from the boundary, 6 has no area.
    item = case.assessment
    counted = {row[1]: row[4] for row in ledger_rows.buildings(item, "zh")}
    assert counted["演示1号楼"] == "2,640.5"
    assert counted["演示4号楼"] == "0–2,980.0（申报）"
    assert counted["演示5号楼"] == "0–835.0（待定）"
    assert counted["演示6号楼"] == "0 起，上限不明（待定）"
    assert counted["示例对街楼"] == "0.0"
    clause = next(finding for finding in item.findings if finding.rule == "floor_area")
    certain = sum(float(told.replace(",", "")) for told in counted.values() if "（" not in told)
    assert certain == pytest.approx(clause.observed["total_floor_area_m2"].low)
    [said] = sheet.evidence(item, clause, "zh")
    assert [int(count) for count in re.findall(r"(\d+) 行", said)] == [11, 4, 6, 1]


def test_the_rows_of_each_state_add_up_to_the_floor_area_told(case: Case) -> None:
    # data/boundaries/demo/ledgers.py: certified 2,640.5 + 4,688.2 + 4,350 + 3,640, declared 2,980 + 30 +
    # 1,560 + 2,600; building 5 (835) stands at the boundary and counts in no sum, nor does 6.
    item = case.assessment
    found = item.measurements["total_floor_area_m2"]
    assert (found.low, found.value) == (pytest.approx(15318.7), pytest.approx(15318.7 + 7170.0))
    totals = {one["state"]: one for one in ledger_totals(item.ledgers)["buildings"]}
    numbers = {state: (one["buildings"], round(one["floor_m2"], 1)) for state, one in totals.items()}
    assert numbers == {
        "evidenced": (4, 15318.7),
        "declared": (4, 7170.0),
        "undetermined": (2, 0.0),
        "outside": (1, 0.0),
    }
    papers = [row[2].split()[0] for row in ledger_rows.buildings(item, "zh") if row[1] != "示例对街楼"]
    assert [papers.count(word) for word in ("申报", "待定")] == [4, 2]


def test_parts_that_overlap_end_with_the_land_counted_once(case: Case) -> None:
    # 1,410.2 + 42,512.6 + 11,869.3 + 8,945.9 = 64,738.0; the core lies in the centre and counts once.
    last = together(case.assessment, "zh")
    assert last is not None
    assert (last["area"], last["name"]) == ("63,327.8", "合计（重叠只计一次）")
    assert last["note"] == "各部分相加多出 1,410.2 m²：部分之间有重叠，合计只计一次。"
    apart = replace(case.assessment, parts=case.assessment.parts[1:])
    assert together(apart, "zh") is None


def test_two_versions_tell_changed_overlaps_and_problems_that_came_or_went(case: Case) -> None:
    new = case.assessment
    [park] = [one for one in new.overlaps if one["name"] == "示例软件园"]
    others = tuple(one for one in new.overlaps if one is not park)
    less = {**park, "area_m2": park["area_m2"] - 100.04}
    old = replace(new, overlaps=(*others[1:], less), issues=new.issues[1:])
    rows = changes.overlaps(old, new, "zh")
    assert ("示例一号基地", "产业园区 示例软件园") in [row[:2] for row in rows]
    [told] = [row for row in rows if "示例软件园" in row[1]]
    before, after, gap = (float(re.sub(r"[^0-9.]", "", cell.split(" m²")[0])) for cell in told[2:])
    assert gap == pytest.approx(after - before, abs=1e-6)
    assert [row[2] for row in rows if "示例软件园" not in row[1]] == ["—"]
    [problem] = changes.problems(old, new, "zh")
    assert problem[0] == "新出现"
    assert [row[0] for row in changes.problems(new, old, "zh")] == ["已消除"]
    assert changes.problems(new, new, "zh") == changes.overlaps(new, new, "zh") == []


def test_a_problem_names_its_part(case: Case) -> None:
    names = words.part_names(case.assessment)
    places = [words.issue_place(issue.where, "zh", names) for issue in case.assessment.issues]
    assert any(place.startswith("示例一号基地（部分 3） · 第 3 行") for place in places)


def test_a_row_placed_by_its_building_says_so(case: Case) -> None:
    [row] = [row for row in case.assessment.ledgers["institutions"]["rows"] if row["row"] == 19]
    assert (row["placed_by"], row["counted"]["low"]) == ("building", 1)
    told = [words.issue_message(issue) for issue in case.assessment.issues if issue.where.row == 19]
    assert f"这一行没有坐标，按所在楼栋「{row['building']}」定位。" in told
    assert not any("第 19 行" in message for message in told)


def test_a_claim_that_leaves_parts_out_is_no_agreement_of_the_whole(case: Case) -> None:
    told = sheet.four_boundaries(case.assessment, "zh")
    assert told is not None
    assert told["verdict"] == (
        "四至描述所说的各侧与边界和参照图层一致。没有说到的部分未核对：示例一号基地、示例二号基地。"
    )


def test_a_public_verdict_rests_on_the_registered_boundary_and_on_no_file(case: Case) -> None:
    item = case.assessment
    clause = next(finding for finding in item.findings if finding.rule == "core_area")
    assert "zone.geojson" in sheet.evidence(item, clause, "zh")[0]
    public = stored_assessment(public_document(assessment_document(item)))
    assert sheet.evidence(public, clause, "zh") == ["登记的边界，界址点中误差 0.5 m"]


def test_a_building_cut_by_the_boundary_is_told_with_its_middle(case: Case) -> None:
    limits = {"low": 300.0, "value": 500.0, "high": 800.0}
    rows = [{**row, "counted_m2": limits} for row in case.assessment.ledgers["buildings"]["rows"][:1]]
    item = replace(case.assessment, ledgers={"buildings": {"rows": rows}})
    assert ledger_rows.buildings(item, "zh")[0][4] == "500.0，可能 300.0–800.0（待定）"


def test_the_share_of_the_floor_area_is_among_the_indicators(case: Case) -> None:
    named = [name for name, _ in sheet.concentration(case.assessment, "zh")]
    assert len(named) == 12
    assert named[named.index("核心区用地占比") + 1] == "核心区建筑面积占比"
    assert "核心区建筑面积占比" not in dict(
        sheet.concentration(replace(case.assessment, measurements={}, concentration={}), "zh")
    )


def test_it_loads_nothing(case: Case) -> None:
    page = dossier(case.assessment, filed(case), drawings(case))
    assert "<script" not in page
    assert not re.search(r"(src|href)=", page)
    assert not re.search(r"url\((?!#)", page)


def test_headings_are_counted_and_what_is_not_there_has_none(case: Case) -> None:
    whole = dossier(case.assessment, filed(case), drawings(case))
    assert re.findall(r"<h2>(.)、", whole)[:4] == ["一", "二", "三", "四"]
    bare = replace(case.assessment, ledgers={}, four_boundaries={}, concentration={})
    short = dossier(bare, filed(case, way=(), files=(), public=True), drawings(case))
    assert "办理经过" not in short
    assert "评审人签字" not in short
    assert text("dossier.kind_public") in short
    # Map, clauses, land, overlaps, coordinates, sensitivity, proof: no problems, no ledgers, no way.
    assert re.findall(r"<h2>(.*?)、", short) == ["一", "二", "三", "四", "五", "六", "七"]


def test_hostile_words_stay_words(case: Case) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    step = Step(action="退回", moved="", who=hostile, when="", reason=hostile, changes=(hostile,))
    page = dossier(
        replace(case.assessment, zone=replace(case.assessment.zone, name=hostile)),
        filed(case, way=(step,), facts=((hostile, hostile),)),
        drawings(case),
    )
    assert "<img" not in page
    assert page.count("&lt;img src=x") >= 5


def test_only_an_unknown_upper_limit_lets_a_bar_fade_out() -> None:
    def bar(value: float, low: float | None, high: float | None) -> object:
        return sheet._bar(
            Measurement(name="x", value=value, unit="m2", method="y", low=low, high=high), 100.0
        )

    # far beyond the threshold and exactly known: full, with an end
    assert bar(900.0, 900.0, 900.0) == {"value": 100.0, "low": 100.0, "high": 100.0, "over": False}
    assert bar(900.0, None, None) == {"value": 100.0, "low": 100.0, "high": 100.0, "over": False}
    assert bar(50.0, 40.0, None) == {"value": 20.0, "low": 16.0, "high": 20.0, "over": True}
