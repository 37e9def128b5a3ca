"""The library's screens as a browser tab meets them: real events, real gate, real database."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.access import Role
from aistrategyhub.core.feature import SeedPlan
from aistrategyhub.features.media import queries, service
from aistrategyhub.features.media.models import MediaFile
from aistrategyhub.features.media.schemas import LibraryFilter, Use
from aistrategyhub.features.media.seed import PLATES, seed
from aistrategyhub.features.media.state.library import AdminMediaState, MediaDetailsState
from aistrategyhub.features.media.state.picker import MediaPickerState
from aistrategyhub.infra.db import tenant_of
from aistrategyhub.infra.storage import LocalStorage
from tests.factories import pictures
from tests.factories.people import create_somebody, principal_of
from tests.harness.states import Tab

ROUTE = "/admin/media"


@pytest.fixture
async def desk(session: AsyncSession, tab: Tab, store: LocalStorage) -> Tab:
    """An editor's tab on the library."""
    tab.principal = principal_of(await create_somebody(session, Role.EDITOR))
    tab.go(ROUTE)
    return tab


@pytest.fixture
async def picture(session: AsyncSession, store: LocalStorage) -> MediaFile:
    kept = await service.take_in(session, store, pictures.new_picture("PNG"), "Sede.png", folder="/sedi")
    await session.flush()
    return kept.file


def names(tab: Tab, state: type = AdminMediaState) -> list[str]:
    return [row["name"] for row in tab.seen(state, "rows")]


class TestLibrary:
    async def test_files_folders_and_what_waits_for_a_description(self, desk, session, store, picture):
        await service.take_in(session, store, pictures.PDF, "Listino.pdf")
        await desk.send(AdminMediaState.arrive)
        await desk.send(AdminMediaState.load)
        assert names(desk) == ["Listino.pdf", "Sede.png"]
        assert [(row["path"], row["count"]) for row in desk.seen(AdminMediaState, "folders")] == [
            ("/", 1),
            ("/sedi", 1),
        ]
        assert desk.seen(AdminMediaState, "lacking") == 1

    @pytest.mark.parametrize(
        ("view", "found"),
        [
            ("pictures", ["Sede.png"]),
            ("documents", ["Listino.pdf"]),
            ("videos", []),
            ("lacking", ["Sede.png"]),
            ("trash", []),
            ("'; DROP TABLE media_files", ["Listino.pdf", "Sede.png"]),
        ],
    )
    async def test_each_view(self, desk, session, store, picture, view, found):
        await service.take_in(session, store, pictures.PDF, "Listino.pdf")
        await desk.send(AdminMediaState.choose_view, view=view)
        await desk.send(AdminMediaState.load)
        assert names(desk) == found

    async def test_a_customer_sees_nothing(self, tab, session, picture):
        tab.principal = principal_of(await create_somebody(session, Role.CUSTOMER))
        tab.go(ROUTE)
        await tab.send(AdminMediaState.load)
        await tab.send(MediaDetailsState.open_file, media_id=str(picture.id))
        assert "Sede.png" not in str(tab.values)


class TestDetails:
    async def test_what_was_said_of_a_picture_is_kept(self, desk, session, picture):
        await desk.send(MediaDetailsState.open_file, media_id=str(picture.id))
        given = {"alt_it": " La  sede ", "alt_en": "", "folder": "sedi/torino", "focal_x": "3", "focal_y": "8"}
        await desk.send(MediaDetailsState.save, given=given)
        await session.refresh(picture)
        assert (picture.alt, picture.folder) == ({"it": "La sede", "en": ""}, "/sedi/torino")
        assert (picture.focal_x, picture.focal_y, picture.is_private) == (3, 8, False)
        view = (await queries.image_views(session, [picture.id]))[picture.id]
        assert (view.alt, view.focal_class) == ("La sede", "focal focal-x-3 focal-y-8")
        assert desk.seen(MediaDetailsState, "is_open") is False

    async def test_what_only_decorates_says_nothing(self, desk, session, picture):
        await desk.send(MediaDetailsState.open_file, media_id=str(picture.id))
        await desk.send(MediaDetailsState.save, given={"alt_it": "La sede", "is_decorative": "on"})
        assert (await queries.image_views(session, [picture.id]))[picture.id].alt == ""
        assert await queries.count_files(session, LibraryFilter(lacks_description=True)) == 0

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [({"alt_it": "x" * 301}, "alt_it"), ({"focal_x": "99"}, "focal_x"), ({"folder": {}}, "folder")],
    )
    async def test_a_wrong_value_is_said_beside_its_field(self, desk, session, picture, wrong, field):
        await desk.send(MediaDetailsState.open_file, media_id=str(picture.id))
        await desk.send(MediaDetailsState.save, given=wrong)
        assert field in desk.seen(MediaDetailsState, "errors")
        await session.refresh(picture)
        assert picture.folder == "/sedi"

    async def test_to_the_trash_back_and_away(self, desk, session, picture):
        await desk.send(MediaDetailsState.open_file, media_id=str(picture.id))
        await desk.send(MediaDetailsState.trash)
        assert await queries.image_views(session, [picture.id]) == {}
        await desk.send(MediaDetailsState.restore)
        assert set(await queries.image_views(session, [picture.id])) == {picture.id}
        await desk.send(MediaDetailsState.erase)
        with pytest.raises(queries.MediaNotFound):
            await queries.get_file(session, picture.id)

    async def test_what_is_used_stays_and_says_where(self, desk, session, picture, monkeypatch):
        async def find(_session: AsyncSession, _media_id: object) -> list[Use]:
            return [Use("Chi siamo", "/admin/pagine/1")]

        monkeypatch.setitem(queries.uses._finders, "prova", find)
        await desk.send(MediaDetailsState.open_file, media_id=str(picture.id))
        assert desk.seen(MediaDetailsState, "uses")[0]["label"] == "Chi siamo"
        with pytest.raises(service.MediaInUse):
            await desk.send(MediaDetailsState.trash)
        await session.refresh(picture)
        assert picture.trashed_at is None

    @pytest.mark.parametrize("media_id", ["", "x", "01890a5d-ac96-774b-bcce-b302099a8057"])
    async def test_what_is_not_there_is_not_found(self, desk, media_id):
        with pytest.raises(queries.MediaNotFound):
            await desk.send(MediaDetailsState.open_file, media_id=media_id)


class TestPicker:
    async def test_it_shows_pictures_for_a_target(self, desk, session, store, picture):
        await service.take_in(session, store, pictures.PDF, "Listino.pdf")
        await desk.send(MediaPickerState.open_for, target="blocks.3.image", kind="pictures")
        await desk.send(MediaPickerState.load)
        assert names(desk, MediaPickerState) == ["Sede.png"]
        assert desk.seen(MediaPickerState, "target") == "blocks.3.image"


async def test_the_demo_firm_has_three_described_pictures(session: AsyncSession, store: LocalStorage):
    for _time in range(2):
        await seed(session, SeedPlan(tenant_of(session)))
    for plate in PLATES:
        file = await queries.find_named(session, "/tavole", plate.name)
        assert file is not None
        assert (file.width, file.alt["en"]) == (1920, plate.alt_en)
    assert await queries.count_files(session, LibraryFilter()) == 3
