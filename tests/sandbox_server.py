"""The sandbox as a running program, for every test that needs the outside world.

A test takes the fixture ``sandbox`` and talks to it over HTTP: one process with its own database
on this run's server, started when first asked for, emptied before each test, ended with the run.
A journey hands it the clock of its panel with ``sandbox_server(clock_url=…)``.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import html
import http.server
import json
import os
import re
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import httpx
import pytest
from psycopg import sql

from tests import database

SOURCES = str(Path(__file__).resolve().parent.parent / "src")
GOOD_CARD = "5528790000000008"
_START_SECONDS = 30
_STOP_SECONDS = 15


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Process(Protocol):
    """What a running sandbox must be able to do; a Popen can."""

    returncode: int | None

    def kill(self) -> None: ...

    def terminate(self) -> None: ...

    def poll(self) -> int | None: ...

    def wait(self, timeout: float = ...) -> int: ...


@dataclass
class Sandbox:
    """A running sandbox and what a test does with it."""

    base_url: str
    smtp_port: int
    process: Process
    dbname: str
    restart: Callable[[], Process]
    http: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=40, trust_env=False))

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """An administrative call (``/_sandbox/…``); the decoded answer, 2xx only."""
        answer = self.http.request(method, self.base_url + path, json=body)
        answer.raise_for_status()
        return answer.json()

    def reset(self) -> None:
        """Forget everything but the shops and the SMS accounts."""
        self.call("POST", "/_sandbox/reset")

    def put_merchant(self, *, webhook_url: str = "", is_mit_allowed: bool = True) -> dict[str, str]:
        """A new shop: apiKey, secretKey, merchantId."""
        made = {
            "apiKey": f"sandbox-{secrets.token_hex(8)}",
            "secretKey": f"sandbox-{secrets.token_hex(16)}",
            "merchantId": str(secrets.randbelow(10**6) + 10**6),
        }
        body = {**made, "webhookUrl": webhook_url, "isMitAllowed": is_mit_allowed}
        self.call("PUT", f"/_sandbox/merchants/{made['apiKey']}", body)
        return made

    def put_paytr(self, *, notice_url: str = "", may_recur: bool = True) -> dict[str, str]:
        """A new shop at PayTR: merchant_id, merchant_key, merchant_salt."""
        made = {
            "merchant_id": str(secrets.randbelow(10**6) + 10**6),
            "merchant_key": secrets.token_hex(8),
            "merchant_salt": secrets.token_hex(8),
        }
        body = {
            "merchantKey": made["merchant_key"],
            "merchantSalt": made["merchant_salt"],
            "noticeUrl": notice_url,
            "mayRecur": may_recur,
        }
        self.call("PUT", f"/_sandbox/paytr/shops/{made['merchant_id']}", body)
        return made

    def put_nestpay(self) -> dict[str, str]:
        """A new shop at a bank's NestPay: client_id, user_name, password, store_key."""
        made = {
            "client_id": str(secrets.randbelow(10**6) + 10**8),
            "user_name": "apikullanici",
            "password": secrets.token_hex(8),
            "store_key": secrets.token_hex(8),
        }
        body = {
            "userName": made["user_name"],
            "password": made["password"],
            "storeKey": made["store_key"],
        }
        self.call("PUT", f"/_sandbox/nestpay/shops/{made['client_id']}", body)
        return made

    def post_form(self, url: str, fields: list[list[str]]) -> Page:
        """A form that the shop's page has the browser post, followed to where it leads."""
        answer = self.http.post(url, data=dict(fields), follow_redirects=True)
        return Page.read(self, answer)

    def switch(self, *switches: dict[str, Any]) -> None:
        """These switches and no others: name, endpoint?, remaining?, seconds?."""
        self.call("PUT", "/_sandbox/switches", {"switches": list(switches)})

    def set_card_answer(self, card_token: str, error_code: str) -> None:
        """What the bank answers for a stored card from now on; empty = as the card does."""
        self.call("PUT", f"/_sandbox/cards/{card_token}", {"errorCode": error_code})

    def payments(self, conversation_id: str = "") -> list[dict[str, Any]]:
        """What the bank really did, newest first."""
        query = f"?conversationId={conversation_id}" if conversation_id else ""
        return list(self.call("GET", f"/_sandbox/payments{query}")["payments"])

    def sms(self, to: str = "") -> list[dict[str, Any]]:
        """Messages on a phone (or all), newest first: text, code, from, to."""
        return list(self.call("GET", f"/_sandbox/sms?to={to}")["sms"])

    def mails(self, to: str = "") -> list[dict[str, Any]]:
        """Mails to an address (or all), newest first: subject, text, html, from, to."""
        answer = self.http.get(f"{self.base_url}/_sandbox/mails", params={"to": to})
        return list(answer.json()["mails"])

    def requests(self) -> list[dict[str, Any]]:
        """The log of exchanges, newest first."""
        return list(self.call("GET", "/_sandbox/requests")["requests"])

    def latest_code(self, to: str = "") -> str:
        """The code of the newest message that has one."""
        return str(next(message["code"] for message in self.sms(to) if message["code"]))

    def pay(
        self, page_url: str, *, card: str = GOOD_CARD, code: str | None = None, **fields: str
    ) -> Page:
        """Fill in the hosted form as a holder does, and the bank's page when it comes.

        ``card`` is a number, or a stored card's token. ``code`` None types the right one. The
        page that is left is returned: its form goes back to the shop.
        """
        return self.fill(self.open(page_url), card=card, code=code, **fields)

    def fill(
        self, page: Page, *, card: str = GOOD_CARD, code: str | None = None, **fields: str
    ) -> Page:
        """As `pay`, on a form that is open already."""
        typed = {"card": card} if not card.isdigit() else {"card": "yeni", "cardNumber": card}
        page = page.submit(
            0,
            {
                "cardHolderName": "Ayşe Yılmaz",
                "expiry": "12/30",
                "cvc": "123",
                **typed,
                **fields,
            },
        )
        if "/banka/3d/" in page.url:
            page = page.submit(0, {"code": code or self.latest_code()}, leave_out=("give_up",))
        return page

    def open(self, url: str) -> Page:
        """A page as a browser without script sees it."""
        return Page.read(self, self.http.get(url, follow_redirects=True))

    def kill(self) -> None:
        """kill -9, as the chaos tests do."""
        self.process.kill()
        self.process.wait()

    def start_again(self) -> None:
        """After a kill: the same ports, the same books."""
        self.process = self.restart()
        _wait_until_ready(self.base_url, self.process)

    def stop(self) -> None:
        """End it cleanly and drop its database."""
        self.http.close()
        self.process.terminate()
        try:
            self.process.wait(timeout=_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        with database.connect("postgres") as server:
            drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
            server.execute(drop.format(sql.Identifier(self.dbname)))


@dataclass
class Page:
    """A page without script: its text, and its forms by their place."""

    sandbox: Sandbox
    url: str
    status: int
    text: str

    @classmethod
    def read(cls, sandbox: Sandbox, answer: httpx.Response) -> Page:
        """What the browser shows."""
        return cls(sandbox, str(answer.url), answer.status_code, answer.text)

    def form(self, place: int) -> tuple[str, dict[str, str]]:
        """The action of a form and its hidden and filled fields."""
        forms = re.findall(r"<form\b[^>]*>.*?</form>", self.text, re.DOTALL)
        head = forms[place][: forms[place].index(">")]
        action = html.unescape(re.search(r'action="([^"]*)"', head)[1])  # type: ignore[index]
        fields = {}
        for tag in re.findall(r"<input\b[^>]*>", forms[place]):
            attributes = dict(re.findall(r'([a-z]+)="([^"]*)"', tag, re.IGNORECASE))
            if attributes.get("type") == "hidden" or "value" in attributes:
                if attributes.get("type") in ("radio", "checkbox") and " checked" not in tag:
                    continue
                fields[attributes["name"]] = html.unescape(attributes.get("value", ""))
        return action, fields

    def submit(
        self, place: int, fields: dict[str, str], *, leave_out: tuple[str, ...] = ()
    ) -> Page:
        """Press the form's button and follow to where it leads."""
        action, filled = self.form(place)
        sent = {key: value for key, value in {**filled, **fields}.items() if key not in leave_out}
        url = httpx.URL(self.url).join(action)
        answer = self.sandbox.http.post(url, data=sent, follow_redirects=True)
        return Page.read(self.sandbox, answer)


def sandbox_server(
    *,
    clock_url: str = "",
    launch: Callable[[dict[str, str]], Process] | None = None,
    **environment: str,
) -> Sandbox:
    """Start a sandbox of its own; the caller stops it. `launch` starts it in another way."""
    database.start_server()
    dbname = f"vezne_sandbox_test_{os.getpid()}_{secrets.token_hex(3)}"
    with database.connect("postgres") as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(dbname)))
    port, smtp_port = free_port(), free_port()
    variables = {
        **os.environ,
        "PYTHONPATH": SOURCES,
        "DJANGO_SETTINGS_MODULE": "vezne_sandbox.settings",
        "SANDBOX_DATABASE_URL": database.server_url(dbname),
        "SANDBOX_PORT": str(port),
        "SANDBOX_SMTP_PORT": str(smtp_port),
        "SANDBOX_CLOCK_URL": clock_url,
        "SANDBOX_SUPERVISED": "1",
        **environment,
    }
    program = [sys.executable, "-m", "vezne_sandbox"]
    subprocess.run([*program, "migrate"], env=variables, check=True, timeout=60)

    def start() -> Process:
        if launch is not None:
            return launch(variables)
        return subprocess.Popen([*program, "run"], env=variables)

    base_url = f"http://127.0.0.1:{port}"
    process = start()
    _wait_until_ready(base_url, process)
    return Sandbox(base_url, smtp_port, process, dbname, start)


def _wait_until_ready(base_url: str, process: Process) -> None:
    waited_until = time.monotonic() + _START_SECONDS
    while time.monotonic() < waited_until:
        if process.poll() is not None:
            raise RuntimeError(f"the sandbox ended with status {process.returncode}")
        try:
            if httpx.get(f"{base_url}/_sandbox/healthz", trust_env=False).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.05)
    raise TimeoutError(f"the sandbox did not answer within {_START_SECONDS} s")


def wait_for(found: Callable[[], Any], *, seconds: float = 10) -> Any:
    """The first true answer; the last one when time is up."""
    waited_until = time.monotonic() + seconds
    while not (answer := found()) and time.monotonic() < waited_until:
        time.sleep(0.05)
    return answer


_SHARED = pytest.StashKey[Sandbox]()


@pytest.fixture(scope="session")
def sandbox_program(request: pytest.FixtureRequest) -> Generator[Sandbox]:
    """The one sandbox of this run, however many places import the fixture; not emptied."""
    stash = request.config.stash
    if _SHARED in stash:
        yield stash[_SHARED]
        return
    stash[_SHARED] = sandbox_server(
        SANDBOX_WEBHOOK_DELAY_SECONDS="0.2", SANDBOX_WEBHOOK_RETRY_SECONDS="0.3"
    )
    yield stash[_SHARED]
    stash[_SHARED].stop()
    del stash[_SHARED]


@pytest.fixture
def sandbox(sandbox_program: Sandbox) -> Sandbox:
    """The running program, emptied; shops stay."""
    sandbox_program.reset()
    return sandbox_program


@dataclass
class Shop:
    """A shop of the sandbox that signs its own requests, written apart from any client."""

    sandbox: Sandbox
    keys: dict[str, str]

    def call(self, path: str, body: dict[str, Any] | None, method: str = "POST") -> dict[str, Any]:
        """The decoded answer of a signed call."""
        answer = self.send(path, body, method)
        return dict(json.loads(answer.text))

    def send(self, path: str, body: dict[str, Any] | None, method: str = "POST") -> httpx.Response:
        """The raw answer of a signed call."""
        raw = b"" if body is None else json.dumps(body).encode()
        headers = sign_request(self.keys, path, raw)
        return self.sandbox.http.request(
            method, self.sandbox.base_url + path, content=raw, headers=headers
        )


def sign_request(keys: dict[str, str], path: str, raw: bytes) -> dict[str, str]:
    """iyzico's headers, by the published rule and by the standard library alone."""
    random_key = secrets.token_hex(4)
    message = random_key.encode() + path.split("?", maxsplit=1)[0].encode() + raw
    signature = hmac.new(keys["secretKey"].encode(), message, hashlib.sha256).hexdigest()
    text = f"apiKey:{keys['apiKey']}&randomKey:{random_key}&signature:{signature}"
    return {
        "Authorization": f"IYZWSv2 {base64.b64encode(text.encode()).decode()}",
        "x-iyzi-rnd": random_key,
        "Content-Type": "application/json",
    }


class Receiver:
    """A shop's web server: keeps what is posted and answers with the next of its statuses."""

    def __init__(self) -> None:
        self.received: list[tuple[dict[str, str], bytes]] = []
        self.statuses: list[int] = []  # used up from the front; then 200
        self.answer = b""
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}/bildirim"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def _handler(self) -> type[http.server.BaseHTTPRequestHandler]:
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                receiver.received.append((headers, body))
                self.send_response(receiver.statuses.pop(0) if receiver.statuses else 200)
                self.send_header("Content-Length", str(len(receiver.answer)))
                self.end_headers()
                self.wfile.write(receiver.answer)

            def do_GET(self) -> None:
                self.send_response(204)  # a browser asks for its icon
                self.end_headers()

            def log_message(self, *_arguments: object) -> None:
                pass

        return Handler

    def wait(self, count: int, *, seconds: float = 8) -> list[tuple[dict[str, str], Any]]:
        """So many notices (headers in lower case, decoded body), or fewer when time is up."""
        return [(headers, json.loads(body)) for headers, body in self.raw(count, seconds=seconds)]

    def raw(self, count: int, *, seconds: float = 8) -> list[tuple[dict[str, str], bytes]]:
        """As `wait`, with the bodies as they came."""
        wait_for(lambda: len(self.received) >= count, seconds=seconds)
        return list(self.received)

    def stop(self) -> None:
        """Close the port."""
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def receiver() -> Generator[Receiver]:
    """A web server that takes webhooks."""
    made = Receiver()
    yield made
    made.stop()


@pytest.fixture
def shop(sandbox: Sandbox) -> Shop:
    """A new shop without a webhook address."""
    return Shop(sandbox, sandbox.put_merchant())


def order(price: str = "100.00", **changes: Any) -> dict[str, Any]:
    """A request body that iyzico accepts, for one virtual thing."""
    address = {
        "address": "Örnek Mah. Deneme Sok. No 1",
        "contactName": "Ayşe Yılmaz",
        "city": "İstanbul",
        "country": "Türkiye",
    }
    body: dict[str, Any] = {
        "locale": "tr",
        "conversationId": secrets.token_hex(8),
        "price": price,
        "paidPrice": price,
        "currency": "TRY",
        "basketId": "B1",
        "paymentGroup": "SUBSCRIPTION",
        "callbackUrl": "http://127.0.0.1:9/odeme/donus",
        "buyer": {
            "id": "A1",
            "name": "Ayşe",
            "surname": "Yılmaz",
            "identityNumber": "11111111111",
            "email": "ayse@ornek.com.tr",
            "gsmNumber": "+905550000001",
            "registrationAddress": address["address"],
            "city": "İstanbul",
            "country": "Türkiye",
        },
        "billingAddress": address,
        "basketItems": [
            {
                "id": "U1",
                "name": "Profesyonel Aylık",
                "category1": "Abonelik",
                "itemType": "VIRTUAL",
                "price": price,
            }
        ],
    }
    return {**body, **changes}
