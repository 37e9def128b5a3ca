"""Names of files and folders, whatever somebody wrote."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aistrategyhub.core.text import speaking
from aistrategyhub.features.media import rules

VERSION = UUID("01990000-0000-7000-8000-5f2c9be01a47")


@pytest.mark.parametrize(
    ("given_name", "extension", "clean"),
    [
        ("Sede di Torino.JPG", "jpg", "Sede di Torino.jpg"),
        ("C:\\Users\\Anna\\Desktop\\perché.png", "png", "perché.png"),
        ("../../etc/passwd", "txt", "passwd.txt"),
        ("fattura.pdf.exe", "pdf", "fattura.pdf.pdf"),
        ("foto\u202egpj.exe", "png", "fotogpj.png"),
        ("a\0b\r\nc.txt", "txt", "abc.txt"),
        ('<img src=x onerror="alert(1)">.svg', "svg", "img src=x onerror= alert(1).svg"),
        ("", "pdf", "file.pdf"),
        ("...", "pdf", "file.pdf"),
        ("   .jpg", "jpg", "file.jpg"),
        ("x" * 400 + ".png", "png", "x" * 147 + ".png"),
    ],
)
def test_names_are_cleaned_and_end_as_the_content_says(given_name: str, extension: str, clean: str):
    assert rules.clean_name(given_name, extension) == clean


@given(st.text(max_size=300), st.sampled_from(["jpg", "png", "pdf", "webm"]))
def test_a_clean_name_is_always_one(given_name: str, extension: str):
    name = rules.clean_name(given_name, extension)
    assert name.endswith(f".{extension}")
    assert 0 < len(name) <= 160
    assert not any(letter in '/\\<>:"|?*\0\r\n' for letter in name)
    assert rules.clean_name(name, extension) == name
    assert rules.file_name(rules.stem_of(name), VERSION, extension, 720).isascii()


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("Sede di Torino.jpg", "sede-di-torino"),
        ("perché no?.png", "perche-no"),
        ("東京.png", "file"),
        ("a" * 120 + ".pdf", "a" * 80),
    ],
)
def test_addresses_say_what_a_file_is(name: str, stem: str):
    assert rules.stem_of(name) == stem


def test_an_address_changes_with_the_version():
    assert rules.file_name("sede", VERSION, "webp", 720) == "sede-720-5f2c9be01a47.webp"
    assert rules.file_name("listino", VERSION, "pdf") == "listino-5f2c9be01a47.pdf"


@pytest.mark.parametrize(
    ("given_folder", "folder"),
    [("", "/"), ("/", "/"), ("sedi", "/sedi"), ("/sedi//torino/", "/sedi/torino"), (" a  b / c ", "/a b/c")],
)
def test_folders_are_written_in_one_way(given_folder: str, folder: str):
    assert rules.clean_folder(given_folder) == folder


@pytest.mark.parametrize("given_folder", ["/../x", "a/./b", "a\\b", "x\0y", "a<b", "a/b/c/d/e/f", "x" * 200])
def test_what_is_no_folder_is_refused(given_folder: str):
    with pytest.raises(rules.InvalidFolder):
        rules.clean_folder(given_folder)


@pytest.mark.parametrize(
    ("focal", "classes"), [((5, 5), ""), ((0, 10), "focal focal-x-0 focal-y-10"), ((3, 5), "focal focal-x-3 focal-y-5")]
)
def test_a_focal_point_is_classes(focal: tuple[int, int], classes: str):
    assert rules.focal_class(*focal) == classes


@pytest.mark.parametrize(
    ("size", "italian", "english"),
    [(0, "1 KB", "1 KB"), (860_000, "840 KB", "840 KB"), (1_300_000, "1,2 MB", "1.2 MB")],
)
def test_sizes_are_said_as_people_say_them(size: int, italian: str, english: str):
    assert rules.size_label(size) == italian
    with speaking("en"):
        assert rules.size_label(size) == english


@pytest.mark.parametrize(
    ("width", "widths"),
    [
        (100, (100,)),
        (320, (320,)),
        (340, (340,)),
        (500, (320, 500)),
        (1080, (320, 480, 720, 1080)),
        (2400, (320, 480, 720, 1080, 1600, 2400)),
    ],
)
def test_no_size_is_wider_than_the_picture(width: int, widths: tuple[int, ...]):
    assert rules.widths_for(width) == widths


@pytest.mark.parametrize(
    ("width", "extension", "fallbacks"), [(900, "jpg", []), (2000, "jpg", [(1080, 540)]), (2000, "png", [(1080, 540)])]
)
def test_one_size_is_for_browsers_that_know_no_better(width: int, extension: str, fallbacks: list[tuple[int, int]]):
    sizes = rules.sizes_to_make(width, width // 2, extension)
    assert [(s["width"], s["height"]) for s in sizes if s["extension"] == extension] == fallbacks
    assert {s["extension"] for s in sizes} == {"avif", "webp"} | ({extension} if fallbacks else set())
