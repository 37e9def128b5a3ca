"""The rehearsal: a local stand-in for SdI. It judges files as SdI would and answers with receipts of its own.

Its books are files in one folder, so that killing our processes or our database leaves them whole. What it answers is
decided by the recipient code, as `docs/invoicing.md` lists, and by the switches.
"""

import asyncio
import fcntl
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from aistrategyhub.core import clock
from aistrategyhub.integrations.sdi.gateway import Arrival, Arrivals, Handover, OutgoingFile, Reading, SdiUnavailable
from aistrategyhub.integrations.sdi.receipts import ReceiptError, ReceiptKind
from aistrategyhub.integrations.sdi.writing import Facts, write_receipt

_AT_ONCE = 200
_FIRST_IDENTIFIER = 1_000_000_000
NO_CODE = "0000000"
UNDELIVERABLE = ("XXXXXXX", "WWWWWWW")
UNKNOWN, INACTIVE = ("ZZZZZZZ", "ZZZZZZ"), ("YYYYYYY", "YYYYYY")
REFUSING_OFFICE, SILENT_OFFICE, ABSENT_OFFICE = "RIFIUT", "SILENT", "ASSENT"
_DAYS_UNTIL_ATTESTED, _DAYS_UNTIL_EXPIRED = 10, 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What is to be known of a file: its faults, whom it is for, and its documents as (seller, year, number, kind)."""

    errors: Sequence[ReceiptError]
    is_public: bool = False
    recipient: str = ""
    has_pec: bool = False
    documents: Sequence[tuple[str, int, str, str]] = ()


Judge = Callable[[str, bytes], Judged]


@dataclass(frozen=True, slots=True, kw_only=True)
class Switches:
    """How the rehearsal misbehaves with the files it gets from now on.

    `delay` seconds pass before the first receipt and `step` between two; a day of its deadlines lasts `day` seconds.
    `lose` sends no receipt at all, `duplicate` each one twice, `reorder` the last one first, `corrupt` a broken copy
    before each. `is_down` refuses every file for the time being.
    """

    delay: float = 0
    step: float = 0
    day: float = 86_400
    duplicate: bool = False
    reorder: bool = False
    lose: bool = False
    corrupt: bool = False
    is_down: bool = False


class Rehearsal:
    """The local SdI with its books in `folder`; `judge` says what is wrong with a file."""

    name = "rehearsal"
    is_stand_in = True

    def __init__(self, folder: Path, judge: Judge) -> None:
        self.folder = folder
        self._judge = judge

    async def send(self, file: OutgoingFile, reading: Reading) -> Handover:
        return await self._in_thread(self._send, file)

    async def find_departed(self, file: OutgoingFile, reading: Reading) -> Handover | None:
        return await self._in_thread(self._find, file)

    async def receive(self, reading: Reading) -> Arrivals:
        return Arrivals(await self._in_thread(self._due), reading)

    async def keep(self, arrivals: Arrivals) -> None:
        await self._in_thread(self._forget, {arrival.name for arrival in arrivals.files})

    async def ping(self) -> None:
        await self._in_thread(self._make_folders)

    def switches(self) -> Switches:
        """How it behaves now."""
        try:
            said = json.loads((self.folder / "switches.json").read_bytes())
        except FileNotFoundError:
            return Switches()
        return Switches(**{field.name: said[field.name] for field in fields(Switches) if field.name in said})

    def switch(self, switches: Switches) -> None:
        """Makes it behave like this from now on."""
        self._make_folders()
        _write(self.folder / "switches.json", asdict(switches))

    def files(self) -> list[str]:
        """The names of all files that arrived here, in order."""
        return sorted(file.name for file in (self.folder / "files").glob("*.xml*") if file.suffix != ".key")

    async def _in_thread(self, act: Callable[..., Any], *values: Any) -> Any:
        try:
            return await asyncio.to_thread(act, *values)
        except OSError as error:
            raise SdiUnavailable(f"{type(error).__name__}: {error}") from error

    def _send(self, file: OutgoingFile) -> Handover:
        switches = self.switches()
        if switches.is_down:
            raise SdiUnavailable("the rehearsal is switched off", has_not_left=True)
        judged = self._judge(file.name, file.content)
        with self._turn():
            book = self.folder / "sent" / f"{file.key}.json"
            entry = _read(book) or {"name": file.name, "identifier": self._next_identifier(), "is_answered": False}
            if not entry["is_answered"]:
                _write(book, entry)
                self._answer(file, judged, entry["identifier"], switches)
                _write(book, entry | {"is_answered": True})
        return _handover(entry)

    def _answer(self, file: OutgoingFile, judged: Judged, identifier: int, switches: Switches) -> None:
        errors = [*self._faults_of_name(file), *judged.errors, *_faults_of_recipient(judged)]
        errors = errors or list(self._faults_of_numbers(judged, file.key))
        self._keep_file(file)
        if not errors:
            for document in judged.documents:
                _write_whole(self._number(document), file.key.encode())
        if switches.lose:
            return
        answers = _planned(_answers(file, judged, errors, identifier), switches)
        for position, (due, name, content) in enumerate(answers):
            waiting = f"{int(due.timestamp() * 1000):015d}~{identifier}~{position:02d}~{name}"
            _write_whole(self.folder / "waiting" / waiting, content)

    def _find(self, file: OutgoingFile) -> Handover | None:
        entry = _read(self.folder / "sent" / f"{file.key}.json")
        return _handover(entry) if entry and entry["is_answered"] else None

    def _due(self) -> list[Arrival]:
        found = []
        for waiting in self._waiting()[:_AT_ONCE]:
            with suppress(FileNotFoundError):
                found.append(Arrival(_receipt_name(waiting), waiting.read_bytes(), clock.now()))
        return found

    def _forget(self, names: set[str]) -> None:
        for waiting in self._waiting():
            if _receipt_name(waiting) in names:
                waiting.unlink(missing_ok=True)

    def _waiting(self) -> list[Path]:
        """The receipts that are due, the earliest first."""
        latest = f"{int(clock.now().timestamp() * 1000):015d}~~"
        return [path for path in sorted((self.folder / "waiting").glob("*~*")) if path.name <= latest]

    def _faults_of_name(self, file: OutgoingFile) -> Iterable[ReceiptError]:
        path = self.folder / "files" / file.name
        if path.exists() and path.with_suffix(".key").read_text() != file.key:
            yield ReceiptError("00002", "Nome file duplicato")

    def _faults_of_numbers(self, judged: Judged, key: str) -> Iterable[ReceiptError]:
        for document in judged.documents:
            number = self._number(document)
            if number.exists() and number.read_text() != key:
                yield ReceiptError("00404", "Fattura duplicata")

    def _keep_file(self, file: OutgoingFile) -> None:
        path = self.folder / "files" / file.name
        if not path.exists():
            _write_whole(path.with_suffix(".key"), file.key.encode())
            _write_whole(path, file.content)

    def _number(self, document: tuple[str, int, str, str]) -> Path:
        name = hashlib.sha256(json.dumps(document).encode()).hexdigest()
        return self.folder / "numbers" / name

    def _next_identifier(self) -> int:
        counter = self.folder / "identifier"
        last = int(counter.read_text()) if counter.exists() else _FIRST_IDENTIFIER
        _write_whole(counter, str(last + 1).encode())
        return last + 1

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """One process at a time writes in the books."""
        self._make_folders()
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _make_folders(self) -> None:
        for name in ("files", "numbers", "sent", "waiting"):
            (self.folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)


def _answers(
    file: OutgoingFile, judged: Judged, errors: Sequence[ReceiptError], identifier: int
) -> Iterable[tuple[int, Facts]]:
    """What SdI would say of a file, each with how many days later it would."""
    _seller, year, number, _kind = judged.documents[0] if judged.documents else ("", 0, "", "")
    said = Facts(
        kind=ReceiptKind.DELIVERED,
        is_public=judged.is_public,
        identifier=identifier,
        file_name=file.name,
        file_hash=hashlib.sha256(file.content).hexdigest(),
        at=clock.now(),
        recipient=judged.recipient,
        number=number,
        year=year,
    )
    if errors:
        yield 0, replace(said, kind=ReceiptKind.REJECTED, errors=errors)
    elif judged.is_public:
        yield from _answers_of_office(said)
    elif judged.recipient in UNDELIVERABLE or (judged.recipient == NO_CODE and not judged.has_pec):
        yield 0, replace(said, kind=ReceiptKind.UNDELIVERED)
    else:
        yield 0, said


def _answers_of_office(said: Facts) -> Iterable[tuple[int, Facts]]:
    if said.recipient == ABSENT_OFFICE:
        yield 0, replace(said, kind=ReceiptKind.UNDELIVERED)
        yield _DAYS_UNTIL_ATTESTED, replace(said, kind=ReceiptKind.ATTESTED)
        return
    yield 0, said
    if said.recipient == SILENT_OFFICE:
        yield _DAYS_UNTIL_EXPIRED, replace(said, kind=ReceiptKind.EXPIRED)
    else:
        yield 0, replace(said, kind=ReceiptKind.OUTCOME, is_accepted=said.recipient != REFUSING_OFFICE)


def _planned(answers: Iterable[tuple[int, Facts]], switches: Switches) -> list[tuple[datetime, str, bytes]]:
    """The receipts as they will arrive: when, by which name, with what in them."""
    start = clock.now() + timedelta(seconds=switches.delay)
    planned = []
    for position, (days, facts) in enumerate(answers):
        due = start + timedelta(seconds=position * switches.step + days * switches.day)
        content = write_receipt(facts)
        if switches.corrupt:
            planned.append((due, facts.name, content[: len(content) // 2]))
        planned += [(due, facts.name, content)] * (2 if switches.duplicate else 1)
    if switches.reorder:
        moments = [due for due, _name, _content in planned]
        planned = [(due, *rest) for due, (_due, *rest) in zip(moments, reversed(planned), strict=True)]
    return planned


def _faults_of_recipient(judged: Judged) -> Iterable[ReceiptError]:
    """Codes that stand for what only the registry of SdI knows."""
    if judged.recipient in UNKNOWN:
        yield ReceiptError("00311", "Valore del campo CodiceDestinatario non valido: non è tra quelli assegnati")
    if judged.recipient in INACTIVE:
        yield ReceiptError("00312", "CodiceDestinatario non attivo")


def _receipt_name(waiting: Path) -> str:
    return waiting.name.rsplit("~", 1)[1]


def _handover(entry: dict[str, Any]) -> Handover:
    identifier = str(entry["identifier"])
    return Handover(reference=identifier, identifier=identifier)


def _read(path: Path) -> dict[str, Any] | None:
    try:
        return json.loads(path.read_bytes())
    except FileNotFoundError:
        return None


def _write(path: Path, said: dict[str, Any]) -> None:
    _write_whole(path, json.dumps(said).encode())


def _write_whole(path: Path, content: bytes) -> None:
    """Readers see the old file or the new one, never a part."""
    with NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", delete=False) as beside:
        beside.write(content)
    Path(beside.name).replace(path)
