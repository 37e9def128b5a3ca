"""One shape of line for everybody who logs, and nothing in it that should not be there."""

import json
import logging
import subprocess
import sys
import threading
import time
import warnings
from datetime import datetime
from uuid import UUID

import pytest
import structlog
from sqlalchemy.exc import IntegrityError

from aistrategyhub.core.access import Principal, acting_as
from aistrategyhub.infra.logging import GRANIAN_LOGGING, bind_request

TENANT = UUID("0190f0a0-0000-7000-8000-00000000000a")
PERSON = UUID("0190f0a0-0000-7000-8000-00000000000b")


class TestFields:
    def test_a_line_has_the_fields_promised(self, configured):
        stderr = configured()
        bind_request(request_id="r-1", tenant_id=TENANT, user_id=PERSON)
        structlog.get_logger("aistrategyhub.features.orders").info("order placed", lines=2)

        (line,) = stderr.lines()
        assert datetime.fromisoformat(line["timestamp"]).utcoffset().total_seconds() == 0
        assert line["function"] == "test_a_line_has_the_fields_promised"
        assert line["line"] > 0
        assert {name: line[name] for name in ("level", "logger", "message", "process", "lines")} == {
            "level": "info",
            "logger": "aistrategyhub.features.orders",
            "message": "order placed",
            "process": "web",
            "lines": 2,
        }
        assert (line["request_id"], line["tenant_id"], line["user_id"]) == ("r-1", str(TENANT), str(PERSON))

    def test_libraries_come_out_the_same_way(self, configured):
        stderr = configured("jobs")
        bind_request(request_id="r-1")
        logging.getLogger("some.library").warning("retrying %s in %d s", "upload", 3, extra={"attempt": 2})

        (line,) = stderr.lines()
        assert line["message"] == "retrying upload in 3 s"
        assert line["function"] == "test_libraries_come_out_the_same_way"
        assert (line["logger"], line["attempt"], line["request_id"], line["process"]) == (
            "some.library",
            2,
            "r-1",
            "jobs",
        )

    def test_whoever_acts_is_named_without_being_bound(self, configured):
        stderr = configured()
        with acting_as(Principal(tenant_id=TENANT, person_id=PERSON)):
            structlog.get_logger("x").info("in a handler")
        structlog.get_logger("x").info("outside")

        inside, outside = stderr.lines()
        assert (inside["tenant_id"], inside["user_id"]) == (str(TENANT), str(PERSON))
        assert "tenant_id" not in outside

    def test_a_value_cannot_take_the_place_of_a_field(self, configured):
        stderr = configured()
        structlog.get_logger("x").info("true message", message="forged", level="forged")
        (line,) = stderr.lines()
        assert (line["message"], line["level"]) == ("true message", "info")
        assert (line["message_"], line["level_"]) == ("forged", "forged")

    def test_a_mistake_in_a_log_call_does_not_lose_the_line(self, configured):
        stderr = configured()
        logging.getLogger("x").error("took %d s", "long")
        structlog.get_logger("x").error("took %d s", "long")
        assert [line["message"] for line in stderr.lines()] == ["took %d s ('long',)"] * 2

    def test_what_cannot_be_encoded_still_makes_a_line(self, configured):
        stderr = configured()
        structlog.get_logger("x").info("odd", value="\ud800", number=float("inf"), object=object())
        (line,) = stderr.lines()
        assert line["number"] == "inf"
        assert line["object"] == "<object>"


class TestExceptions:
    def test_a_traceback_has_no_local_variables(self, configured):
        stderr = configured()
        hidden = "canary-in-a-local"
        try:
            raise ValueError("bad total") from KeyError(hidden[:6])
        except ValueError:
            structlog.get_logger("x").exception("could not place the order")

        (line,) = stderr.lines()
        assert "ValueError: bad total" in line["exception"]
        assert "KeyError: 'canary'" in line["exception"]
        assert "canary-in-a-local" not in line["exception"].replace('hidden = "canary-in-a-local"', "")

    def test_row_data_of_the_database_is_left_out(self, configured):
        stderr = configured()
        error = IntegrityError(
            "INSERT INTO users (name) VALUES (%(name)s)",
            {"name": "Mario Bianchi"},
            Exception("duplicate key\nDETAIL:  Key (name)=(Mario Bianchi) already exists."),
        )
        logging.getLogger("x").error("refused", exc_info=error)

        assert "Mario" not in stderr.getvalue()
        assert "INSERT INTO users" in stderr.lines()[0]["exception"]

    def test_a_very_long_one_keeps_its_beginning_and_end(self, configured):
        stderr = configured()
        structlog.get_logger("x").error("failed", exc_info=ValueError("start " + "x" * 100_000 + " end"))
        exception = stderr.lines()[0]["exception"]
        assert exception.startswith("ValueError: start")
        assert exception.endswith("end")
        assert len(exception) < 9_000

    def test_endless_recursion_is_short(self, configured):
        stderr = configured()

        def again(n: int) -> int:
            return again(n + 1)

        try:
            again(0)
        except RecursionError:
            structlog.get_logger("x").exception("too deep")
        assert len(stderr.lines()[0]["exception"]) < 5_000

    def test_what_nobody_caught_is_logged(self, configured):
        stderr = configured()
        error = RuntimeError("nobody caught me")
        sys.excepthook(RuntimeError, error, None)
        thread = threading.Thread(target=lambda: 1 / 0)
        thread.start()
        thread.join()

        assert [line["level"] for line in stderr.lines()] == ["critical", "critical"]
        assert "nobody caught me" in stderr.lines()[0]["exception"]
        assert "ZeroDivisionError" in stderr.lines()[1]["exception"]


class TestMasking:
    def test_nothing_secret_passes_whichever_way_it_comes(self, configured):
        stderr = configured()
        structlog.get_logger("x").warning(
            "sign-in of canary@example.it refused",
            password="canary-1",
            payload={"headers": {"cookie": "canary-2"}, "note": "call canary@example.it"},
        )
        logging.getLogger("x").warning("token=%s", "canary-3", extra={"authorization": "canary-4"})
        structlog.get_logger("x").error("failed", exc_info=ValueError("password: canary-5"))
        bind_request(user_id="canary@example.it")
        structlog.get_logger("x").info("bound")
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.warn("deprecated by canary@example.it", UserWarning, stacklevel=1)

        assert len(stderr.lines()) == 5
        assert "canary" not in stderr.getvalue()

    def test_a_line_is_never_longer_than_its_limit(self, configured):
        stderr = configured()
        structlog.get_logger("x").info("big", **{f"field_{n}": "è" * 5_000 for n in range(40)})
        (line,) = stderr.lines()
        assert line["truncated"] is True
        assert line["message"] == "big"
        assert len(stderr.getvalue()) <= 16_001


class TestRepeats:
    def test_a_repeated_warning_passes_twenty_times_a_minute(self, configured, monkeypatch):
        stderr = configured()
        for number in range(100_000):
            logging.getLogger("reflex").warning(f"Event {number} with payload 'x{number}' refused")
        assert len(stderr.lines()) == 20
        assert len(stderr.getvalue()) / 100_000 < 1

        later = time.monotonic() + 61
        monkeypatch.setattr(time, "monotonic", lambda: later)
        logging.getLogger("reflex").warning("Event 1 with payload 'x' refused")
        assert stderr.lines()[-1]["left_out"] == 99_980

    def test_a_flood_of_different_warnings_is_bounded_too(self, configured):
        stderr = configured()
        for number in range(2_000):
            word = "".join(chr(ord("g") + int(digit)) for digit in str(number))
            structlog.get_logger("noisy").error(f"trouble with {word}")
        structlog.get_logger("quiet").error("still heard")
        assert len(stderr.lines()) == 201
        assert stderr.lines()[-1]["logger"] == "quiet"

    def test_information_and_critical_lines_always_pass(self, configured):
        stderr = configured()
        for _ in range(50):
            structlog.get_logger("x").info("work done")
            structlog.get_logger("x").critical("dying")
        assert len(stderr.lines()) == 100


class TestFormat:
    def test_a_terminal_gets_text(self, configured):
        stderr = configured(log_format="auto", is_terminal=True)
        structlog.get_logger("shop").warning("Redis is gone", error="Refused", seconds=0.5)
        assert stderr.getvalue()[9:] == "WARNING shop: Redis is gone  error=Refused  seconds=0.5\n"

    def test_a_pipe_gets_json(self, configured):
        stderr = configured(log_format="auto")
        structlog.get_logger("shop").warning("Redis is gone")
        assert stderr.lines()[0]["message"] == "Redis is gone"

    def test_a_value_cannot_forge_a_line_or_command_the_terminal(self, configured):
        stderr = configured(log_format="text")
        structlog.get_logger("x").info("path\r\n10:00:00 INFO forged", agent="\x1b[2Jforged\nline")
        assert len(stderr.getvalue().splitlines()) == 1
        assert "\x1b" not in stderr.getvalue()

    def test_a_traceback_follows_its_line(self, configured):
        stderr = configured(log_format="text")
        structlog.get_logger("x").error("failed", exc_info=ValueError("bad"))
        assert stderr.getvalue().splitlines()[1] == "ValueError: bad"


class TestLevels:
    @pytest.mark.parametrize(
        ("role", "log_level", "heard"),
        [
            ("web", "INFO", ["information", "warning"]),
            ("jobs", "WARNING", ["warning"]),
            ("supervisor", "DEBUG", ["detail", "information", "warning"]),
            ("cli", "INFO", ["warning"]),
            ("cli", "DEBUG", ["detail", "information", "warning"]),
        ],
    )
    def test_each_process_says_what_was_asked(self, configured, role, log_level, heard):
        stderr = configured(role, log_level=log_level)
        log = structlog.get_logger("x")
        log.debug("detail")
        log.info("information")
        log.warning("warning")
        assert [line["message"] for line in stderr.lines()] == heard

    def test_clients_do_not_tell_each_address_they_call(self, configured):
        stderr = configured()
        logging.getLogger("httpx").info("HTTP Request: GET http://x/?secret=1")
        assert stderr.getvalue() == ""

    def test_configuring_twice_does_not_say_things_twice(self, configured):
        configured()
        stderr = configured()
        structlog.get_logger("x").info("once")
        assert len(stderr.lines()) == 1


class TestServers:
    @pytest.mark.parametrize("name", ["uvicorn.access", "granian.access", "_granian", "reflex.app", "uvicorn.error"])
    def test_what_servers_log_comes_out_once_and_without_queries(self, configured, name):
        logging.getLogger(name).addHandler(logging.StreamHandler(sys.__stdout__))
        stderr = configured()
        logging.getLogger(name).info('"%s %s HTTP/1.1" 200', "GET", "/_event?token=canary")
        (line,) = stderr.lines()
        assert line["message"] == '"GET /_event HTTP/1.1" 200'
        logging.getLogger(name).handlers.clear()

    def test_granian_configures_logging_itself_and_ours_survives(self):
        code = (
            "import logging\n"
            "from granian.log import LogLevels, configure_logging as granian_configures\n"
            "from aistrategyhub.infra.logging import GRANIAN_LOGGING, configure_logging\n"
            "from aistrategyhub.infra.settings import Settings\n"
            "configure_logging(Settings(log_format='json', log_level='INFO'), 'web')\n"
            "granian_configures(LogLevels.info, GRANIAN_LOGGING, True)\n"
            "logging.getLogger('_granian').info('Started worker-1')\n"
            "logging.getLogger('granian.access').info('GET / 200')\n"
        )
        ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert ended.stdout == ""
        lines = [json.loads(line) for line in ended.stderr.splitlines()]
        assert [(line["logger"], line["message"]) for line in lines] == [
            ("_granian", "Started worker-1"),
            ("granian.access", "GET / 200"),
        ]
        assert set(GRANIAN_LOGGING["loggers"]) == {"_granian", "granian.access"}
