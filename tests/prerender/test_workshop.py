"""Pages follow what they show, whatever happens meanwhile, and no page that is gone comes back."""

import asyncio
import errno
import os
import shutil

import brotli
import pytest
from sqlalchemy import update

from aistrategyhub.core.clock import now
from aistrategyhub.core.text import LOCALES
from aistrategyhub.infra.db import unit_of_work
from aistrategyhub.prerender.batches import with_policy
from aistrategyhub.prerender.compression import PACKED
from aistrategyhub.prerender.models import PageStatus, PrerenderedPage
from aistrategyhub.prerender.service import want, want_all
from aistrategyhub.prerender.tree import before, every, serving
from tests.prerender.conftest import Written


async def test_a_page_that_is_wanted_is_written_and_its_row_says_so(written):
    await written.say("chi-siamo", "Uno")
    assert await written.work() == len(LOCALES)
    assert written.read("chi-siamo") == "<p>Uno</p>"
    row = await written.row("chi-siamo")
    assert (row.status, row.title, row.build, row.error, row.locale) == (PageStatus.DONE, "Uno", "build-1", None, "it")
    assert row.rendered == row.wanted


async def test_nothing_that_was_not_asked_for_is_written_again(written):
    await written.say("a", "Uno")
    await written.work()
    assert await written.work() == 0
    assert written.press.rendered == ["/p/a"] * len(LOCALES)


async def test_what_rolled_back_is_never_seen(written):
    await written.work()
    with pytest.raises(ZeroDivisionError):
        await _want_and_fail(written)
    assert await written.work() == 0


async def test_a_change_of_a_thing_writes_exactly_the_pages_that_show_it(written):
    await written.say("a", "A", "menus", "service:1")
    await written.say("b", "B", "menus")
    await written.work()
    written.press.rendered.clear()
    await written.touch("service:1")
    await written.work()
    assert set(written.press.rendered) == {"/p/a"}
    await written.touch("firm")
    assert await written.work() == 0


async def test_a_page_that_shows_a_thing_no_more_does_not_follow_it(written):
    await written.work()
    await written.say("a", "A", "menus", "service:1")
    await written.work()
    await written.say("a", "A", "menus")
    await written.work()
    await written.touch("service:1")
    assert await written.work() == 0


async def test_a_page_that_is_dropped_goes_away_and_so_does_its_row(written):
    await written.say("a", "A")
    await written.work()
    await written.unsay("a")
    await written.work()
    assert written.read("a") is None
    assert await written.row("a") is None


async def test_a_page_that_is_wanted_and_is_not_there_goes_away(written):
    await written.say("a", "A")
    await written.work()
    async with unit_of_work(written.tenant) as session:
        await want(session, "/p/mai", "/altrove")
    await written.work()
    assert await written.row("mai") is None


async def test_the_last_wish_for_a_path_stands(written):
    await written.say("a", "A")
    await written.work()
    await written.unsay("a")
    await written.say("a", "Di nuovo")
    await written.work()
    assert written.read("a") == "<p>Di nuovo</p>"


def test_a_page_carries_its_policy_and_leaves_framing_to_the_header():
    page = with_policy(b"<html><head><title>A</title>", "default-src 'self'; frame-ancestors 'none'")
    said = b'<meta http-equiv="Content-Security-Policy" content="default-src \'self\'"/>'
    assert page == b"<html><head>" + said + b"<title>A</title>"


class TestMeanwhile:
    """Things that happen while a page is in Node."""

    async def test_a_page_that_changes_is_written_once_more(self, written):
        await written.work()
        await written.say("a", "vecchio")
        async with _held(written, "/p/a"):
            await written.say("a", "nuovo")
        assert written.read("a") == "<p>nuovo</p>"
        assert (await written.row("a")).status is PageStatus.DONE

    async def test_a_page_that_is_deleted_is_not_left_behind(self, written):
        await written.work()
        await written.say("a", "vecchio")
        async with _held(written, "/p/a"):
            await written.unsay("a")
        assert written.read("a") is None
        assert await written.row("a") is None

    async def test_a_thing_that_it_shows_for_the_first_time_and_that_changes_is_not_missed(self, written):
        await written.say("a", "senza")
        await written.work()
        await written.say("a", "con il menu di prima", "menus")
        async with _held(written, "/p/a"):
            await written.say("a", "con il menu di poi", "menus", ask=False)
            await written.touch("menus")
        assert written.read("a") == "<p>con il menu di poi</p>"

    async def test_a_publication_does_not_wait_for_a_page_in_work(self, written):
        await written.work()
        await written.say("a", "A")
        async with _held(written, "/p/a"):
            await asyncio.wait_for(written.say("a", "B"), 5)
            await asyncio.wait_for(written.touch("menus"), 5)

    async def test_a_workshop_that_was_left_behind_puts_nothing_older_in_place(self, written):
        """Two at work at once, as when a connection was lost and the lock with it."""
        await written.work()
        await written.say("a", "vecchio")
        async with _held(written, "/p/a"):
            await written.say("a", "nuovo")
            another = Written(written.root, written.built, written.tenant, type(written.press)())
            await another.work()
            assert written.read("a") == "<p>nuovo</p>"
        assert written.read("a") == "<p>nuovo</p>"
        assert (await written.row("a")).status is PageStatus.DONE

    async def test_pages_of_many_wishes_at_once_are_all_true_in_the_end(self, written):
        await written.work()

        async def publish(number):
            for turn in range(3):
                await written.say(f"p{number}", f"{number}.{turn}", "menus")
                await written.touch("menus")

        working = asyncio.create_task(_work_until_told(written))
        await asyncio.gather(*(publish(number) for number in range(12)))
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        await written.work()
        assert [written.read(f"p{number}") for number in range(12)] == [f"<p>{number}.2</p>" for number in range(12)]


class TestFailure:
    async def test_a_page_that_fails_spoils_no_other_and_says_why(self, written):
        await written.work()
        for key in "abc":
            await written.say(key, key.upper())
        written.press.broken = {"/p/b"}
        await written.work()
        assert [written.read(key) for key in "abc"] == ["<p>A</p>", None, "<p>C</p>"]
        row = await written.row("b")
        assert (row.status, row.error, row.attempts) == (PageStatus.FAILED, "ZeroDivisionError: /p/b", 1)
        assert row.next_attempt_at > now()

    async def test_it_keeps_its_last_file_and_is_tried_again_when_due(self, written):
        await written.say("b", "prima")
        await written.work()
        await written.say("b", "dopo")
        written.press.broken = {"/p/b"}
        await written.work()
        assert written.read("b") == "<p>prima</p>"
        written.press.broken = set()
        assert await written.work() == 0
        await _make_due(written)
        await written.work()
        assert written.read("b") == "<p>dopo</p>"
        row = await written.row("b")
        assert (row.status, row.error, row.attempts) == (PageStatus.DONE, None, 0)

    async def test_a_full_disk_is_said_and_the_old_page_stays(self, written, monkeypatch):
        await written.say("a", "prima")
        await written.work()
        await written.say("a", "dopo")

        def full(file, **options):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        with monkeypatch.context() as patched:
            patched.setattr(os, "utime", full)
            await written.work()
        assert written.read("a") == "<p>prima</p>"
        assert (await written.row("a")).error == f"{os.strerror(errno.ENOSPC)} ({errno.ENOSPC})"
        await _make_due(written)
        await written.work()
        assert written.read("a") == "<p>dopo</p>"

    async def test_a_database_error_in_one_page_does_not_spoil_its_batch(self, written):
        await written.work()
        for key in "abc":
            await written.say(key, key)
        written.press.poisoned = {"/p/b"}
        await written.work()
        assert [written.read(key) for key in "abc"] == ["<p>a</p>", None, "<p>c</p>"]
        assert "division by zero" in (await written.row("b")).error


class TestGeneration:
    async def test_a_new_build_serves_the_old_tree_until_the_new_one_is_whole(self, written):
        await written.say("a", "A")
        await written.say("b", "B")
        await written.work()
        async with _held(written, "/p/b", build="build-2"):
            assert serving(written.root).build == "build-1"
            assert written.read("a") == "<p>A</p>"
        assert serving(written.root).build == "build-2"
        assert before(written.root).build == "build-1"
        assert (written.read("a"), written.read("b")) == ("<p>A</p>", "<p>B</p>")

    async def test_a_tree_of_which_a_part_is_written_is_gone_on_with(self, written):
        for key in "abc":
            await written.say(key, key)
        written.press.on_the_way = {"/p/b": asyncio.Event()}
        working = asyncio.create_task(written.work())
        await written.press.reached.wait()
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        assert serving(written.root) is None
        written.press.on_the_way = {}
        await written.work()
        assert [written.read(key) for key in "abc"] == ["<p>a</p>", "<p>b</p>", "<p>c</p>"]

    async def test_all_pages_are_found_that_nobody_asked_for(self, written):
        await written.say("a", "A", ask=False)
        await written.work()
        assert written.read("a") == "<p>A</p>"
        await written.say("b", "B", ask=False)
        assert await written.work() == 0
        async with unit_of_work(written.tenant) as session:
            await want_all(session)
        await written.work()
        assert written.read("b") == "<p>B</p>"

    async def test_a_page_that_fails_in_the_new_build_keeps_its_old_file(self, written):
        await written.say("a", "A")
        await written.say("b", "B")
        await written.work()
        written.press.broken = {"/p/b"}
        await written.work("build-2")
        assert serving(written.root).build == "build-2"
        assert written.read("b") == "<p>B</p>"

    async def test_a_page_taken_away_leaves_the_tree_before_too(self, written):
        await written.say("a", "A")
        await written.work()
        await written.work("build-2")
        await written.unsay("a")
        await written.work("build-2")
        assert [one.page(written.tenant, "/p/a").exists() for one in every(written.root)] == [False, False]

    async def test_a_folder_that_somebody_deleted_is_written_anew(self, written):
        await written.say("a", "A")
        await written.work()
        shutil.rmtree(written.root)
        await written.work()
        assert written.read("a") == "<p>A</p>"


class _held:
    """Inside, a workshop is at work and this page is on its way through the press; then it goes on to the end."""

    def __init__(self, written, path, build="build-1"):
        self.written, self.path, self.build = written, path, build

    async def __aenter__(self):
        self.written.press.reached.clear()
        self.go_on = asyncio.Event()
        self.written.press.on_the_way = {self.path: self.go_on}
        self.working = asyncio.create_task(self.written.work(self.build))
        await asyncio.wait_for(self.written.press.reached.wait(), 20)

    async def __aexit__(self, *error):
        self.go_on.set()
        await self.working


async def _work_until_told(written):
    while True:
        await written.work()


async def _want_and_fail(written):
    async with unit_of_work(written.tenant) as session:
        await want(session, "/p/mai")
        raise ZeroDivisionError


async def _make_due(written):
    async with unit_of_work(written.tenant) as session:
        await session.execute(update(PrerenderedPage).values(next_attempt_at=now()))


# Words that repeat, but not too simply: the two ways of packing differ.
_LONG = " ".join(f"articolo {number * number} del regolamento {number % 7}" for number in range(400))


async def test_what_was_written_is_packed_smaller_when_there_is_time(written):
    await written.say("a", _LONG)
    async with written.workshop() as workshop:
        await workshop.work()
        page = serving(written.root).page(written.tenant, "/p/a")
        file = page.with_name(page.name + PACKED)
        before = file.stat()
        while await workshop.pack():
            pass
        assert file.stat().st_size < before.st_size
        assert brotli.decompress(file.read_bytes()) == page.read_bytes()
        assert file.stat().st_mtime_ns == before.st_mtime_ns, "its encodings belong to the page as it was written"


async def test_a_page_that_was_written_again_meanwhile_is_not_packed_as_it_was(written):
    await written.say("a", _LONG)
    await written.work()
    files = serving(written.root)
    page = files.page(written.tenant, "/p/a")
    files.repack(page, b"of another time", written_at=page.stat().st_mtime_ns - 1)
    assert brotli.decompress(page.with_name(page.name + PACKED).read_bytes()) == page.read_bytes()


async def test_a_page_that_went_away_is_not_packed(written):
    await written.say("a", _LONG)
    async with written.workshop() as workshop:
        await workshop.work()
        page = serving(written.root).page(written.tenant, "/p/a")
        await written.unsay("a")
        await workshop.work()
        while await workshop.pack():
            pass
        assert not page.with_name(page.name + PACKED).exists()
