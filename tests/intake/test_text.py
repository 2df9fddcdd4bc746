"""Encodings as Chinese offices write them; the expected text is the one that was encoded."""

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.i18n.catalogue import text as message
from geo.intake.tell import note, warning
from geo.intake.text import capped, decimals, decode, lines, normalise, number

SAMPLE = "[属性描述]\n坐标系=2000国家大地坐标系\n数据产生单位=四至测绘示范院\nJ1,1,3540000.125,40380000.250\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (SAMPLE.encode(), "utf-8"),
        (codecs.BOM_UTF8 + SAMPLE.encode(), "utf-8"),
        (SAMPLE.encode("gbk"), "gb18030"),
        (SAMPLE.encode("gb18030"), "gb18030"),
        (SAMPLE.encode("gb2312"), "gb18030"),
        (codecs.BOM_UTF16_LE + SAMPLE.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + SAMPLE.encode("utf-16-be"), "utf-16-be"),
        (SAMPLE.encode("utf-16-le"), "utf-16-le"),
        (SAMPLE.encode("utf-16-be"), "utf-16-be"),
        (codecs.BOM_UTF32_LE + SAMPLE.encode("utf-32-le"), "utf-32-le"),
    ],
)
def test_every_encoding_gives_the_same_text(data: bytes, encoding: str) -> None:
    decoded = decode(data)
    assert (decoded.text, decoded.encoding, decoded.issues) == (SAMPLE, encoding, ())


def test_a_rare_character_of_gb18030_survives() -> None:
    assert decode("㐂镇地块，𠮷田".encode("gb18030")).text == "㐂镇地块，𠮷田"


def test_empty_file_is_empty_text() -> None:
    assert decode(b"").text == ""


def test_one_broken_byte_in_utf8_is_told_with_its_row() -> None:
    data = SAMPLE.encode().replace("示范".encode(), "示".encode() + b"\xff\xff")
    decoded = decode(data)
    assert decoded.encoding == "utf-8"
    assert "2000国家大地坐标系" in decoded.text
    (issue,) = decoded.issues
    assert (issue.code, issue.params["count"], issue.where.row) == ("text.bytes", 2, 3)


def test_a_character_cut_by_the_end_of_the_file_is_told() -> None:
    decoded = decode(("名称=" + "四至").encode()[:-1])
    assert decoded.text == "名称=四"
    assert [i.code for i in decoded.issues] == ["text.cut"]


def test_a_picture_is_not_text() -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
    assert [i.code for i in decode(picture).issues] == ["text.binary"]


@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_bytes_decode(data: bytes) -> None:
    decoded = decode(data)
    codecs.lookup(decoded.encoding)
    for issue in decoded.issues:
        for lang in ("zh", "en"):
            assert "—" not in message(f"issue.{issue.code}.message", lang, **issue.params)


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_number_is_a_finite_number_or_none(text: str) -> None:
    value = number(text)
    assert value is None or abs(value) < float("inf")
    assert decimals(text) >= 0


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9))
def test_number_reads_back_what_python_writes(value: float) -> None:
    assert number(repr(value)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("４０３８３２４３．９７", 40383243.97),
        ("40383243。97", 40383243.97),
        ("－12.5", -12.5),
        ("−12.5", -12.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("1_000", None),
        ("0x1F", None),
        ("nan", None),
        ("1 000", None),
        ("", None),
        ("٣", None),
    ],
)
def test_numbers_as_people_type_them(text: str, value: float | None) -> None:
    assert number(text) == value


def test_brackets_and_commas_become_plain() -> None:
    assert normalise("【地块坐标】　Ｊ１，１；：") == "[地块坐标] J1,1;:"


def test_rows_are_counted_as_an_editor_counts_them() -> None:
    assert lines("a\u2028b\r\nc\x85d\n") == ["a\u2028b", "c\x85d", ""]


def test_the_cap_counts_each_code_by_itself() -> None:
    told = capped([note("a.a")] * 25 + [warning("b.b")] * 3)
    assert [i.code for i in told].count("a.a") == 20
    assert [i.code for i in told].count("b.b") == 3
    assert told[-1].code == "text.more"
    assert told[-1].params["count"] == 5
