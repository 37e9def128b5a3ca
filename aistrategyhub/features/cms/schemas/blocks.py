"""The blocks a page is made of. The editor draws its forms from these models: titles, widgets, choices, limits."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from aistrategyhub.core.ids import new_id
from aistrategyhub.core.text import mark
from aistrategyhub.features.cms.schemas.videos import VideoAddress
from aistrategyhub.features.publishing.schemas.fields import (
    Href,
    Line,
    Lines,
    MaybeName,
    MediaId,
    Name,
    RichText,
    field,
)
from aistrategyhub.features.publishing.schemas.parts import LinkTo, Part

MOST_BLOCKS = 100
MOST_ROWS = 200
MOST_CELLS = 12

TableCells = Annotated[tuple[Line, ...], Field(max_length=MOST_CELLS)]

_TITLE = mark("Titolo")
_NOTE = mark("Nota sotto il titolo")
_TEXT = mark("Testo")
_IMAGE = mark("Immagine")
_LAYOUT = mark("Disposizione")
_LINK = mark("Link")


class BlockBase(Part):
    """`id` stays with the block when it moves, so that two versions can be compared."""

    id: Name = field("hidden", mark("Identificativo"), default_factory=lambda: str(new_id()))


class Fact(Part):
    label: Line = field("line", mark("Voce"), default="")
    text: Line = field("line", _TEXT, default="")


class Hero(BlockBase):
    """The first thing one reads. Its title is the page's `h1`."""

    kind: Literal["hero"] = field("hidden", _TITLE, default="hero")
    kicker: Line = field("line", mark("Sopra il titolo"), default="")
    title: Line = field("line", _TITLE, default="")
    text: Lines = field("lines", _TEXT, default="")
    primary: LinkTo = field("link", mark("Azione principale"), default=LinkTo())
    secondary: LinkTo = field("link", mark("Seconda azione"), default=LinkTo())
    image_id: MediaId = field("image", _IMAGE, default=None)
    facts: tuple[Fact, ...] = field("items", mark("Elenco a fianco"), default=(), max_length=12)


class Text(BlockBase):
    kind: Literal["text"] = field("hidden", _TITLE, default="text")
    title: Line = field("line", _TITLE, default="")
    note: Lines = field("lines", _NOTE, default="")
    body: RichText = field("rich_text", _TEXT, default="")
    lists: Literal["plain", "ruled", "left_out"] = field(
        "choice",
        mark("Elenchi puntati"),
        default="plain",
        choices={"plain": mark("Con i punti"), "ruled": mark("Con righe e +"), "left_out": mark("Con righe e –")},
    )


class Column(Part):
    title: Line = field("line", _TITLE, default="")
    body: RichText = field("rich_text", _TEXT, default="")


class Columns(BlockBase):
    kind: Literal["columns"] = field("hidden", _TITLE, default="columns")
    title: Line = field("line", _TITLE, default="")
    note: Lines = field("lines", _NOTE, default="")
    columns: tuple[Column, ...] = field("items", mark("Colonne"), default=(), max_length=4)


class Card(Part):
    title: Line = field("line", _TITLE, default="")
    text: Lines = field("lines", _TEXT, default="")
    href: Href = field("line", _LINK, default="")
    image_id: MediaId = field("image", _IMAGE, default=None)


class Cards(BlockBase):
    kind: Literal["cards"] = field("hidden", _TITLE, default="cards")
    title: Line = field("line", _TITLE, default="")
    note: Lines = field("lines", _NOTE, default="")
    layout: Literal["grid", "rows"] = field(
        "choice", _LAYOUT, default="grid", choices={"grid": mark("Griglia"), "rows": mark("Una per riga")}
    )
    cards: tuple[Card, ...] = field("items", mark("Schede"), default=(), max_length=24)


class Step(Part):
    title: Line = field("line", _TITLE, default="")
    text: Lines = field("lines", _TEXT, default="")


class Steps(BlockBase):
    kind: Literal["steps"] = field("hidden", _TITLE, default="steps")
    title: Line = field("line", _TITLE, default="")
    note: Lines = field("lines", _NOTE, default="")
    steps: tuple[Step, ...] = field("items", mark("Passi"), default=(), max_length=20)


class Testimonial(Part):
    """What a customer said, with their consent."""

    text: Lines = field("lines", mark("Che cosa ha detto"), default="")
    author: Line = field("line", mark("Chi"), default="")
    role: Line = field("line", mark("Ruolo e impresa"), default="")
    image_id: MediaId = field("image", mark("Ritratto"), default=None)


class Testimonials(BlockBase):
    kind: Literal["testimonials"] = field("hidden", _TITLE, default="testimonials")
    title: Line = field("line", _TITLE, default="")
    testimonials: tuple[Testimonial, ...] = field("items", mark("Testimonianze"), default=(), max_length=24)


class Question(Part):
    question: Line = field("line", mark("Domanda"), default="")
    answer: RichText = field("rich_text", mark("Risposta"), default="")


class Faq(BlockBase):
    """Questions with their answers, also told to search engines."""

    kind: Literal["faq"] = field("hidden", _TITLE, default="faq")
    title: Line = field("line", _TITLE, default="")
    note: Lines = field("lines", _NOTE, default="")
    questions: tuple[Question, ...] = field("items", mark("Domande"), default=(), max_length=60)


class Quote(BlockBase):
    kind: Literal["quote"] = field("hidden", _TITLE, default="quote")
    text: Lines = field("lines", mark("Citazione"), default="")
    author: Line = field("line", mark("Autore"), default="")
    source: Line = field("line", mark("Fonte"), default="")


class Image(BlockBase):
    kind: Literal["image"] = field("hidden", _TITLE, default="image")
    image_id: MediaId = field("image", _IMAGE, default=None)
    caption: Line = field("line", mark("Didascalia"), default="")
    width: Literal["text", "wide"] = field(
        "choice",
        mark("Larghezza"),
        default="wide",
        choices={"text": mark("Come il testo"), "wide": mark("Tutta la pagina")},
    )


class Picture(Part):
    image_id: MediaId = field("image", _IMAGE, default=None)
    caption: Line = field("line", mark("Didascalia"), default="")


class Gallery(BlockBase):
    kind: Literal["gallery"] = field("hidden", _TITLE, default="gallery")
    title: Line = field("line", _TITLE, default="")
    pictures: tuple[Picture, ...] = field("items", mark("Immagini"), default=(), max_length=60)


class Video(BlockBase):
    """A film that asks nobody anything until it is started: a file of one's own, or a page of YouTube or Vimeo."""

    kind: Literal["video"] = field("hidden", _TITLE, default="video")
    title: Line = field("line", _TITLE, default="")
    address: VideoAddress = field("line", mark("Indirizzo su YouTube o Vimeo"), default="")
    file_id: MediaId = field("media", mark("Oppure un file video"), default=None)
    poster_id: MediaId = field("image", mark("Immagine prima dell’avvio"), default=None)
    caption: Line = field("line", mark("Didascalia"), default="")


class TableRow(Part):
    cells: TableCells = field("list", mark("Celle, una per riga"), default=())


class Table(BlockBase):
    kind: Literal["table"] = field("hidden", _TITLE, default="table")
    title: Line = field("line", _TITLE, default="")
    caption: Line = field("line", mark("Didascalia"), default="")
    columns: TableCells = field("list", mark("Intestazioni, una per riga"), default=())
    rows: tuple[TableRow, ...] = field("items", mark("Righe"), default=(), max_length=MOST_ROWS)


class CallToAction(BlockBase):
    kind: Literal["call_to_action"] = field("hidden", _TITLE, default="call_to_action")
    title: Line = field("line", _TITLE, default="")
    text: Lines = field("lines", _TEXT, default="")
    link: LinkTo = field("link", mark("Azione"), default=LinkTo())


class ServiceList(BlockBase):
    """Services of the catalogue as they are now: chosen one by one, or by what they have in common."""

    kind: Literal["service_list"] = field("hidden", _TITLE, default="service_list")
    title: Line = field("line", _TITLE, default="")
    shows: Literal["featured", "category", "chosen", "all"] = field(
        "choice",
        mark("Quali servizi"),
        default="featured",
        choices={
            "featured": mark("In evidenza"),
            "category": mark("Di una categoria"),
            "chosen": mark("Scelti uno per uno"),
            "all": mark("Tutti"),
        },
    )
    category: MaybeName = field("line", mark("Categoria"), default="")
    services: tuple[Name, ...] = field("service_choice", mark("Servizi"), default=(), max_length=24)
    most: int = field("number", mark("Quanti al massimo"), default=3, ge=1, le=24)
    link: LinkTo = field("link", mark("Link a tutti"), default=LinkTo())


class PostList(BlockBase):
    """Posts of the blog as they are now: the newest of all or of a category, or those chosen one by one."""

    kind: Literal["post_list"] = field("hidden", _TITLE, default="post_list")
    title: Line = field("line", _TITLE, default="")
    shows: Literal["newest", "category", "chosen"] = field(
        "choice",
        mark("Quali articoli"),
        default="newest",
        choices={
            "newest": mark("I più recenti"),
            "category": mark("Di una categoria"),
            "chosen": mark("Scelti uno per uno"),
        },
    )
    category: MaybeName = field("line", mark("Categoria"), default="")
    posts: tuple[Name, ...] = field("post_choice", mark("Articoli"), default=(), max_length=24)
    most: int = field("number", mark("Quanti al massimo"), default=3, ge=1, le=24)
    link: LinkTo = field("link", mark("Link a tutti"), default=LinkTo())

    @model_validator(mode="before")
    @classmethod
    def _of_its_category(cls, data: Any) -> Any:
        """A list that was stored with a category, before there was a choice, shows that category."""
        if isinstance(data, Mapping) and data.get("category") and "shows" not in data:
            return {**data, "shows": "category"}
        return data


class Contacts(BlockBase):
    """How the firm is reached, from its own data: nobody writes them twice."""

    kind: Literal["contacts"] = field("hidden", _TITLE, default="contacts")
    title: Line = field("line", _TITLE, default="")
    note: Lines = field("lines", _NOTE, default="")


class ContactForm(BlockBase):
    kind: Literal["contact_form"] = field("hidden", _TITLE, default="contact_form")
    title: Line = field("line", _TITLE, default="")
    note: Lines = field("lines", _NOTE, default="")


class NewsletterForm(BlockBase):
    kind: Literal["newsletter_form"] = field("hidden", _TITLE, default="newsletter_form")
    title: Line = field("line", _TITLE, default="")
    note: Lines = field("lines", _NOTE, default="")


Block = Annotated[
    Hero
    | Text
    | Columns
    | Cards
    | Steps
    | Testimonials
    | Faq
    | Quote
    | Image
    | Gallery
    | Video
    | Table
    | CallToAction
    | ServiceList
    | PostList
    | Contacts
    | ContactForm
    | NewsletterForm,
    Field(discriminator="kind"),
]
