"""What crosses from the reader process: a JSON header and the geometries as WKB; never a pickle."""

from __future__ import annotations

import dataclasses
import json
import struct
from types import MappingProxyType
from typing import Any

import shapely

from geo.intake.request import Content, Table
from geo.model.issue import Issue, Severity, Where
from geo.model.reading import DeclaredCrs, Layer, RawFeature, RawPart
from geo.model.zone import Role

_LENGTH = struct.Struct("!Q")


def encode(answer: Content | Table, *, format: str) -> bytes:  # noqa: A002 - the word of the model
    """Bytes of an answer: header length, header, WKB one after another."""
    items: tuple[Any, ...] = answer.parts if isinstance(answer, Content) else answer.features
    shapes = [item.geometry for item in items]
    blobs = [b"" if shape is None else shapely.to_wkb(shape, output_dimension=2) for shape in shapes]
    header = {
        "kind": type(answer).__name__,
        "format": format,
        "answer": {
            field.name: _plain(getattr(answer, field.name))
            for field in dataclasses.fields(answer)
            if field.name not in {"parts", "features"}
        },
        "items": [_item(item) for item in items],
        "sizes": [len(blob) for blob in blobs],
    }
    text = json.dumps(header, ensure_ascii=True, separators=(",", ":")).encode()
    return b"".join([_LENGTH.pack(len(text)), text, *blobs])


def decode(data: bytes) -> tuple[Content | Table, str]:
    """Rebuild an answer, and the format it was read from, from its bytes.

    Raises
    ------
    ValueError
        The bytes are no answer: the child was cut off, or something else wrote them.
    """
    try:
        (length,) = _LENGTH.unpack_from(data)
        header = json.loads(data[_LENGTH.size : _LENGTH.size + length])
        offset = _LENGTH.size + length
        items = []
        for item, size in zip(header["items"], header["sizes"], strict=True):
            geometry = shapely.from_wkb(data[offset : offset + size]) if size else None
            offset += size
            items.append(item | {"geometry": geometry})
        answer = _answer(header["answer"])
        if header["kind"] == "Table":
            features = tuple(RawFeature(**_mapped(item)) for item in items)
            return Table(**answer, features=features), str(header["format"])
        return Content(**answer, parts=tuple(_part(item) for item in items)), str(header["format"])
    except (struct.error, KeyError, TypeError, AttributeError, shapely.errors.ShapelyError) as error:
        raise ValueError(str(error)) from error


def _item(item: RawPart | RawFeature) -> dict[str, Any]:
    return {
        field.name: _plain(getattr(item, field.name))
        for field in dataclasses.fields(item)
        if field.name != "geometry"
    }


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, dict | MappingProxyType):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def _answer(fields: dict[str, Any]) -> dict[str, Any]:
    fields["issues"] = tuple(
        Issue(**(issue | {"severity": Severity(issue["severity"]), "where": Where(**issue["where"])}))
        for issue in fields["issues"]
    )
    fields["layers"] = tuple(Layer(**layer) for layer in fields["layers"])
    fields["declared"] = None if fields["declared"] is None else DeclaredCrs(**fields["declared"])
    if "columns" in fields:
        fields["columns"], fields["above"] = tuple(fields["columns"]), tuple(fields["above"])
    if "header" in fields:
        fields["header"] = MappingProxyType(fields["header"])
    return fields


def _mapped(item: dict[str, Any]) -> dict[str, Any]:
    return item | {"attributes": MappingProxyType(item["attributes"])}


def _part(item: dict[str, Any]) -> RawPart:
    role = None if item["role"] is None else Role(item["role"])
    labels = tuple(tuple(ring) for ring in item["labels"])
    return RawPart(**(_mapped(item) | {"role": role, "labels": labels}))
