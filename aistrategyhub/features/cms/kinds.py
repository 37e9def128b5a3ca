"""The site's pages among the kinds of publications."""

from aistrategyhub.core.text import mark
from aistrategyhub.features.cms.rules import things_of, unfinished
from aistrategyhub.features.cms.schemas import PageContent
from aistrategyhub.features.publishing.rules import ContentKind, declare_kind

PAGE = declare_kind(
    ContentKind(
        name="page",
        label=mark("Pagina"),
        content=PageContent,
        title_of=lambda content: content.title,
        things_of=things_of,
        unfinished=unfinished,
        editor_route="/admin/pagine/{id}",
        may_be_home=True,
        may_nest=True,
    )
)
