"""Numbers with unit, method and limits: pure functions from a footprint to `Measurement`s."""
