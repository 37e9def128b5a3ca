"""Posts among the kinds of publications."""

from aistrategyhub.core.text import mark
from aistrategyhub.features.blog.permissions import BlogPermission
from aistrategyhub.features.blog.rules.content import things_of, unfinished
from aistrategyhub.features.blog.schemas.content import PostContent
from aistrategyhub.features.publishing.rules import ContentKind, declare_kind
from aistrategyhub.features.publishing.rules.kinds import Rights

# Without a `listing`: pages that list posts name each of those they show, and this room says when a list changes.
POST = declare_kind(
    ContentKind(
        name="post",
        label=mark("Articolo"),
        content=PostContent,
        title_of=lambda content: content.title,
        summary_of=lambda content: content.excerpt,
        things_of=things_of,
        unfinished=unfinished,
        root="blog",
        editor_route="/admin/pagine/{id}",
        list_route="/admin/articoli",
        list_label=mark("Articoli"),
        facts_route="/admin/articoli/{id}",
        facts_label=mark("Categoria, autori e serie"),
        rights=Rights(
            read=BlogPermission.READ,
            edit=BlogPermission.EDIT,
            publish=BlogPermission.PUBLISH,
            erase=BlogPermission.ERASE,
        ),
    )
)
