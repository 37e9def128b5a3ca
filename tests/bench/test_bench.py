"""The bench runs and tells its figures; how large they are is no business of a test."""

import asyncio
import json
import os
import re
import subprocess
import sys

import pytest

from aistrategyhub.infra.settings import ROOT
from bench import report
from bench.figures import Figure, Section, percentile, sampled
from bench.load import press_with_own_client
from bench.processes import cpu_seconds, family, memory

MACHINE = {
    "at": "2026-11-21",
    "revision": "",
    "cores": 2,
    "processor": "Prova",
    "memory_mb": 4096,
    "system": "Debian",
    "kernel": "6.1",
    "python": "3.11",
    "packages": {"reflex": "0.10"},
    "load_before": 0.1,
}


@pytest.mark.parametrize(
    ("samples", "percent", "expected"),
    [([7], 95, 7), ([3, 1, 2], 50, 2), (range(1, 101), 95, 95), (range(1, 21), 95, 19), ([4, 4, 9], 95, 9)],
)
def test_a_percentile_is_one_of_the_measurements(samples, percent, expected):
    assert percentile(list(samples), percent) == expected


@pytest.mark.parametrize(
    ("figure", "is_met"),
    [
        (Figure("no aim", 5), None),
        (Figure("at the aim", 15, at_most=15), True),
        (Figure("beyond it", 15.1, at_most=15), False),
        (Figure("enough", 95, at_least=95), True),
        (Figure("too little", 94.9, at_least=95), False),
        (sampled("the p95 counts, not the median", [1] * 9 + [3], "s", at_most=2), False),
        (sampled("the p95 is met", [1] * 9 + [2], "s", at_most=2), True),
    ],
)
def test_an_aim_is_for_the_worst_that_is_told(figure, is_met):
    assert figure.is_met is is_met


def test_the_document_says_what_how_and_on_what():
    section = Section("memory", "Memory", "As Linux counts it.", [Figure("All", 493.2, "MB", at_most=900)])
    page = report.as_markdown(MACHINE, [section])
    assert "2 cores (Prova)" in page
    assert "As Linux counts it." in page
    assert "| All | 493 MB |  |  | at most 900 | yes |" in page


def test_what_was_measured_anew_takes_the_place_of_what_was():
    old = [
        Section("web", "API", "By one.", [Figure("Health", 1)]),
        Section("sale", "Sale", "By hand.", [Figure("Paid", 2)]),
    ]
    before = report.as_markdown(MACHINE | {"revision": "1111111"}, old)
    page = report.as_markdown(
        MACHINE | {"revision": "2222222"},
        [
            Section("web", "API", "By fifty.", [Figure("Health", 3)]),
            Section("blog", "Blog", "By all.", [Figure("List", 4)]),
        ],
        before,
    )
    assert re.findall(r"^## (.+)$", page, re.MULTILINE) == ["API", "Sale", "Blog"]
    assert re.findall(r"revision (\d+)", page) == ["2222222", "1111111", "2222222"]
    assert "By one." not in page
    assert page.count("# Figures") == 1


@pytest.mark.parametrize(
    ("value", "shown"), [(0.01234, "0.0123"), (1.234, "1.23"), (900, "900"), (12345.6, "12,346"), (45.67, "45.7")]
)
def test_numbers_show_three_digits(value, shown):
    assert report._cells(Figure("", value))[1] == shown


def test_a_process_is_seen_with_its_children():
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        assert child.pid in family(os.getpid())
        seen = {process.pid: process for process in memory(os.getpid())}
        child.communicate(b"\n")
    assert 0 < seen[child.pid].pss <= seen[child.pid].rss
    assert cpu_seconds(os.getpid()) > 0


async def test_the_own_client_counts_answers_and_failures():
    statuses = iter([b"200 OK", b"500 No", *[b"200 OK"] * 100_000])

    async def answer(reader, writer):
        while await reader.readuntil(b"\r\n\r\n"):
            writer.write(b"HTTP/1.1 " + next(statuses) + b"\r\nContent-Length: 2\r\n\r\nok")
            await asyncio.sleep(0.01)

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    load = await press_with_own_client(f"http://127.0.0.1:{port}/prova", clients=3, seconds=0.2)
    server.close()
    assert load.failed == 1
    assert load.requests > 3
    assert 0 < load.median_ms <= load.p95_ms


@pytest.mark.system
def test_a_quick_run_measures_and_leaves_nothing_behind(tmp_path):
    figures = tmp_path / "figures.json"
    names = ["policy", "rights", "audit", "invoices"]
    command = [sys.executable, "-m", "bench", *names, "--quick", "--json", str(figures)]
    told = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "TMPDIR": str(tmp_path)}, capture_output=True, text=True, timeout=300
    )
    assert told.returncode == 0, told.stderr
    assert "Row-level security" in told.stdout
    sections = {section["name"]: section["figures"] for section in json.loads(figures.read_text())["sections"]}
    assert list(sections) == names
    assert all(figure["value"] > 0 for section in sections.values() for figure in section)
    assert list(tmp_path.iterdir()) == [figures]


def test_an_unknown_experiment_is_refused():
    told = subprocess.run([sys.executable, "-m", "bench", "velocity"], cwd=ROOT, capture_output=True, text=True)
    assert told.returncode != 0
    assert "velocity" in told.stderr
