"""The words of a service in one language, as its editor writes them (kind `service`)."""

from aistrategyhub.core.text import mark
from aistrategyhub.features.catalog.schemas.fields import Name, Question, Subtitle, Summary
from aistrategyhub.features.publishing.schemas.fields import Line, Lines, MediaId, field
from aistrategyhub.features.publishing.schemas.parts import Measured, Part, Seo

_TITLE = mark("Titolo")
_IMAGE = mark("Immagine")


class ContentStep(Part):
    """One step of the method; its number is its place."""

    title: Line = field("line", _TITLE, default="")
    description: Lines = field("lines", mark("Descrizione"), default="")


class ContentTestimonial(Part):
    """What a customer said, with their consent."""

    text: Lines = field("lines", mark("Che cosa ha detto"), default="")
    author: Line = field("line", mark("Nome"), default="")
    company: Line = field("line", mark("Azienda"), default="")


class ContentFaq(Part):
    """A question and its answer."""

    question: Question = field("lines", mark("Domanda"), default="")
    answer: Lines = field("lines", mark("Risposta"), default="")


class ContentPicture(Part):
    """A picture of the library; the first one stands for the item."""

    image_id: MediaId = field("image", _IMAGE, default=None)
    caption: Line = field("line", mark("Didascalia"), default="")


class ContentAttribute(Part):
    """A fact about the item: duration, format, licence."""

    name: Line = field("line", mark("Caratteristica"), default="")
    value: Line = field("line", mark("Valore"), default="")


class ServiceContent(Measured):
    """A service in one language. What is empty is not shown."""

    name: Name = field("line", mark("Nome"), default="")
    short_description: Summary = field("lines", mark("Descrizione breve"), default="")
    hero_title: Line = field("line", mark("Titolo in apertura"), default="")
    hero_subtitle: Subtitle = field("lines", mark("Sottotitolo in apertura"), default="")
    hero_image_id: MediaId = field("image", mark("Immagine in apertura"), default=None)
    problem: Lines = field("lines", mark("Il problema"), default="")
    solution: Lines = field("lines", mark("Che cosa facciamo"), default="")
    includes: tuple[Line, ...] = field("list", mark("Che cosa comprende"), default=(), max_length=30)
    for_whom: tuple[Line, ...] = field("list", mark("È per"), default=(), max_length=30)
    not_for_whom: tuple[Line, ...] = field("list", mark("Non è per"), default=(), max_length=30)
    steps: tuple[ContentStep, ...] = field("items", mark("Come si svolge"), default=(), max_length=20)
    testimonials: tuple[ContentTestimonial, ...] = field("items", mark("Testimonianze"), default=(), max_length=30)
    faqs: tuple[ContentFaq, ...] = field("items", mark("Domande frequenti"), default=(), max_length=50)
    images: tuple[ContentPicture, ...] = field("items", mark("Immagini"), default=(), max_length=30)
    attributes: tuple[ContentAttribute, ...] = field("items", mark("Caratteristiche"), default=(), max_length=40)
    seo: Seo = field("part", mark("Motori di ricerca"), default=Seo())
