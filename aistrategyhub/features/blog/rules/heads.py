"""What the blog's pages say to search engines and to those who share them. Pure; in the language of the moment."""

from collections.abc import Mapping, Sequence
from typing import Any

from aistrategyhub.core.paths import in_every_language
from aistrategyhub.core.text import _, current_locale, mark
from aistrategyhub.features.blog.rules.names import localized_path
from aistrategyhub.features.blog.schemas.content import PostContent
from aistrategyhub.features.blog.schemas.shelves import EVERYTHING, Shelf, ShelfKind
from aistrategyhub.features.blog.schemas.views import AuthorView, ListView, PostView
from aistrategyhub.features.publishing.schemas import PublishedContent
from aistrategyhub.prerender.declared import Head, breadcrumbs

_SCHEMA = "https://schema.org"
_FIRM = {"@id": "/#organization"}
BLOG_TITLE = mark("Blog")
BLOG_LEAD = mark("AI Act, NIS2 e formazione spiegati da chi li applica: che cosa chiede la norma, a chi, entro quando.")
_FEED_TITLE = mark("Articoli: {name}")
_PAGE_TITLE = mark("{title}, pagina {number}")


def feed_title(name: str) -> str:
    """What a feed is called where readers choose it."""
    return _(_FEED_TITLE, name=name)


def post_head(found: PublishedContent, content: PostContent, view: PostView, *, image: str, word_count: int) -> Head:
    """The head of a post. One shown in Italian for want of a translation names the Italian address as its own."""
    title = content.seo.title or content.title
    description = " ".join((content.seo.description or content.excerpt).split())
    is_translated = found.locale == current_locale()
    return Head(
        title=title,
        description=description,
        canonical="" if is_translated else found.alternates.get(found.locale, ""),
        image=image,
        alternates=found.alternates if is_translated else {},
        data=(
            _blog_posting(found, view, title, description, image, word_count),
            breadcrumbs((_(BLOG_TITLE), localized_path(EVERYTHING.path)), (view.title, view.path)),
        ),
        robots="noindex" if content.seo.robots == "noindex" else "",
        kind="article",
        published_at=found.published_at,
        updated_at=max(found.updated_at, found.published_at),
        authors=[author.path for author in view.authors],
        section=view.category.name,
        tags=[tag.name for tag in view.tags],
    )


def list_head(shelf: Shelf, view: ListView, number: int | None) -> Head:
    """The head of a page of posts."""
    title = _(_PAGE_TITLE, title=view.title, number=number) if number else view.title
    path = shelf.page_path(number) if number else shelf.path
    steps = [(_(BLOG_TITLE), localized_path(EVERYTHING.path))]
    if shelf != EVERYTHING:
        steps.append((view.title, localized_path(shelf.path)))
    feeds = {feed_title(view.title): view.feed_path} if shelf.kind is ShelfKind.CATEGORY else {}
    return Head(
        title=title,
        description=view.lead,
        alternates=in_every_language(path),
        image=view.author.photo.src,
        data=(*_described(shelf, view), breadcrumbs(*steps)),
        kind="profile" if shelf.kind is ShelfKind.AUTHOR else "website",
        feeds=feeds,
    )


def _described(shelf: Shelf, view: ListView) -> Sequence[Mapping[str, Any]]:
    if shelf.kind is ShelfKind.AUTHOR:
        page = {"@context": _SCHEMA, "@type": "ProfilePage", "url": view.path, "mainEntity": person(view.author)}
        return (page,)
    about = {
        "@context": _SCHEMA,
        "@type": "Blog" if shelf == EVERYTHING else "CollectionPage",
        "@id": f"{localized_path(shelf.path)}#{'blog' if shelf == EVERYTHING else 'list'}",
        "url": view.path,
        "name": view.title,
        "description": view.lead,
        "inLanguage": current_locale(),
        "publisher": _FIRM,
    }
    return (_given(about),)


def person(author: AuthorView) -> Mapping[str, Any]:
    """An author as schema.org knows people."""
    return _given(
        {
            "@type": "Person",
            "@id": f"{author.path}#person",
            "name": author.name,
            "url": author.path,
            "jobTitle": author.role,
            "description": author.bio,
            "image": author.photo.src,
            "worksFor": _FIRM,
            "sameAs": [link.href for link in author.links],
        }
    )


def _blog_posting(
    found: PublishedContent, view: PostView, title: str, description: str, image: str, word_count: int
) -> Mapping[str, Any]:
    return _given(
        {
            "@context": _SCHEMA,
            "@type": "BlogPosting",
            "@id": f"{view.path}#post",
            "mainEntityOfPage": {"@id": view.path},
            "url": view.path,
            "headline": title[:110],
            "description": description,
            "image": [image] if image else [],
            "datePublished": found.published_at.isoformat(),
            "dateModified": max(found.updated_at, found.published_at).isoformat(),
            "author": [_signature(author) for author in view.authors] or [_FIRM],
            "publisher": _FIRM,
            "articleSection": view.category.name,
            "keywords": [tag.name for tag in view.tags],
            "wordCount": word_count,
            "inLanguage": view.lang,
            "isPartOf": {"@id": f"{localized_path(EVERYTHING.path)}#blog"},
        }
    )


def _signature(author: AuthorView) -> Mapping[str, Any]:
    return {"@type": "Person", "@id": f"{author.path}#person", "name": author.name, "url": author.path}


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}
