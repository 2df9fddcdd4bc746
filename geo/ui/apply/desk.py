"""What an applicant is working on: the zone, the files, what was said of them. Nothing of it is lost."""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from geo.model.application import LAYERS, Application, Options, Upload
from geo.model.zone import Zone
from geo.registry.stages import Stage

if TYPE_CHECKING:
    from geo.errors import SizhiError
    from geo.registry.records import Seen

BOUNDARY = "boundary"
PARTS = (BOUNDARY, *LAYERS)
"""What a file can be that is judged."""
CLAIM = "claim"
"""A written 四至: its words are taken over into the zone's claim, the file is kept."""
MADE = {
    BOUNDARY: "边界（地图绘制）.geojson",
    "buildings": "建筑台账（网页填写）.xlsx",
    "institutions": "机构名录（网页填写）.xlsx",
}
"""Names of the files the page itself makes."""
SKETCH = "sketch"
"""Name under which a boundary that is being drawn is kept with a draft; it is not handed in."""
ASIDE = "aside/"
"""Begins the name under which a file that is not judged is kept: ``aside/1``, or ``aside/boundary/1`` where
it waits for somebody to say which of several is the boundary."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A file on the desk: what it is used as, None while it has no use."""

    key: str
    upload: Upload
    part: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The working copy of one application.

    Parameters
    ----------
    zone, options
        As in `geo.model.application.Application`; a draft may be without a name, a submission may not.
    pieces
        The files, in the order they came; of several used alike the last counts until somebody says which.
    originals
        By part: the file as it came, before it was changed on the page.
    sketch
        A boundary that is being drawn and was not taken yet.
    viewed
        Digest of the verdict last looked at.
    memory
        What a browser calls this desk in its own memory.
    kept
        Whether it is a draft of the register, or a check of the moment that nobody saves.
    seen, stage, saved_at
        As the register has it; ``seen`` is None before the first save.
    saved
        The key (`geo.ui.cache.key_of`) of what the register has.
    trouble
        Why the last save did not happen.
    """

    zone: Zone = field(default_factory=lambda: Zone(name=""))
    options: Options = field(default_factory=Options)
    pieces: tuple[Piece, ...] = ()
    originals: Mapping[str, Upload] = field(default_factory=lambda: MappingProxyType({}))
    sketch: Upload | None = None
    viewed: str = ""
    memory: str = field(default_factory=lambda: secrets.token_hex(8))
    kept: bool = False
    seen: Seen | None = None
    stage: Stage = Stage.NURTURE
    saved_at: str | None = None
    saved: str | None = None
    trouble: SizhiError | None = None

    @property
    def application(self) -> Application:
        """What is on the desk, as it is saved, judged and handed in."""
        aside = [piece for piece in self.pieces if self.piece(piece.part) is not piece]
        claim = self.upload(CLAIM)
        return Application(
            zone=self.zone,
            boundary=self.upload(BOUNDARY),
            layers={part: upload for part in LAYERS if (upload := self.upload(part)) is not None},
            kept={
                **self.originals,
                **({} if claim is None else {CLAIM: claim}),
                **{_aside(piece, index): piece.upload for index, piece in enumerate(aside, start=1)},
            },
            options=self.options,
        )

    @property
    def draft(self) -> Application:
        """What is on the desk as a draft is saved: with a boundary that is still being drawn."""
        found = self.application
        if self.sketch is None:
            return found
        return dataclasses.replace(found, kept={**found.kept, SKETCH: self.sketch})

    @property
    def empty(self) -> bool:
        """Whether there is nothing yet that could be lost."""
        bare = not self.pieces and self.sketch is None
        return bare and self.zone == Zone(name="") and not self.options.checklist

    def piece(self, part: str | None) -> Piece | None:
        """The file used as ``part``: of several the last."""
        found = [piece for piece in self.pieces if piece.part == part and part is not None]
        return found[-1] if found else None

    def upload(self, part: str) -> Upload | None:
        """The same, without its key."""
        piece = self.piece(part)
        return None if piece is None else piece.upload

    def rivals(self, part: str) -> tuple[Piece, ...]:
        """All files used as ``part``: with more than one a person must say which."""
        return tuple(piece for piece in self.pieces if piece.part == part)

    def with_zone(self, **values: Any) -> Desk:
        """Say something of the zone."""
        return dataclasses.replace(self, zone=dataclasses.replace(self.zone, **values))

    def with_sketch(self, sketch: Upload | None) -> Desk:
        """Keep what is drawn so far; None when nothing is."""
        return dataclasses.replace(self, sketch=sketch)

    def with_options(self, **values: Any) -> Desk:
        """Say something of how the files are to be read."""
        return dataclasses.replace(self, options=dataclasses.replace(self.options, **values))

    def with_file(self, upload: Upload, part: str | None) -> Desk:
        """Put a file on the desk; the same file twice is one."""
        if any(piece.upload == upload for piece in self.pieces):
            return self
        piece = Piece(secrets.token_hex(4), upload, part)
        return self._with_pieces((*self.pieces, piece))

    def without_file(self, key: str) -> Desk:
        """Take a file away, and with it the one it was made from."""
        gone = next((piece for piece in self.pieces if piece.key == key), None)
        rest = self._with_pieces(tuple(piece for piece in self.pieces if piece.key != key))
        if gone is None or gone is not self.piece(gone.part):
            return rest
        return dataclasses.replace(
            rest, originals={part: one for part, one in self.originals.items() if part != gone.part}
        )

    def used_as(self, key: str, part: str | None) -> Desk:
        """Use a file as something else: what a person says holds, other files used alike are set aside."""
        said = {key: part} | {
            piece.key: None for piece in self.pieces if piece.part == part and piece.key != key
        }
        pieces = tuple(dataclasses.replace(p, part=said.get(p.key, p.part)) for p in self.pieces)
        rest = self._with_pieces(pieces)
        before, after = (desk.piece(part) for desk in (self, rest))
        if part is None or before is None or after is None or before.key == after.key:
            return rest
        if part not in rest.originals:
            return rest
        # The file that was changed here is used no more: what it was made from stands beside it again.
        came = Piece(secrets.token_hex(4), rest.originals[part], None)
        originals = {name: one for name, one in rest.originals.items() if name != part}
        return dataclasses.replace(rest, pieces=(came, *rest.pieces), originals=originals)

    def changed_here(self, part: str, upload: Upload) -> Desk:
        """Let a file made on the page take the place of the one that came, which is kept beside it."""
        piece = self.piece(part)
        if piece is None:
            return self.with_file(upload, part)
        first = self.originals.get(part) or (piece.upload if piece.upload.name != MADE[part] else None)
        pieces = tuple(
            dataclasses.replace(p, upload=upload) if p.key == piece.key else p for p in self.pieces
        )
        changed = self._with_pieces(pieces)
        return dataclasses.replace(changed, originals={**self.originals, **({part: first} if first else {})})

    def as_it_came(self, part: str) -> Desk:
        """Take back what was changed on the page."""
        piece, first = self.piece(part), self.originals.get(part)
        if piece is None or first is None:
            return self
        pieces = tuple(dataclasses.replace(p, upload=first) if p.key == piece.key else p for p in self.pieces)
        rest = {name: one for name, one in self.originals.items() if name != part}
        return dataclasses.replace(self._with_pieces(pieces), originals=rest)

    def _with_pieces(self, pieces: tuple[Piece, ...]) -> Desk:
        """What was said of one boundary file says nothing of another."""
        changed = dataclasses.replace(self, pieces=pieces)
        if changed.upload(BOUNDARY) == self.upload(BOUNDARY):
            return changed
        fresh = Options()
        return changed.with_options(
            layer=fresh.layer,
            crs=fresh.crs,
            shift=fresh.shift,
            approximate=fresh.approximate,
            roles=fresh.roles,
            repair=fresh.repair,
            vertex_accuracy_m=fresh.vertex_accuracy_m,
        )


def _aside(piece: Piece, index: int) -> str:
    """Name of a file that is not judged: with what it would be used as, as long as that is a question."""
    return f"{ASIDE}{index}" if piece.part is None else f"{ASIDE}{piece.part}/{index}"


def kept_as(name: str) -> str:
    """What a file that is kept unjudged is listed as, by its name in ``Application.kept``.

    Examples
    --------
    >>> kept_as("boundary"), kept_as("claim"), kept_as("aside/2")
    ('original', 'claim', 'aside')
    """
    if name.startswith(ASIDE):
        return "aside"
    return CLAIM if name == CLAIM else "original"


def _asked(name: str) -> tuple[int, str | None]:
    """Number of a file kept aside, and what it would be used as.

    Examples
    --------
    >>> _asked("aside/12"), _asked("aside/boundary/2")
    ((12, None), (2, 'boundary'))
    """
    part, _, number = name.removeprefix(ASIDE).rpartition("/")
    return (int(number) if number.isdigit() else 0), (part or None)


def desk_of(application: Application, **known: Any) -> Desk:
    """The desk of an application that was saved or handed in."""
    used = {BOUNDARY: application.boundary, **application.layers}
    files = [(part, upload) for part, upload in used.items() if upload is not None]
    if (claim := application.kept.get(CLAIM)) is not None:
        files.append((CLAIM, claim))
    names = sorted((name for name in application.kept if name.startswith(ASIDE)), key=_asked)
    aside = [(_asked(name)[1], application.kept[name]) for name in names]
    return Desk(
        zone=application.zone,
        options=application.options,
        pieces=tuple(Piece(secrets.token_hex(4), upload, part) for part, upload in (*aside, *files)),
        originals={part: one for part, one in application.kept.items() if part in PARTS},
        sketch=application.kept.get(SKETCH),
        **known,
    )
