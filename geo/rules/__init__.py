"""Clause by clause: packs of rules as dated data, and the findings they come to."""
