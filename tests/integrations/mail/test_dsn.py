"""Reports of mails that did not arrive, as servers write them and as nobody should."""

import pytest

from aistrategyhub.integrations.mail.dsn import DeliveryReport, FailedRecipient, read_report
from tests.integrations.mail.reports import MESSAGE_ID, TO, exchange_report, postfix_report


def test_a_report_that_gives_the_headers_back() -> None:
    assert read_report(postfix_report()) == DeliveryReport(
        MESSAGE_ID, (FailedRecipient(TO, "5.1.1", "550 5.1.1 User unknown"),)
    )


def test_a_report_that_gives_the_mail_back() -> None:
    report = read_report(exchange_report())

    assert report is not None
    assert report.message_id == MESSAGE_ID
    assert [each.address for each in report.failed] == [TO]
    assert report.failed[0].reason.startswith("5.1.10 550 5.1.10 RESOLVER.ADR.RecipientNotFound")


@pytest.mark.parametrize(
    ("status", "means_no_such_address"),
    [
        ("5.1.1", True),
        ("5.1.2", True),
        ("5.1.10", True),
        ("5.2.2", False),
        ("5.7.1", False),
        ("5.0.0", False),
        ("4.2.2", False),
    ],
)
def test_only_some_failures_are_the_addresss_own(status: str, means_no_such_address: bool) -> None:
    report = read_report(postfix_report(status=status))

    assert report is not None
    assert report.failed[0].means_no_such_address is means_no_such_address


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", ""])
def test_what_is_not_given_up_is_no_failure(action: str) -> None:
    assert read_report(postfix_report(action=action)) is None


def test_a_status_that_is_none_is_a_failure_without_detail() -> None:
    report = read_report(postfix_report(status="unknown"))

    assert report is not None
    assert report.failed[0].status == "5.0.0"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00",
        b"Subject: Ciao\r\n\r\nUna risposta.",
        b"Content-Type: multipart/report\r\n\r\nno boundary",
        postfix_report(message_id="none of ours"),
        postfix_report(message_id=""),
        postfix_report(to=""),
        postfix_report(returned="text/plain"),
        postfix_report().replace(b"Action: failed", b"Action: =?utf-8?q?=FF?="),
        postfix_report()[:900],
        # A report inside an ordinary mail is what its writer likes it to be.
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n" + postfix_report() + b"\r\n--x--",
        b"X: y\r\n" * 10 + b"x" * 30_000_001,
    ],
)
def test_what_is_no_report_of_a_failure_says_nothing(raw: bytes) -> None:
    assert read_report(raw) is None


def test_a_long_reason_is_cut() -> None:
    report = read_report(postfix_report().replace(b"User unknown\r\n\r\n--", b"x" * 5000 + b"\r\n\r\n--"))

    assert report is not None
    assert len(report.failed[0].reason) == 400


def test_deep_nesting_ends() -> None:
    raw = b"From: a@b.test\r\n\r\n"
    for depth in range(60):
        raw = f"Content-Type: multipart/report; boundary=b{depth}\r\n\r\n--b{depth}\r\n".encode() + raw

    assert read_report(raw) is None
