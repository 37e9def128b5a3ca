"""Authors as pages present them."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.features.blog.models import Author
from aistrategyhub.features.blog.rules.names import in_words, initials_of, localized_path
from aistrategyhub.features.blog.schemas.shelves import Shelf, ShelfKind
from aistrategyhub.features.blog.schemas.views import AuthorView, OutsideLink
from aistrategyhub.features.media.queries import image_views
from aistrategyhub.features.media.schemas import ImageView


async def draw_authors(session: AsyncSession, authors: Sequence[Author]) -> list[AuthorView]:
    """These authors in the language of the moment, with their photographs."""
    photos = [author.photo_id for author in authors if author.photo_id]
    images = await image_views(session, photos) if photos else {}
    return [_view(author, images.get(author.photo_id, ImageView())) for author in authors]


def _view(author: Author, photo: ImageView) -> AuthorView:
    return AuthorView(
        name=author.name,
        path=localized_path(Shelf(ShelfKind.AUTHOR, author.slug).path),
        role=in_words(author, "role"),
        bio=in_words(author, "bio"),
        initials=initials_of(author.name),
        photo=photo,
        links=[OutsideLink(link["label"], link["href"]) for link in author.links],
    )
