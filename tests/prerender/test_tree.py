"""The files of prerendered pages: whole or not there, one tree served at a time."""

import errno
import gzip
import os
from uuid import UUID

import brotli
import pytest
import zstandard

from aistrategyhub.prerender import tree
from aistrategyhub.prerender.compression import compressed
from aistrategyhub.prerender.tree import Tree

FIRM, OTHER = UUID(int=1), UUID(int=2)
PAGE = "<p>perché no</p>".encode() * 50


@pytest.fixture
def here(tmp_path):
    made = Tree(tmp_path, "a")
    made.begin(FIRM)
    return made


def write(into, path="/chi-siamo", body=PAGE):
    into.write(into.page(FIRM, path), body, compressed(body))


def names(folder):
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


def test_a_page_lies_in_every_encoding(here):
    write(here)
    file = here.folder / str(FIRM) / "chi-siamo" / "index.html"
    assert file.read_bytes() == PAGE
    assert gzip.decompress(file.with_name("index.html.gz").read_bytes()) == PAGE
    assert brotli.decompress(file.with_name("index.html.br").read_bytes()) == PAGE
    assert zstandard.ZstdDecompressor().decompress(file.with_name("index.html.zst").read_bytes()) == PAGE


def test_the_first_page_lies_in_the_folder_of_the_tenant(here):
    assert here.page(FIRM, "/") == here.folder / str(FIRM) / "index.html"
    assert here.page(FIRM, "/en/servizi") == here.folder / str(FIRM) / "en" / "servizi" / "index.html"


def test_what_says_the_same_is_left_alone(here):
    write(here)
    before = here.page(FIRM, "/chi-siamo").stat()
    write(here)
    assert here.page(FIRM, "/chi-siamo").stat() == before
    write(here, body=PAGE + b"!")
    assert here.page(FIRM, "/chi-siamo").stat().st_mtime_ns != before.st_mtime_ns


def test_an_encoding_of_another_time_is_written_again(here):
    write(here)
    stale = here.page(FIRM, "/chi-siamo").with_name("index.html.br")
    stale.write_bytes(brotli.compress(b"altro"))
    write(here)
    assert brotli.decompress(stale.read_bytes()) == PAGE


@pytest.mark.parametrize("full_at", [1, 2, 3, 4])
def test_on_a_full_disk_the_old_page_stays_and_nothing_half_is_left(here, monkeypatch, full_at):
    write(here)
    calls = 0
    utime = os.utime

    def full(*arguments, **options):
        nonlocal calls
        calls += 1
        if calls == full_at:
            raise OSError(errno.ENOSPC, "No space left on device")
        utime(*arguments, **options)

    monkeypatch.setattr(os, "utime", full)
    with pytest.raises(OSError, match="No space"):
        write(here, body=b"nuovo")
    folder = here.folder / str(FIRM)
    assert names(folder) == [f"chi-siamo/index.html{suffix}" for suffix in ("", ".br", ".gz", ".zst")]
    assert here.page(FIRM, "/chi-siamo").read_bytes() == PAGE
    assert brotli.decompress((folder / "chi-siamo" / "index.html.br").read_bytes()) == PAGE


def test_a_page_is_taken_away_from_every_tree_and_its_empty_folders_with_it(here):
    there = Tree(here.root, "b")
    for one in (here, there):
        write(one, "/guide/prima")
        write(one, "/guide/prima/parte")
    tree.remove_everywhere(here.root, FIRM, "/guide/prima")
    assert names(here.folder) == [f"{FIRM}/guide/prima/parte/index.html{end}" for end in ("", ".br", ".gz", ".zst")]
    tree.remove_everywhere(here.root, FIRM, "/guide/prima/parte")
    assert names(here.root) == []
    assert here.has(FIRM)
    assert not (here.folder / str(FIRM) / "guide").exists()


def test_taking_away_what_is_not_there_is_fine(here):
    tree.remove_everywhere(here.root, OTHER, "/mai")


class TestServing:
    def test_nothing_is_served_before_the_first_tree_is_whole(self, here):
        assert tree.serving(here.root) is None
        assert not here.is_served

    def test_the_switch_is_one_link_and_remembers_the_tree_before(self, here):
        here.serve()
        after = Tree(here.root, "b")
        after.begin(FIRM)
        after.serve()
        assert (tree.serving(here.root).build, tree.before(here.root).build) == ("b", "a")
        after.serve()
        assert tree.before(here.root).build == "a"

    def test_older_trees_are_cleared_away(self, here):
        for build in ("a", "b", "c", "d"):
            one = Tree(here.root, build)
            one.begin(FIRM)
            one.serve()
        Tree(here.root, "e").begin(FIRM)
        Tree(here.root, "e").clear_away()
        assert sorted(one.build for one in tree.every(here.root)) == ["c", "d", "e"]

    def test_half_files_of_a_killed_process_are_cleared_away_once_they_are_old(self, here):
        write(here)
        old, young = (here.folder / str(FIRM) / "chi-siamo" / f".half-{name}" for name in ("old", "young"))
        for half in (old, young):
            half.write_bytes(b"mezz")
        os.utime(old, (0, 0))
        here.clear_away()
        assert (old.exists(), young.exists()) == (False, True)

    def test_a_page_that_failed_is_carried_over_and_never_over_a_new_one(self, here):
        write(here, body=b"vecchia")
        after = Tree(here.root, "b")
        after.carry_over(FIRM, "/chi-siamo", here)
        assert after.page(FIRM, "/chi-siamo").read_bytes() == b"vecchia"
        write(after, body=b"nuova")
        after.carry_over(FIRM, "/chi-siamo", here)
        after.carry_over(FIRM, "/mai", here)
        assert after.page(FIRM, "/chi-siamo").read_bytes() == b"nuova"
        assert here.page(FIRM, "/chi-siamo").read_bytes() == b"vecchia"

    def test_hosts_lead_to_their_tenant_and_old_ones_nowhere(self, here):
        here.name_hosts({"www.example.it": FIRM, "example.it": FIRM})
        here.name_hosts({"www.example.it": OTHER, "../fuori": FIRM, ".": FIRM})
        hosts = here.folder / "hosts"
        assert {link.name: str(link.readlink()) for link in hosts.iterdir()} == {"www.example.it": f"../{OTHER}"}

    def test_hashed_files_are_kept_with_their_encodings_once(self, here, tmp_path):
        site = tmp_path / "site"
        (site / "assets").mkdir(parents=True)
        (site / "assets" / "entry-1a.js").write_bytes(PAGE)
        (site / "assets" / "logo-2b.woff2").write_bytes(PAGE)
        here.keep_assets(site)
        here.keep_assets(site)
        assert names(here.folder / "assets") == [
            "entry-1a.js",
            "entry-1a.js.br",
            "entry-1a.js.gz",
            "entry-1a.js.zst",
            "logo-2b.woff2",
        ]
