"""Views of an assessment for programs and for paper."""
