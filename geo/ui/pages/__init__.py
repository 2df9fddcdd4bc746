"""One module a page, each with ``draw(lang)``."""
