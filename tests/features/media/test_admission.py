"""What the library takes in and what it refuses: told by the content, whatever the name."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aistrategyhub.features.media import rules
from aistrategyhub.features.media.models import MediaKind
from tests.factories import pictures

MB = rules.MEGABYTE
WORD = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"}
EXCEL = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}


@pytest.mark.parametrize(
    ("head", "name", "kind", "extension"),
    [
        (pictures.new_picture("PNG"), "a.png", MediaKind.IMAGE, "img"),
        (pictures.new_picture("JPEG"), "a.exe", MediaKind.IMAGE, "img"),
        (pictures.new_picture("WEBP"), "a", MediaKind.IMAGE, "img"),
        (pictures.new_picture("AVIF"), "a.txt", MediaKind.IMAGE, "img"),
        (pictures.new_picture("GIF"), "a.js", MediaKind.IMAGE, "img"),
        (pictures.new_picture("TIFF"), "a.tif", MediaKind.IMAGE, "img"),
        (pictures.SVG, "a.svg", MediaKind.VECTOR, "svg"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n" + pictures.SVG, "a.html", MediaKind.VECTOR, "svg"),
        (pictures.PDF, "a.html", MediaKind.DOCUMENT, "pdf"),
        (pictures.MP4, "a.mp4", MediaKind.VIDEO, "mp4"),
        (pictures.WEBM, "a.webm", MediaKind.VIDEO, "webm"),
        (b"nome;importo\nRossi;12,50\n", "elenco.CSV", MediaKind.DOCUMENT, "csv"),
        ("Perché no: è così.".encode(), "note.txt", MediaKind.DOCUMENT, "txt"),
    ],
)
def test_the_content_says_what_it_is(head: bytes, name: str, kind: MediaKind, extension: str):
    found = rules.recognise(head[: rules.HEAD_BYTES], name)
    assert (found.kind, found.extension) == (kind, extension)


@pytest.mark.parametrize(
    ("head", "name", "refusal"),
    [
        (b"", "a.png", rules.EmptyUpload),
        (b"MZ\x90\0\x03", "foto.jpg", rules.KindNotAllowed),
        (b"\x7fELF\x02\x01", "foto.png", rules.KindNotAllowed),
        (b"<html><script>alert(1)</script>", "foto.jpg", rules.KindNotAllowed),
        (b"<html><script>alert(1)</script>", "pagina.txt", rules.KindNotAllowed),
        (b"<?php system($_GET['c']);", "a.txt", rules.KindNotAllowed),
        (b"#!/bin/sh\nrm -rf /", "a.csv", rules.KindNotAllowed),
        (b"<!DOCTYPE html>", "a.csv", rules.KindNotAllowed),
        (b"alert(1)//", "script.js", rules.KindNotAllowed),
        (b"parole semplici", "senza-estensione", rules.KindNotAllowed),
        (b"due\0byte", "a.txt", rules.KindNotAllowed),
        (b"caff\xe8 in latin-1, non in UTF-8 ....", "a.txt", rules.KindNotAllowed),
        (b"PNG\r\n\x1a\n", "a.png", rules.KindNotAllowed),
        (b"  %PDF-1.7", "a.pdf", rules.KindNotAllowed),
        (b"\0\0\0\x18ftypqt  \0\0\0\0qt  ", "a.mov", rules.KindNotAllowed),
        (b"\x1aE\xdf\xa3matroska", "a.webm", rules.KindNotAllowed),
        (pictures.HEIC, "IMG_0001.jpg", rules.HeicNotSupported),
    ],
)
def test_everything_else_is_refused_with_its_reason(head: bytes, name: str, refusal: type[rules.MediaRefused]):
    with pytest.raises(refusal):
        rules.recognise(head, name)


@given(st.binary(max_size=rules.HEAD_BYTES), st.text(max_size=40))
def test_no_content_breaks_the_recognition(head: bytes, name: str):
    try:
        found = rules.recognise(head, name)
    except rules.MediaRefused:
        return
    assert found.extension in {"img", "svg", "pdf", "zip", "mp4", "webm", "txt", "csv"}


@pytest.mark.parametrize(
    ("kind", "largest"),
    [(MediaKind.IMAGE, 25), (MediaKind.VECTOR, 1), (MediaKind.DOCUMENT, 25), (MediaKind.VIDEO, 200)],
)
def test_each_kind_has_its_size(kind: MediaKind, largest: int):
    rules.check_size(kind, largest * MB)
    with pytest.raises(rules.FileTooLarge) as refused:
        rules.check_size(kind, largest * MB + 1)
    assert refused.value.values == {"megabytes": largest}


def test_the_quota_counts_what_is_there_and_what_comes():
    rules.check_quota(9 * MB, MB, 10 * MB)
    with pytest.raises(rules.QuotaReached) as refused:
        rules.check_quota(9 * MB, MB + 1, 10 * MB)
    assert refused.value.values == {"used_mb": 9, "quota_mb": 10}


class TestArchives:
    @pytest.mark.parametrize(
        ("entries", "extension"),
        [(WORD, "docx"), (EXCEL, "xlsx"), ({"a.txt": b"x", "cartella/b.txt": b"y"}, "zip"), ({}, "zip")],
    )
    def test_documents_are_told_by_what_is_inside(self, entries: dict[str, bytes], extension: str):
        assert rules.recognise_archive(io.BytesIO(pictures.new_archive(entries))).extension == extension

    @pytest.mark.parametrize(
        "entries",
        [
            {"../fuori.txt": b"x"},
            {"/etc/passwd": b"x"},
            {"..\\fuori.txt": b"x"},
            {"C:/fuori.txt": b"x"},
            WORD | {"word/vbaProject.bin": b"macro"},
            {"dentro.zip": b"PK"},
            {"dentro.tar.gz": b"x"},
            {"bomba": b"\0" * 5_000_000},
            {f"{number}.txt": b"" for number in range(5_001)},
        ],
        ids=["parent", "root", "backslash", "drive", "macro", "nested zip", "nested gz", "bomb", "too many"],
    )
    def test_what_bursts_or_hides_something_is_refused(self, entries: dict[str, bytes]):
        with pytest.raises(rules.ArchiveRefused):
            rules.recognise_archive(io.BytesIO(pictures.new_archive(entries)))

    def test_entries_that_share_their_bytes_are_refused(self):
        """A bomb without nesting: many entries of the directory point at one and the same piece."""
        archive = pictures.new_archive({"a.txt": bytes(range(256)) * 40})
        start = archive.index(b"PK\x01\x02")
        end = archive.index(b"PK\x05\x06")
        entry, tail = archive[start:end], bytearray(archive[end:])
        tail[8:12] = (8).to_bytes(2, "little") * 2
        tail[12:16] = (8 * len(entry)).to_bytes(4, "little")
        with pytest.raises(rules.ArchiveRefused):
            rules.recognise_archive(io.BytesIO(archive[:start] + entry * 8 + bytes(tail)))

    @given(st.binary(max_size=600))
    def test_no_broken_archive_breaks_the_check(self, tail: bytes):
        with pytest.raises(rules.ArchiveRefused):
            rules.recognise_archive(io.BytesIO(b"PK\x03\x04" + tail))
