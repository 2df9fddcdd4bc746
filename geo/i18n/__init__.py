"""Message catalogues: `text` finds a message by key and language."""

from geo.i18n.catalogue import LANGUAGES, number, text

__all__ = ["LANGUAGES", "number", "text"]
