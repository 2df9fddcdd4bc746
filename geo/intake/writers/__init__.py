"""One module a family of formats; the table stands in `geo.intake.write`."""
