"""Exit statuses other programs rely on."""

EXIT_PASS = 0
"""Every decidable clause is met."""
EXIT_FINDINGS = 1
"""Assessed; something fails or needs review."""
EXIT_USAGE = 2
"""Wrong usage."""
EXIT_UNUSABLE = 3
"""The file cannot be used; every reason is listed."""
