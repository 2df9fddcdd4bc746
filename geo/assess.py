"""The only composer: from a file to an assessment."""
