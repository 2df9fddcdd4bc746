"""The data page, a file a tab."""
