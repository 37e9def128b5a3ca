"""A file of the library that a publication shows, in its draft or live, is not thrown away under it."""

from pathlib import Path

import pytest
from sqlalchemy import select

from aistrategyhub.features.media import queries, service
from aistrategyhub.features.media.schemas import Description
from aistrategyhub.infra.settings import get_settings
from aistrategyhub.infra.storage import LocalStorage
from aistrategyhub.prerender.models import PrerenderRequest
from tests.factories import pictures
from tests.factories.publications import create_note, words


@pytest.fixture
def store(database: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LocalStorage:
    monkeypatch.setattr(get_settings(), "data_dir", tmp_path)
    return LocalStorage(tmp_path / "files")


async def test_it_says_where_and_stays(session, store):
    file = (await service.take_in(session, store, pictures.new_picture("PNG"), "sede.png")).file
    note = await create_note(session, content=words("Chi siamo", image_id=str(file.id)))
    await session.flush()
    (use,) = await queries.find_uses(session, file.id)
    assert (use.label, use.href) == ("Chi siamo", f"/admin/note/{note.id}")
    for refused in (service.trash(session, file.id), service.erase(session, store, file.id)):
        with pytest.raises(service.MediaInUse) as refusal:
            await refused
        assert refusal.value.values == {"count": 1, "places": "«Chi siamo»"}
    with pytest.raises(service.MediaInUse):
        await service.describe(session, file.id, Description(is_private=True))


async def test_a_change_of_words_has_its_pages_written_again(session, store):
    file = (await service.take_in(session, store, pictures.new_picture("PNG"), "sede.png")).file
    await create_note(session, content=words("Chi siamo", image_id=str(file.id)))
    await service.describe(session, file.id, Description(alt_it="La sede"))
    asked = set(await session.scalars(select(PrerenderRequest.name)))
    assert queries.thing(file.id) in asked
