"""The canonical form that the digest rests on."""

import json

import pytest

from geo.model.assessment import Outcome, canonical_json, plain


def test_last_bits_of_arithmetic_do_not_reach_the_digest() -> None:
    assert canonical_json({"a": 10132.2100000001}) == canonical_json({"a": 10132.2100000002})
    assert canonical_json({"a": 10132.21}) != canonical_json({"a": 10132.22})


def test_what_rounding_leaves_of_nothing_is_nothing() -> None:
    assert canonical_json([1.37e-9]) == canonical_json([0.0])


def test_negative_zero_is_zero() -> None:
    assert canonical_json([-0.0]) == canonical_json([0.0])


def test_nan_becomes_null_so_that_the_json_is_json() -> None:
    assert json.dumps(plain({"a": float("nan"), "b": Outcome.PASS})) == '{"a": null, "b": "pass"}'


def test_a_type_json_does_not_know_is_refused() -> None:
    with pytest.raises(TypeError, match="set has no place"):
        plain({"a": {1}})
