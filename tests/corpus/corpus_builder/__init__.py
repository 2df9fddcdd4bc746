"""Builds the labelled corpus: boundary files made in code, each with the reading it must give."""
