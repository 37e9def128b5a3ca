"""The local mailbox: one file per key, whole or not at all, and nothing outside its folder."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from aistrategyhub.integrations.mail.gateway import MailUnavailable
from aistrategyhub.integrations.mail.mailbox import Mailbox, MailNotFound
from tests.integrations.mail.test_contract import KEY, MAIL


async def test_the_newest_mail_comes_first_and_a_repetition_replaces_its_file(tmp_path: Path) -> None:
    mailbox = Mailbox(tmp_path / "mailbox")
    assert mailbox.newest() == []

    for number in (1, 2, 3):
        await mailbox.send(replace(MAIL, key=f"mail-{number}", subject=f"Mail {number}"))
        os.utime(tmp_path / "mailbox" / f"mail-{number}.eml", (number, number))
    await mailbox.send(replace(MAIL, key="mail-2", subject="Mail 2 ancora"))

    assert [mail.subject for mail in mailbox.newest()] == ["Mail 2 ancora", "Mail 3", "Mail 1"]
    assert [mail.id for mail in mailbox.newest(limit=1)] == ["mail-2"]
    assert mailbox.count() == 3


async def test_only_the_owner_of_the_process_may_read_it(tmp_path: Path) -> None:
    await Mailbox(tmp_path / "mailbox").send(MAIL)

    assert (tmp_path / "mailbox").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "mailbox" / f"{KEY}.eml").stat().st_mode & 0o777 == 0o600


async def test_a_full_disk_leaves_the_old_file_and_no_rubbish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mailbox = Mailbox(tmp_path)
    await mailbox.send(MAIL)

    def no_space(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(MailUnavailable, match="No space left"):
        await mailbox.send(replace(MAIL, subject="Seconda"))

    assert mailbox.read(KEY).subject == MAIL.subject
    assert [file.name for file in tmp_path.iterdir()] == [f"{KEY}.eml"]


async def test_a_mailbox_that_cannot_be_written_is_unavailable(tmp_path: Path) -> None:
    in_the_way = tmp_path / "mailbox"
    in_the_way.write_text("a file, not a folder")

    with pytest.raises(MailUnavailable):
        await Mailbox(in_the_way).send(MAIL)
    with pytest.raises(MailUnavailable):
        await Mailbox(in_the_way).ping()


@pytest.mark.parametrize(
    "key", ["../secret", "..", ".", "", "/etc/passwd", "a/b", "a\\b", "secret.eml", "%2e%2e", "a\x00b", "nessuna"]
)
def test_no_key_leads_out_of_the_folder(tmp_path: Path, key: str) -> None:
    (tmp_path / "secret.eml").write_bytes(b"Subject: secret\r\n\r\n")
    (tmp_path / "mailbox").mkdir()

    with pytest.raises(MailNotFound):
        Mailbox(tmp_path / "mailbox").read(key)


def test_a_strangers_file_is_shown_as_far_as_it_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "odd.eml").write_bytes(b"\xff\xfe no headers at all")
    (tmp_path / "not a key.eml").write_bytes(b"Subject: ignored\r\n\r\n")
    (tmp_path / "notes.txt").write_text("ignored")

    (mail,) = Mailbox(tmp_path).newest()

    assert (mail.id, mail.subject, mail.date, mail.attachments) == ("odd", "", None, ())
