"""The words of a post in one language."""

from aistrategyhub.core.text import mark
from aistrategyhub.features.publishing.schemas.fields import Article, Line, Lines, MediaId, field
from aistrategyhub.features.publishing.schemas.parts import Measured, Seo


class PostContent(Measured):
    """A post in one language. The body's headings begin at the second level: the title is the page's own."""

    title: Line = field("line", mark("Titolo"), default="")
    excerpt: Lines = field(
        "lines", mark("Sommario"), hint=mark("Due righe: stanno sotto il titolo e negli elenchi"), default=""
    )
    cover_id: MediaId = field("image", mark("Copertina"), default=None)
    body: Article = field("article", mark("Testo"), default="")
    seo: Seo = field("part", mark("Motori di ricerca"), default=Seo())
