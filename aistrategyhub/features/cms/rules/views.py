"""Content as it is drawn. Pure: pictures, services and the firm are looked up before."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from aistrategyhub.features.blog.schemas import PostCard
from aistrategyhub.features.catalog.schemas import ServiceCard
from aistrategyhub.features.cms.schemas import blocks
from aistrategyhub.features.cms.schemas.blocks import BlockBase
from aistrategyhub.features.cms.schemas.contact import FirmContact
from aistrategyhub.features.cms.schemas.page import PageContent
from aistrategyhub.features.cms.schemas.views import BlockView, CellView, FilmView, ItemView, LinkView
from aistrategyhub.features.media.schemas import FileView, ImageView
from aistrategyhub.features.publishing.rules import drawn_html
from aistrategyhub.features.publishing.schemas.parts import LinkTo

_YOUTUBE = re.compile(r"(?:youtu\.be/|[?&]v=|/embed/|/shorts/|/live/)([\w-]{11})")
_VIMEO = re.compile(r"vimeo\.com/(?:video/)?(\d+)")


@dataclass(frozen=True)
class Material:
    """What blocks show that is not in them. `services` and `posts` are by block, `anchors` those of the texts that were
    drawn."""

    images: Mapping[UUID, ImageView] = field(default_factory=dict)
    files: Mapping[UUID, FileView] = field(default_factory=dict)
    services: Mapping[str, Sequence[ServiceCard]] = field(default_factory=dict)
    posts: Mapping[str, Sequence[PostCard]] = field(default_factory=dict)
    contact: FirmContact = field(default_factory=FirmContact)
    anchors: set[str] = field(default_factory=set)

    def html(self, text: str) -> str:
        """The text with its pictures and coloured code, its headings told apart from those drawn before."""
        return drawn_html(text, self.images, self.anchors)

    def image(self, image_id: UUID | None) -> ImageView:
        """The picture, an empty one when it is not in the library any more."""
        return self.images.get(image_id, ImageView()) if image_id else ImageView()


def block_views(content: PageContent, material: Material) -> list[BlockView]:
    """The blocks that have something to show, in their order."""
    drawn = [view for block in content.blocks if (view := block_view(block, material)) is not None]
    return [_as_first(drawn[0]), *drawn[1:]] if drawn else []


def block_view(block: BlockBase, material: Material) -> BlockView | None:
    """The block as it is drawn, None when all that it would show is empty or not there."""
    kind = block.kind  # type: ignore[attr-defined]
    values = _VIEWS[kind](block, material)
    return BlockView(id=block.id, kind=kind, **values) if values else None


def link_view(label: str, href: str) -> LinkView:
    """The link, an empty one when a half of it is missing."""
    return LinkView(label, href, href.startswith("/") and not _is_file(href)) if label and href else LinkView()


def film_view(address: str, file: FileView | None) -> FilmView:
    """The film: one's own file first. The players are those that leave no cookie."""
    if file is not None:
        return FilmView(file=file.href, mime=file.mime)
    if found := _YOUTUBE.search(address):
        player = f"https://www.youtube-nocookie.com/embed/{found[1]}?autoplay=1&rel=0"
        return FilmView(player=player, page=address, host="YouTube")
    if found := _VIMEO.search(address):
        player = f"https://player.vimeo.com/video/{found[1]}?autoplay=1&dnt=1"
        return FilmView(player=player, page=address, host="Vimeo")
    return FilmView()


def _as_first(view: BlockView) -> BlockView:
    return BlockView(**{**view.__dict__, "is_first": True})


def _is_file(href: str) -> bool:
    return href.startswith(("/media/", "/api/"))


def _link(link: LinkTo) -> LinkView:
    return link_view(link.label, link.href)


def _hero(block: blocks.Hero, material: Material) -> dict[str, Any]:
    facts = [ItemView(str(place), title=fact.label, text=fact.text) for place, fact in enumerate(block.facts)]
    return {
        "kicker": block.kicker,
        "title": block.title,
        "text": block.text,
        "primary": _link(block.primary),
        "secondary": _link(block.secondary),
        "image": material.image(block.image_id),
        "rows": [fact for fact in facts if fact.title or fact.text],
    } if block.title or block.text else {}  # fmt: skip


def _text(block: blocks.Text, material: Material) -> dict[str, Any]:
    shown = {"title": block.title, "note": block.note, "html": material.html(block.body), "layout": block.lists}
    return shown if block.title or block.body else {}


def _columns(block: blocks.Columns, material: Material) -> dict[str, Any]:
    items = [
        ItemView(str(place), title=column.title, html=material.html(column.body))
        for place, column in enumerate(block.columns)
        if column.title or column.body
    ]
    return {"title": block.title, "note": block.note, "rows": items, "layout": str(len(items))} if items else {}


def _cards(block: blocks.Cards, material: Material) -> dict[str, Any]:
    items = [
        ItemView(
            str(place),
            title=card.title,
            text=card.text,
            link=link_view(card.title, card.href),
            image=material.image(card.image_id),
        )
        for place, card in enumerate(block.cards)
        if card.title or card.text
    ]
    return {"title": block.title, "note": block.note, "rows": items, "layout": block.layout} if items else {}


def _steps(block: blocks.Steps, material: Material) -> dict[str, Any]:
    written = [step for step in block.steps if step.title or step.text]
    items = [ItemView(str(n), number=n, title=step.title, text=step.text) for n, step in enumerate(written, 1)]
    return {"title": block.title, "note": block.note, "rows": items} if items else {}


def _testimonials(block: blocks.Testimonials, material: Material) -> dict[str, Any]:
    items = [
        ItemView(
            str(place), text=said.text, title=said.author, note=said.role, image=material.image(said.image_id)
        )
        for place, said in enumerate(block.testimonials)
        if said.text
    ]  # fmt: skip
    return {"title": block.title, "rows": items} if items else {}


def _faq(block: blocks.Faq, material: Material) -> dict[str, Any]:
    items = [
        ItemView(str(place), title=asked.question, html=material.html(asked.answer))
        for place, asked in enumerate(block.questions)
        if asked.question and asked.answer
    ]
    return {"title": block.title, "note": block.note, "rows": items} if items else {}


def _quote(block: blocks.Quote, material: Material) -> dict[str, Any]:
    return {"text": block.text, "author": block.author, "source": block.source} if block.text else {}


def _image(block: blocks.Image, material: Material) -> dict[str, Any]:
    image = material.image(block.image_id)
    return {"image": image, "caption": block.caption, "layout": block.width} if image.src else {}


def _gallery(block: blocks.Gallery, material: Material) -> dict[str, Any]:
    items = [
        ItemView(str(place), image=image, text=picture.caption)
        for place, picture in enumerate(block.pictures)
        if (image := material.image(picture.image_id)).src
    ]
    return {"title": block.title, "rows": items} if items else {}


def _video(block: blocks.Video, material: Material) -> dict[str, Any]:
    film = film_view(block.address, material.files.get(block.file_id) if block.file_id else None)
    if film == FilmView():
        return {}
    return {
        "title": block.title,
        "caption": block.caption,
        "film": film,
        "image": material.image(block.poster_id),
    }


def _table(block: blocks.Table, material: Material) -> dict[str, Any]:
    width = max([len(block.columns), *(len(row.cells) for row in block.rows)], default=0)
    names = [*block.columns, *[""] * (width - len(block.columns))]
    rows = [
        ItemView(str(place), cells=[CellView(*cell) for cell in zip(names, _filled(row.cells, width), strict=True)])
        for place, row in enumerate(block.rows)
        if any(row.cells)
    ]
    columns = names if block.columns else []
    return {"title": block.title, "caption": block.caption, "columns": columns, "rows": rows} if rows else {}


def _filled(cells: Sequence[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))]


def _call_to_action(block: blocks.CallToAction, material: Material) -> dict[str, Any]:
    shown = {"title": block.title, "text": block.text, "primary": _link(block.link)}
    return shown if block.title or block.text else {}


def _service_list(block: blocks.ServiceList, material: Material) -> dict[str, Any]:
    services = list(material.services.get(block.id, ()))
    return {"title": block.title, "primary": _link(block.link), "services": services} if services else {}


def _post_list(block: blocks.PostList, material: Material) -> dict[str, Any]:
    posts = list(material.posts.get(block.id, ()))
    return {"title": block.title, "primary": _link(block.link), "posts": posts} if posts else {}


def _contacts(block: blocks.Contacts, material: Material) -> dict[str, Any]:
    return {"title": block.title, "note": block.note, "contact": material.contact}


def _contact_form(block: blocks.ContactForm, material: Material) -> dict[str, Any]:
    return {"title": block.title, "note": block.note}


def _nothing_yet(block: BlockBase, material: Material) -> dict[str, Any]:
    """What it would list is in a room that this site has not opened."""
    return {}


_VIEWS: Mapping[str, Callable[[Any, Material], dict[str, Any]]] = {
    "hero": _hero,
    "text": _text,
    "columns": _columns,
    "cards": _cards,
    "steps": _steps,
    "testimonials": _testimonials,
    "faq": _faq,
    "quote": _quote,
    "image": _image,
    "gallery": _gallery,
    "video": _video,
    "table": _table,
    "call_to_action": _call_to_action,
    "service_list": _service_list,
    "contacts": _contacts,
    "contact_form": _contact_form,
    "post_list": _post_list,
    "newsletter_form": _nothing_yet,
}
