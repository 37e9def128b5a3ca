"""What may be done with the blog, and by whom."""

from aistrategyhub.core.access import Permission, Role


class BlogPermission(Permission):
    """`EDIT` changes drafts and what stands beside them, `PUBLISH` what visitors read, with what stands beside it;
    `MANAGE` categories, tags, series and authors, `ERASE` deletes posts for ever."""

    READ = "blog:read"
    EDIT = "blog:edit"
    PUBLISH = "blog:publish"
    MANAGE = "blog:manage"
    ERASE = "blog:erase"


GRANTS = {
    Role.SUPPORT: frozenset({BlogPermission.READ}),
    Role.EDITOR: frozenset(BlogPermission) - {BlogPermission.ERASE},
    Role.ADMIN: frozenset(BlogPermission),
    Role.SUPER_ADMIN: frozenset(BlogPermission),
}
