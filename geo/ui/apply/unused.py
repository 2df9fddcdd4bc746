"""Why a file that came is not judged: told wherever files are listed, and none is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.i18n import text
from geo.ui.apply.desk import CLAIM

if TYPE_CHECKING:
    from geo.assess.recognise import Guess
    from geo.ui.apply.desk import Desk, Piece


def why(piece: Piece, desk: Desk, guess: Guess, lang: str) -> str:
    """Why this file has no part in the verdict; empty when it has."""
    if desk.piece(piece.part) is piece:
        return ""
    if piece.part is not None:
        return _beside("rival", piece.part, desk, lang)
    if guess.part is None:
        return text("ui.apply.unused.unusable" if guess.issues else "ui.apply.unused.unknown", lang)
    if guess.part == CLAIM:
        return text("ui.apply.unused.claim", lang)
    if desk.piece(guess.part) is not None:
        return _beside("other", guess.part, desk, lang)
    return text("ui.apply.unused.aside", lang)


def _beside(key: str, part: str, desk: Desk, lang: str) -> str:
    """Which file is judged in its place."""
    used = desk.upload(part)
    name = "" if used is None else used.name
    return text(f"ui.apply.unused.{key}", lang, part=text(f"ui.apply.part.{part}", lang), name=name)
