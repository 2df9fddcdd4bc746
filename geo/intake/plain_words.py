"""Words of a file as people may see them: without characters that steer a terminal or turn a line round."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from geo.intake.request import Content, Table
from geo.intake.tell import note

if TYPE_CHECKING:
    from geo.model.issue import Issue
    from geo.model.reading import RawFeature, RawPart

MOST_NAME = 200
_BLANKS = re.compile(r"[\t\n\x0b\x0c\r\x85\u2028\u2029]+")
# Controls, marks of writing direction, halves of a character.
_STEERING = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def plain_words(text: str) -> str:
    r"""Text on one line without control characters.

    Examples
    --------
    >>> plain_words("核\u202e心\x1b[31m区\n二期")
    '核心[31m区 二期'
    """
    return _STEERING.sub("", _BLANKS.sub(" ", text))


def in_plain_words(answer: Content | Table) -> Content | Table:
    """The same answer with plain names, attributes and messages; that something was left out is told.

    Names of layers stay as they are: by them a layer is asked for.
    """
    odd = 0

    def plain(value: Any) -> Any:
        nonlocal odd
        if isinstance(value, str):
            if _STEERING.search(value):
                odd += 1
            elif not _BLANKS.search(value):
                return value
            return plain_words(value)
        if isinstance(value, Mapping):
            return {key: item if key == "choices" else plain(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return type(value)(map(plain, value))
        return value

    def issue(told: Issue) -> Issue:
        where = dataclasses.replace(told.where, part=plain(told.where.part), file=plain(told.where.file))
        return dataclasses.replace(told, params=plain(told.params), where=where)

    if isinstance(answer, Table):
        features = tuple(_feature(feature, plain) for feature in answer.features)
        answer = dataclasses.replace(answer, features=features, above=plain(answer.above))
    else:
        parts = tuple(_part(part, plain) for part in answer.parts)
        header = MappingProxyType(plain(answer.header))
        answer = dataclasses.replace(answer, parts=parts, header=header)
    declared = answer.declared
    if declared is not None:
        declared = dataclasses.replace(declared, text=plain(declared.text))
    issues = tuple(map(issue, answer.issues))
    told = (note("text.steering", count=odd),) if odd else ()
    return dataclasses.replace(answer, declared=declared, issues=(*issues, *told))


def _part(part: RawPart, plain: Any) -> RawPart:
    name = plain(part.name)
    if name is not None and len(name) > MOST_NAME:
        name = name[: MOST_NAME - 1] + "…"
    return dataclasses.replace(
        part,
        part_id=plain(part.part_id),
        name=name,
        attributes=MappingProxyType(plain(part.attributes)),
        labels=plain(part.labels),
    )


def _feature(feature: RawFeature, plain: Any) -> RawFeature:
    return dataclasses.replace(feature, attributes=MappingProxyType(plain(feature.attributes)))
