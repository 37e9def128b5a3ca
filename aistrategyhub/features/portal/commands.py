"""`hub demo-sale`: buys over HTTP as an integrator would, and keeps what comes out of it."""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn

from aistrategyhub.core.ids import new_id
from aistrategyhub.infra.problems import Problem
from aistrategyhub.infra.running import running_product
from aistrategyhub.infra.settings import load_settings_or_exit

commands = typer.Typer()

# The stand-in's card that always succeeds.
_TEST_CARD = {
    "payment_method_data[type]": "card",
    "payment_method_data[card][number]": "4242424242424242",
    "payment_method_data[card][exp_month]": "12",
    "payment_method_data[card][exp_year]": "2034",
    "payment_method_data[card][cvc]": "123",
}
_REQUEST_SECONDS = 30.0
_LOOK_EVERY_SECONDS = 0.2


@commands.command("demo-sale")
def demo_sale(
    buyer: Annotated[Path, typer.Option(help="JSON file with the buyer's data.")],
    out: Annotated[Path, typer.Option(help="Folder for invoice.xml, invoice.pdf and order.json.")],
    service: Annotated[str | None, typer.Option(help="Slug of the service; the first that can be bought.")] = None,
    quantity: Annotated[int, typer.Option(min=1, max=100)] = 1,
    url: Annotated[str | None, typer.Option(help="Address of the product; the one running here.")] = None,
    patience: Annotated[float, typer.Option(min=1, help="Seconds to wait for the invoice.")] = 60.0,
) -> None:
    """Buy a service with the test card and write its invoice (XML and PDF) and order to a folder."""
    body = _read_buyer_file(buyer)
    with _shop(url or _running_url()) as shop, _steps() as say:
        say("Ordering")
        order = shop.order(service or shop.first_buyable(), quantity, body)
        say(f"Paying {order['order_number']} with the test card")
        shop.pay(order)
        say("Waiting for the invoice")
        tracked = shop.wait_for_invoice(order["order_key"], patience)
        xml, pdf = shop.fetch(tracked["invoice"]["xml_url"]), shop.fetch(tracked["invoice"]["pdf_url"])
    out.mkdir(parents=True, exist_ok=True)
    (out / "invoice.xml").write_bytes(xml)
    (out / "invoice.pdf").write_bytes(pdf)
    (out / "order.json").write_text(json.dumps(tracked, indent=2, ensure_ascii=False) + "\n")
    typer.echo(f"{tracked['order_number']}: invoice {tracked['invoice']['number']}, {tracked['total']} EUR, in {out}")


class Shop:
    """The product's API as an integrator sees it."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def first_buyable(self) -> str:
        """The slug of a service that has a fixed price."""
        services = self._ask("GET", "/api/v1/services", params={"per_page": 100})
        for item in services:
            if item["is_buyable"]:
                return item["slug"]
        raise Problem("No service in the catalogue can be bought online.", "hub seed")

    def order(self, slug: str, quantity: int, buyer: dict[str, Any]) -> dict[str, Any]:
        """A new order. Raises Problem with one line per wrong field."""
        return self._ask(
            "POST",
            "/api/v1/checkout/create-order",
            json={"items": [{"slug": slug, "quantity": quantity}], "buyer": buyer, "terms": True},
            headers={"Idempotency-Key": str(new_id())},
        )

    def pay(self, order: dict[str, Any]) -> None:
        """Pays with the test card, as the provider's script in a browser would."""
        payment = self._ask("POST", "/api/v1/checkout/payment", json={"order_key": order["order_key"]})
        if not payment["is_test_environment"]:
            raise Problem("This installation takes real payments: a demo sale would need a real card.")
        answer = self._http.post(
            payment["confirm_url"],
            data=_TEST_CARD | {"client_secret": payment["client_secret"], "return_url": order["order_url"]},
            headers={"Authorization": f"Bearer {payment['publishable_key']}"},
        )
        if answer.is_error:
            raise Problem(f"The payment stand-in refused the card: {_refusal_of(answer)}")

    def wait_for_invoice(self, order_key: str, patience: float) -> dict[str, Any]:
        """The order, once its invoice and the courtesy copy are there."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            tracked = self._ask("GET", "/api/v1/orders/track", params={"key": order_key})
            if tracked["invoice"] and tracked["invoice"]["pdf_url"]:
                return tracked
            time.sleep(_LOOK_EVERY_SECONDS)
        raise Problem(
            f"{tracked['order_number']} is {tracked['status']} and has no invoice after {patience:.0f} seconds.",
            "hub doctor  # are the job processes running?",
        )

    def fetch(self, url: str) -> bytes:
        """A document of the order."""
        answer = self._http.get(httpx.URL(url).raw_path.decode())
        answer.raise_for_status()
        return answer.content

    def _ask(self, method: str, path: str, **options: Any) -> Any:
        answer = self._http.request(method, path, **options)
        if answer.is_error:
            raise Problem(_refusal_of(answer))
        return answer.json()["data"]


def _refusal_of(answer: httpx.Response) -> str:
    """The API's refusal in one line, then a line per field."""
    try:
        error = answer.json()["error"]
    except (ValueError, KeyError, TypeError):
        return f"{answer.request.url.path} answered {answer.status_code}"
    details = error.get("details") or []
    lines = [f"  {item['field'].removeprefix('buyer.')}: {item['message']}" for item in details]
    return "\n".join([error.get("message") or str(error), *lines])


def _read_buyer_file(path: Path) -> dict[str, Any]:
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Problem(f"{path} cannot be read: {error.strerror}.") from None
    except ValueError:
        raise Problem(f"{path} is not JSON in UTF-8.") from None
    if not isinstance(body, dict):
        raise Problem(f"{path} does not hold a JSON object with the buyer's fields.")
    return body


def _running_url() -> str:
    settings = load_settings_or_exit()
    running = running_product(settings.data_dir)
    return f"http://127.0.0.1:{running['port']}" if running else settings.base_url


@contextmanager
def _shop(url: str) -> Iterator[Shop]:
    try:
        with httpx.Client(base_url=url, timeout=_REQUEST_SECONDS, trust_env=False) as http:
            yield Shop(http)
    except httpx.HTTPError as error:
        raise Problem(f"{url} does not answer: {type(error).__name__}.", "make run") from None


@contextmanager
def _steps() -> Iterator[Any]:
    """Says each step on standard error while it lasts."""
    console = Console(file=sys.stderr)
    columns = (SpinnerColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("")
        yield lambda text: progress.update(task, description=text)
