"""The types every layer speaks: zone, reading, footprint, issue, measurement, finding, assessment."""
