"""The site's pages among the kinds of publications."""

from aistrategyhub.core.text import mark
from aistrategyhub.features.cms.permissions import CmsPermission
from aistrategyhub.features.cms.rules import things_of, unfinished
from aistrategyhub.features.cms.schemas import PageContent
from aistrategyhub.features.publishing.rules import ContentKind, Rights, declare_kind

PAGE = declare_kind(
    ContentKind(
        name="page",
        label=mark("Pagina"),
        content=PageContent,
        title_of=lambda content: content.title,
        summary_of=lambda content: content.summary,
        things_of=things_of,
        unfinished=unfinished,
        editor_route="/admin/pagine/{id}",
        list_route="/admin/pagine",
        list_label=mark("Pagine"),
        rights=Rights(CmsPermission.READ, CmsPermission.EDIT, CmsPermission.PUBLISH, CmsPermission.ERASE),
        may_be_home=True,
        may_nest=True,
    )
)
