"""Redirects made by hand, beside those that make themselves."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from aistrategyhub.core.errors import InvalidInput
from aistrategyhub.core.text import _
from aistrategyhub.features.publishing import service
from aistrategyhub.features.publishing.queries import find_where_it_went, list_redirects
from aistrategyhub.features.publishing.rules import read_lines, reserve
from aistrategyhub.features.publishing.schemas import Gone, Redirected
from aistrategyhub.features.publishing.service import add_redirect
from tests.factories.publications import create_note, publish_note
from tests.harness.statements import counted_statements


async def where(session: AsyncSession, path: str) -> str | None:
    """Where a path leads, in one word."""
    found = await find_where_it_went(session, path)
    if isinstance(found, Redirected):
        return f"{found.status} {found.to}"
    return "410" if isinstance(found, Gone) else None


async def refused(session: AsyncSession, **arguments: object) -> str:
    """The code of the one refusal."""
    with pytest.raises(InvalidInput) as refusal:
        await add_redirect(session, **arguments)  # type: ignore[arg-type]
    (error,) = refusal.value.fields
    assert "{" not in _(error.sentence, **error.values)
    return error.code


async def test_a_path_of_an_old_site_leads_to_a_page_wherever_it_goes(session: AsyncSession) -> None:
    note = await publish_note(session, "Contattaci")
    await add_redirect(session, source="https://vecchio.example/Pagina.php?id=3", target="/contattaci#modulo")
    assert await where(session, "/pagina.php?id=3") == "301 /contattaci#modulo"
    assert await where(session, "/pagina.php?id=4") is None
    await service.move(session, note.id, slugs={"it": "scrivici", "en": "write"})
    assert await where(session, "/PAGINA.php?id=3") == "301 /scrivici#modulo"


@pytest.mark.parametrize(
    ("target", "status", "answer"),
    [
        ("/servizi?categoria=ai", 302, "302 /servizi?categoria=ai"),
        ("https://altrove.example/qui", 301, "301 https://altrove.example/qui"),
        ("", 410, "410"),
        ("/dove vuoi", 301, "301 /dove%20vuoi"),
    ],
)
async def test_a_redirect_leads_anywhere(session: AsyncSession, target: str, status: int, answer: str) -> None:
    await add_redirect(session, source="/vecchia", target=target, status=status)
    assert await where(session, "/vecchia") == answer


@pytest.mark.parametrize(
    "target",
    ["//altrove.example", "http://altrove.example", "javascript:alert(1)", "/\\altrove.example", "/a\r\nSet-Cookie: b",
     "https://chi@altrove.example", "https://", "altrove"],
)  # fmt: skip
async def test_a_target_is_a_path_or_a_secure_address(session: AsyncSession, target: str) -> None:
    assert await refused(session, source="/vecchia", target=target) == "TARGET_INVALID"


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("", "SOURCE_EMPTY"),
        ("vecchia", "SOURCE_INVALID"),
        ("/" + "a" * 600, "SOURCE_TOO_LONG"),
        ("/admin/pagine", "IS_A_PAGE"),
        ("/API/v1/x", "IS_A_PAGE"),
        ("/", "IS_A_PAGE"),
        ("/en", "IS_A_PAGE"),
    ],
)
async def test_a_redirect_starts_where_nothing_is(session: AsyncSession, source: str, code: str) -> None:
    assert await refused(session, source=source, target="/contatti") == code


async def test_a_redirect_never_hides_a_page(session: AsyncSession) -> None:
    reserve(["/catalogo-di-prova", "/catalogo-di-prova/[slug]"])
    await create_note(session, "La nostra storia")
    assert await refused(session, source="/La-Nostra-Storia", target="/contatti") == "IS_A_PAGE"
    assert await refused(session, source="/en/catalogo-di-prova", target="/contatti") == "IS_A_PAGE"
    await add_redirect(session, source="/catalogo-di-prova/vecchio", target="/contatti")


async def test_chains_are_flattened_whatever_the_order(session: AsyncSession) -> None:
    await add_redirect(session, source="/a", target="/b")
    await add_redirect(session, source="/b", target="/c?x=1")
    await add_redirect(session, source="/z", target="/a")
    assert [await where(session, path) for path in ("/a", "/b", "/z")] == ["301 /c", "301 /c?x=1", "301 /c"]
    note = await publish_note(session, "C", slug="c")
    await service.move(session, note.id, slugs={"it": "d", "en": "d"})
    assert [await where(session, path) for path in ("/a", "/b", "/z", "/c")] == [
        "301 /d", "301 /d?x=1", "301 /d", "301 /d",
    ]  # fmt: skip


async def test_circles_are_refused(session: AsyncSession) -> None:
    await add_redirect(session, source="/a", target="/b")
    await add_redirect(session, source="/b", target="/c")
    assert await refused(session, source="/c", target="/a") == "IN_CIRCLES"
    assert await refused(session, source="/d", target="/D/") == "TO_ITSELF"
    assert await refused(session, source="/A", target="/e") == "ALREADY_REDIRECTED"


async def test_a_withdrawn_page_and_a_redirect_never_lead_to_each_other(session: AsyncSession) -> None:
    note = await publish_note(session, "Prima")
    other = await publish_note(session, "Altra")
    await service.unpublish(session, other.id, forward=service.Forward(note.id))
    await service.unpublish(session, note.id, forward=service.Forward(path="/promo"))
    assert await refused(session, source="/promo", target="/prima") == "IN_CIRCLES"
    assert await refused(session, source="/promo", publication_id=other.id) == "IN_CIRCLES"
    assert await where(session, "/altra") == "301 /promo"
    await add_redirect(session, source="/promo", target="/contatti")
    assert await where(session, "/altra") == "301 /contatti"


async def test_a_page_is_not_put_where_a_redirect_by_hand_starts(session: AsyncSession) -> None:
    await add_redirect(session, source="/promo", target="/contatti")
    with pytest.raises(InvalidInput) as refusal:
        await create_note(session, slug="promo")
    assert refusal.value.fields[0].code == "PATH_REDIRECTS"
    note = await create_note(session, "Promo")
    assert note.slugs["it"] == "promo-2"


async def test_a_redirect_by_hand_may_start_at_an_old_address(session: AsyncSession) -> None:
    note = await publish_note(session, "Prima")
    await service.move(session, note.id, slugs={"it": "dopo", "en": "dopo"})
    await add_redirect(session, source="/prima", target="/contatti", status=302)
    assert await where(session, "/prima") == "302 /contatti"


async def test_a_redirect_is_changed_and_removed(session: AsyncSession) -> None:
    redirect = await add_redirect(session, source="/vecchia", target="/contatti")
    redirect.hits = 7
    changed = await service.change_redirect(session, redirect.id, source="/vecchia", target="/altrove", status=302)
    (row,) = (await list_redirects(session)).rows
    assert (row.target, row.status, row.hits) == ("/altrove", 302, 7)
    await service.remove_redirect(session, changed.id)
    assert await where(session, "/vecchia") is None


async def test_a_list_is_taken_in_line_by_line(session: AsyncSession) -> None:
    await create_note(session, "La nostra storia")
    lines = read_lines(
        "da;a;tipo\n/uno;/due;301\n\n/due;/tre\n/la-nostra-storia;/x\n/tre;/uno\n/via;;410\n/no;/si;500\n"
    )
    report = await service.import_redirects(session, lines)
    assert report.added == 3
    assert [(line, error.code) for line, error in report.refused] == [
        (5, "IS_A_PAGE"), (6, "IN_CIRCLES"), (8, "STATUS_INVALID"),
    ]  # fmt: skip
    assert [await where(session, path) for path in ("/uno", "/due", "/via")] == ["301 /tre", "301 /tre", "410"]


async def test_a_long_list_costs_no_more_statements_than_a_short_one(session: AsyncSession) -> None:
    note = await publish_note(session, "Contattaci")
    counts = []
    for size in (20, 300):
        listed = "".join(f"/vecchia-{size}-{number};/contattaci#modulo\n" for number in range(size))
        with counted_statements() as statements:
            report = await service.import_redirects(session, read_lines(listed))
        assert (report.added, report.refused) == (size, [])
        counts.append(len(statements))
    assert counts[1] <= counts[0] + 2
    await service.move(session, note.id, slugs={"it": "scrivici", "en": "write"})
    assert await where(session, "/vecchia-300-299") == "301 /scrivici#modulo"


async def test_lines_of_a_list_that_touch_what_is_there_follow_it(session: AsyncSession) -> None:
    note = await publish_note(session, "Prima")
    await service.move(session, note.id, slugs={"it": "dopo", "en": "dopo"})
    await add_redirect(session, source="/ponte", target="https://altrove.example/")
    await add_redirect(session, source="/verso", target="/nuova")
    report = await service.import_redirects(
        session, read_lines("/prima;/contatti\n/a;/prima\n/b;/ponte\n/nuova;/dopo\n/c;/c\n/d;/e\n/D/;/f\n/admin/x;/g\n")
    )
    assert [(line, error.code) for line, error in report.refused] == [
        (5, "TO_ITSELF"), (7, "ALREADY_REDIRECTED"), (8, "IS_A_PAGE"),
    ]  # fmt: skip
    ends = {"/prima": "301 /contatti", "/b": "301 https://altrove.example/", "/verso": "301 /dopo", "/d": "301 /e"}
    assert {path: await where(session, path) for path in ends} == ends


async def test_the_list_says_where_each_leads_now(session: AsyncSession) -> None:
    note = await publish_note(session, "Contattaci")
    await add_redirect(session, source="/vecchia", publication_id=note.id, note="dal sito vecchio")
    await add_redirect(session, source="/altra", target="/servizi")
    (row,) = (await list_redirects(session, q="VECCH")).rows
    assert (row.target, row.target_title, row.note) == ("/contattaci", "Contattaci", "dal sito vecchio")
    assert (await list_redirects(session)).total == 2


@pytest.mark.usefixtures("redis_url")
async def test_hits_are_counted_without_a_write_for_each(session: AsyncSession) -> None:
    redirect = await add_redirect(session, source="/vecchia", target="/servizi")
    found = await find_where_it_went(session, "/vecchia")
    assert isinstance(found, Redirected)
    assert found.redirect_id == redirect.id
    for _time in range(3):
        await service.count_hit(redirect.tenant_id, redirect.id)
    assert await service.write_hits(session) == 1
    assert await service.write_hits(session) == 0
    await session.refresh(redirect)
    assert redirect.hits == 3
    assert redirect.last_hit_at is not None


@pytest.mark.usefixtures("no_redis")
async def test_without_redis_nothing_is_counted_and_all_else_works(session: AsyncSession) -> None:
    redirect = await add_redirect(session, source="/vecchia", target="/servizi")
    await service.count_hit(redirect.tenant_id, redirect.id)
    assert await service.write_hits(session) == 0


async def test_what_nobody_can_type_is_left_out(session: AsyncSession) -> None:
    redirect = await add_redirect(session, source="/vecchia", target="/servizi", note="a\x00b\ud800")
    assert redirect.note == "ab"
    assert await find_where_it_went(session, "/mai\x00%00") is None
    assert (await list_redirects(session, q="vec\x00chia")).total == 1
