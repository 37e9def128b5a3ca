"""Which encoding a browser gets, as tables of what it may send."""

import pytest

from aistrategyhub.prerender.negotiation import choose_encoding, is_known

ALL = ("br", "zstd", "gzip")


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("", "identity"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("zstd, gzip", "zstd"),
        ("GZIP", "gzip"),
        ("br;q=0.5, gzip", "gzip"),
        ("br;q=0, gzip;q=0, zstd;q=0", "identity"),
        ("*", "br"),
        ("*;q=0", "identity"),
        ("br;q=0, *", "zstd"),
        ("identity", "identity"),
        ("identity, gzip;q=0.5", "identity"),
        ("identity;q=0.5, gzip", "gzip"),
        ("gzip;q=1.7", "gzip"),
        ("gzip;q=nan", "identity"),
        ("gzip;q=viel, br;q=-1", "identity"),
        (" gzip ; q = 0.8 ", "gzip"),
        (",,;;=,", "identity"),
        ("deflate, compress", "identity"),
    ],
)
def test_the_encoding_that_is_liked_best(accepted, chosen):
    assert choose_encoding(accepted, ALL) == chosen


@pytest.mark.parametrize(
    ("there", "chosen"), [((), "identity"), (("gzip",), "gzip"), (("zstd", "gzip"), "zstd"), (("gzip", "br"), "br")]
)
def test_only_an_encoding_that_is_there(there, chosen):
    assert choose_encoding("gzip, br, zstd", there) == chosen


@pytest.mark.parametrize(
    ("header", "known"),
    [
        ("", False),
        ('"a"', True),
        ('W/"a"', True),
        ('"b", "a"', True),
        ('"b"', False),
        ("*", True),
        ("a", False),
    ],
)
def test_a_browser_that_has_the_file(header, known):
    assert is_known('"a"', header) is known
