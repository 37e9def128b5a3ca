"""What a page says to search engines and to those who share it. Pure."""

import re
from collections.abc import Mapping, Sequence
from html import unescape
from typing import Any
from uuid import UUID

from aistrategyhub.core.paths import in_language
from aistrategyhub.core.text import _, current_locale
from aistrategyhub.features.cms.schemas.blocks import Image
from aistrategyhub.features.cms.schemas.page import PageContent
from aistrategyhub.features.cms.schemas.views import BlockView, PageView
from aistrategyhub.features.publishing.schemas import PublishedContent
from aistrategyhub.features.site_settings.schemas import SellerInfo, SiteIdentity
from aistrategyhub.prerender.declared import Head

_SCHEMA = "https://schema.org"
_TAG = re.compile(r"<[^>]+>")
_SPACES = re.compile(r"\s+")


def page_head(
    found: PublishedContent,
    content: PageContent,
    view: PageView,
    *,
    image: str = "",
    seller: SellerInfo | None = None,
    identity: SiteIdentity | None = None,
) -> Head:
    """The head of a published page. A page shown in Italian for want of a translation names the Italian one as its
    own: two addresses with the same words are one to a search engine."""
    title = content.seo.title or content.title
    description = _SPACES.sub(" ", content.seo.description or content.summary)
    is_translated = found.locale == current_locale()
    return Head(
        title=title,
        description=description,
        canonical="" if is_translated else found.alternates.get(found.locale, ""),
        image=image,
        alternates=found.alternates if is_translated else {},
        data=(
            _web_page(found, title, description, image, identity),
            *([organization(seller, identity)] if seller else []),
            *_breadcrumbs(view),
            *_questions(view.blocks),
        ),
        robots="noindex" if content.seo.robots == "noindex" else "",
        published_at=found.first_published_at,
        updated_at=found.updated_at,
    )


def shared_image_of(content: PageContent) -> UUID | None:
    """The picture that stands for the page where it is shared: the one chosen for it, else the first it shows."""
    pictures = (
        getattr(block, "image_id", None) for block in content.blocks if isinstance(block, Image) or block.kind == "hero"
    )
    return content.seo.image_id or content.image_id or next((picture for picture in pictures if picture), None)


def organization(seller: SellerInfo, identity: SiteIdentity | None = None) -> Mapping[str, Any]:
    """The firm as schema.org describes one; what it has not given is left out."""
    address = {
        "@type": "PostalAddress",
        "streetAddress": seller.address.street,
        "postalCode": seller.address.zip,
        "addressLocality": seller.address.city,
        "addressRegion": seller.address.province,
        "addressCountry": seller.address.country,
    }
    return _given(
        {
            "@context": _SCHEMA,
            "@type": "Organization",
            "@id": "/#organization",
            "name": identity.site_name if identity else seller.company_name,
            "legalName": seller.company_name,
            "url": "/",
            "email": seller.email,
            "telephone": seller.phone,
            "vatID": f"IT{seller.vat_number}" if seller.vat_number else "",
            "taxID": seller.fiscal_code,
            "address": _given(address),
        }
    )


def plain_text(html: str) -> str:
    """The words of a cleaned text on one line."""
    return _SPACES.sub(" ", unescape(_TAG.sub(" ", html))).strip()


def _web_page(
    found: PublishedContent, title: str, description: str, image: str, identity: SiteIdentity | None
) -> Mapping[str, Any]:
    site = {"@type": "WebSite", "name": identity.site_name, "url": "/"} if identity else {}
    return _given(
        {
            "@context": _SCHEMA,
            "@type": "WebPage",
            "@id": found.path,
            "url": found.path,
            "name": title,
            "description": description,
            "inLanguage": found.locale,
            "image": image,
            "datePublished": found.first_published_at.isoformat(),
            "dateModified": found.updated_at.isoformat(),
            "isPartOf": site,
            "publisher": {"@id": "/#organization"},
        }
    )


def _breadcrumbs(view: PageView) -> Sequence[Mapping[str, Any]]:
    home = in_language("/", current_locale())
    if view.path == home:
        return ()
    steps = [(_("Pagina iniziale"), home), *((crumb.title, crumb.path) for crumb in view.crumbs)]
    steps.append((view.title, view.path))
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": path}
        for place, (name, path) in enumerate(steps, 1)
    ]
    return ({"@context": _SCHEMA, "@type": "BreadcrumbList", "itemListElement": items},)


def _questions(blocks: Sequence[BlockView]) -> Sequence[Mapping[str, Any]]:
    entries = [
        {
            "@type": "Question",
            "name": item.title,
            "acceptedAnswer": {"@type": "Answer", "text": plain_text(item.html)},
        }
        for block in blocks
        if block.kind == "faq"
        for item in block.rows
    ]
    return ({"@context": _SCHEMA, "@type": "FAQPage", "mainEntity": entries},) if entries else ()


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}
