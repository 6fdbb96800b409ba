"""A shop that is not ours: a code and choices travel as properties of a line, and a webhook checks them.

The page of the product asks for the code, and puts both into the cart, as properties that begin with `_`, which shops
do not show. A browser sent them, so they are claims. When the order comes in, the choices are coded anew: a code that
does not follow from them, or a price that is not theirs, holds the line, and somebody looks at it. Else the code is
issued, and read back, before anything is made.

    pip install flask
    OPTIONARY_ADDRESS=http://127.0.0.1:8000 WEBHOOK_SECRET=whsec_… flask --app line_items run
"""

from __future__ import annotations

import hmac
import json
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from decimal import Decimal
from hashlib import sha256
from os import environ
from typing import Any
from urllib.error import URLError

from asking import RefusedError, Service
from flask import Flask, request

PRODUCT = "/v1/catalogs/studio/products/phone_case"
SALE = {"market": "eu"}
MINUTES = 5


class HeldError(Exception):
    """A line that nothing is made for yet, and why."""


def properties(service: Service, choices: Mapping[str, Any]) -> dict[str, str]:
    """What a line of a cart carries for these choices. Raises `RefusedError` where they are not valid."""
    code = service.ask(f"{PRODUCT}/code?brief=true", {"choices": choices})["code"]
    return {"_code": code, "_choices": json.dumps(choices, ensure_ascii=False)}


def accepted(service: Service, line: Mapping[str, Any], told: Mapping[str, str]) -> dict[str, Any]:
    """What is to be made for a line with these properties. Raises `HeldError`."""
    try:
        choices = json.loads(told["_choices"])
        json.dumps(choices)  # what is nested too deeply to be sent
    except (KeyError, ValueError, RecursionError):
        raise HeldError("its choices cannot be read") from None
    try:
        coded = service.ask(f"{PRODUCT}/code", {"choices": choices})
        offer = service.ask(f"{PRODUCT}/offer", {"choices": choices, "facts": SALE})
    except RefusedError as error:
        if error.status not in (400, 413, 422):
            raise  # no matter of this line: the shop sends the order again
        raise HeldError(str(error)) from None
    if coded["code"] != told["_code"]:
        raise HeldError("its code and its choices do not belong together")
    if offer["sellable"] is False or Decimal(line["price"]) != Decimal(offer["amounts"]["price"]["number"]):
        raise HeldError("it was not sold as it is offered")
    issued = service.ask(f"{PRODUCT}/issue", {"choices": choices})
    read = service.ask(f"/v1/codes/{issued['code']}")
    document = read["document"].encode()
    hashed = sha256(b"vpc/1 config %d\0" % len(document) + document).hexdigest()
    if read["document"] != coded["document"] or {hashed} != {read["sha256"], coded["sha256"]}:
        raise HeldError("its code stands for something else")
    return {"line": line["id"], "code": read["grouped"], "quantity": line["quantity"]}


def is_genuine(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """Whether a webhook was signed with our secret, as Standard Webhooks has it, and lately.

    Shopify signs the body alone: `X-Shopify-Hmac-Sha256` is the Base64 of its HMAC-SHA256 under the app's secret.
    """
    number, at, signatures = (headers.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature"))
    if not at.isascii() or not at.isdigit() or abs(now - int(at)) > MINUTES * 60:
        return False
    key = b64decode(secret.removeprefix("whsec_"))
    right = b"v1," + b64encode(hmac.digest(key, f"{number}.{at}.".encode() + body, "sha256"))
    return any(hmac.compare_digest(right, each.encode()) for each in signatures.split())


def create_app(
    service: Service | None = None, secret: str | None = None, clock: Callable[[], float] = time.time
) -> Flask:
    """What the shop tells of orders; the service and the secret are those of the environment, if they are not given."""
    app = Flask(__name__)
    asked = service or Service(environ["OPTIONARY_ADDRESS"], environ.get("OPTIONARY_KEY"))
    signed_with = secret or environ["WEBHOOK_SECRET"]

    @app.post("/webhooks/orders")
    def ordered() -> tuple[dict[str, Any], int]:
        headers = {name.lower(): value for name, value in request.headers}
        if not is_genuine(signed_with, headers, request.get_data(), clock()):
            return {"detail": "not signed by the shop"}, 401
        made, held = [], []
        for line in request.get_json()["line_items"]:
            told = {each["name"]: each["value"] for each in line["properties"]}
            if "_code" in told:
                try:
                    made.append(accepted(asked, line, told))
                except HeldError as error:
                    held.append({"line": line["id"], "why": str(error)})
        return {"made": made, "held": held}, 200

    @app.errorhandler(RefusedError)
    @app.errorhandler(URLError)
    def later(error: RefusedError | URLError) -> tuple[dict[str, Any], int]:
        return {"detail": str(error)}, 503  # a shop sends what was not answered with 2xx again

    return app
