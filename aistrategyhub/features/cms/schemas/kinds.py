"""The kinds of block as an editor chooses among them."""

from dataclasses import dataclass
from typing import Any

from aistrategyhub.core.text import mark
from aistrategyhub.features.cms.schemas import blocks
from aistrategyhub.features.cms.schemas.blocks import BlockBase


@dataclass(frozen=True)
class BlockKind:
    """A kind of block. `title` and `hint` are Italian message ids, `icon` a lucide name.

    `waits_for` names the room without which the block has nothing to show: until it is there, editors are not offered
    the block.
    """

    model: type[BlockBase]
    title: str
    icon: str
    hint: str = ""
    waits_for: str = ""

    @property
    def name(self) -> str:
        return self.model.model_fields["kind"].default

    def empty(self) -> dict[str, Any]:
        """A new block of this kind, as JSON with an id of its own."""
        return self.model().model_dump(mode="json")


BLOCK_KINDS = {
    kind.name: kind
    for kind in (
        BlockKind(blocks.Hero, mark("Apertura"), "heading-1", mark("Il titolo della pagina e che cosa si può fare")),
        BlockKind(blocks.Text, mark("Testo"), "text", mark("Un capitolo da leggere")),
        BlockKind(blocks.Columns, mark("Colonne"), "columns-3", mark("Due, tre o quattro testi affiancati")),
        BlockKind(blocks.Cards, mark("Schede"), "layout-grid", mark("Argomenti che portano ad altre pagine")),
        BlockKind(blocks.Steps, mark("Passi"), "list-ordered", mark("Un metodo, in ordine")),
        BlockKind(blocks.Testimonials, mark("Testimonianze"), "message-square-quote"),
        BlockKind(blocks.Faq, mark("Domande frequenti"), "circle-help"),
        BlockKind(blocks.Quote, mark("Citazione"), "quote"),
        BlockKind(blocks.Image, mark("Immagine"), "image"),
        BlockKind(blocks.Gallery, mark("Galleria"), "images"),
        BlockKind(blocks.Video, mark("Video"), "play", mark("Si carica solo quando qualcuno lo avvia")),
        BlockKind(blocks.Table, mark("Tabella"), "table"),
        BlockKind(blocks.CallToAction, mark("Invito"), "megaphone", mark("L’ultima parola di una pagina")),
        BlockKind(blocks.ServiceList, mark("Servizi"), "briefcase", mark("Dal catalogo, come sono adesso")),
        BlockKind(blocks.Contacts, mark("Recapiti"), "map-pin", mark("Dai dati dell’impresa")),
        BlockKind(blocks.ContactForm, mark("Modulo di contatto"), "mail"),
        BlockKind(blocks.PostList, mark("Articoli"), "newspaper", mark("Dal blog, come sono adesso")),
        BlockKind(blocks.NewsletterForm, mark("Iscrizione alla newsletter"), "mail-plus", waits_for="newsletter"),
    )
}


def offered_kinds() -> list[BlockKind]:
    """The kinds that an editor may add now."""
    return [kind for kind in BLOCK_KINDS.values() if not kind.waits_for]
