"""The schema in docs/ is itself sound."""

import json
from pathlib import Path

import jsonschema

SCHEMA = Path(__file__).parents[2] / "docs" / "assessment.schema.json"


def test_the_schema_is_a_json_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(SCHEMA.read_text(encoding="utf-8")))
