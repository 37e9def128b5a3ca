"""Starts the local Microsoft in a process of its own and turns its switches."""

import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import httpx
import trustme

from aistrategyhub.infra.ports import free_port
from aistrategyhub.infra.settings import ROOT
from aistrategyhub.integrations.msgraph.account import GraphAccount
from aistrategyhub.integrations.msgraph.mail import GraphMail

SENDER = "noreply@ancora.test"
TENANT_ID = "5f3c7c1e-0000-4000-8000-00000000a0c0"
CLIENT_ID = "0d9b2a54-0000-4000-8000-00000000c11e"


@dataclass
class LocalMicrosoft:
    """A running server: where it is, how to be let in, what it was told and what it saw."""

    folder: Path
    port: int = field(default_factory=free_port)
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    control: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    process: subprocess.Popen[bytes] | None = None

    @property
    def origin(self) -> str:
        return f"https://localhost:{self.port}"

    @property
    def ca_file(self) -> Path:
        return self.folder / "ca.pem"

    @property
    def certificate(self) -> Path:
        """The application's own key and certificate, which may stand for its secret."""
        return self.folder / "application.pem"

    @property
    def environment(self) -> dict[str, str]:
        """The variables with which the product sends through this server."""
        return {
            "MS_GRAPH_TENANT_ID": TENANT_ID,
            "MS_GRAPH_CLIENT_ID": CLIENT_ID,
            "MS_GRAPH_CLIENT_SECRET": self.secret,
            "MS_GRAPH_SENDER": SENDER,
            "MS_GRAPH_BASE_URL": f"{self.origin}/v1.0",
            "MS_GRAPH_AUTHORITY": self.origin,
            "MS_GRAPH_CA_FILE": str(self.ca_file),
        }

    def account(self, **changes: Any) -> GraphAccount:
        values = {
            "tenant_id": TENANT_ID,
            "client_id": CLIENT_ID,
            "sender": SENDER,
            "secret": self.secret,
            "base_url": f"{self.origin}/v1.0",
            "authority": self.origin,
            "ca_file": self.ca_file,
        }
        return GraphAccount(**values | changes)

    def gateway(self, **changes: Any) -> GraphMail:
        """A new gateway, without a token."""
        return GraphMail(self.account(**changes))

    def start(self) -> None:
        self._make_certificates()
        described = {
            "port": self.port,
            "tenant_id": TENANT_ID,
            "client_id": CLIENT_ID,
            "secret": self.secret,
            "sender": SENDER,
            "control": self.control,
            "certificate": self.certificate.read_text().split("PRIVATE KEY-----\n")[-1],
        }
        self.process = subprocess.Popen(
            self._command(),
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT), "LOCAL_MICROSOFT": json.dumps(described)},
            stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 30
        while not self._answers():
            assert self.process.poll() is None, "the local Microsoft ended at once"
            assert time.monotonic() < deadline, "the local Microsoft did not answer in 30 s"
            time.sleep(0.05)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(10)

    def ask(self, switch: str, **values: Any) -> Any:
        """One switch turned; with `state` only a look."""
        method = "GET" if switch == "state" else "POST"
        answer = httpx.request(
            method,
            f"{self.origin}/_control/{switch}",
            json=values if method == "POST" else None,
            headers={"X-Control": self.control},
            verify=str(self.ca_file),
            timeout=20,
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    def fault(self, where: str, kind: str, *, times: int = 1, retry_after: int | None = None) -> None:
        self.ask("fault", where=where, kind=kind, times=times, retry_after=retry_after)

    def receive_report(self, raw: bytes, received_at: datetime | None = None) -> None:
        told = {"raw": raw.decode("latin-1")} | ({"received_at": received_at.isoformat()} if received_at else {})
        self.ask("report", **told)

    def sent(self) -> list[EmailMessage]:
        """The ledger: every mail that left, as often as it left."""
        return [message_from_bytes(raw.encode("latin-1"), policy=default) for raw in self.ask("state")["sent"]]

    def _answers(self) -> bool:
        try:
            self.ask("state")
        except httpx.HTTPError:
            return False
        return True

    def _make_certificates(self) -> None:
        authority = trustme.CA()
        authority.cert_pem.write_to_path(self.ca_file)
        server = authority.issue_cert("localhost")
        server.private_key_pem.write_to_path(self.folder / "server.key")
        for number, blob in enumerate(server.cert_chain_pems):
            blob.write_to_path(self.folder / "server.pem", append=number > 0)
        own = authority.issue_cert("application.test", key_type=trustme.KeyType.RSA)
        own.private_key_and_cert_chain_pem.write_to_path(self.certificate)

    def _command(self) -> list[str]:
        options = {
            "--interface": "asgi",
            "--host": "127.0.0.1",
            "--port": str(self.port),
            "--ssl-certificate": str(self.folder / "server.pem"),
            "--ssl-keyfile": str(self.folder / "server.key"),
        }
        words = [word for pair in options.items() for word in pair]
        return [sys.executable, "-m", "granian", *words, "tests.harness.microsoft.app:app"]


@contextmanager
def local_microsoft() -> Iterator[LocalMicrosoft]:
    """A server on a free port, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="microsoft-") as folder:
        server = LocalMicrosoft(Path(folder))
        try:
            server.start()
            yield server
        finally:
            server.stop()
