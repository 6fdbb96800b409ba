"""A shop whose cart lines are virtual product codes: the same thing twice is one line, another engraving is another.

    pip install flask
    OPTIONARY_ADDRESS=http://127.0.0.1:8000 flask --app flask_shop run

Nobody compares choices: equal configurations have equal codes, in whatever order a page sends them, with defaults or
without. A code is computed as often as one likes; it is issued when somebody buys.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal
from os import environ
from secrets import token_hex
from typing import Any

from asking import RefusedError, Service
from flask import Flask, request, session

PRODUCT = "/v1/catalogs/studio/products/phone_case"
SALE = {"market": "eu"}


@dataclass
class Line:
    """A line of a cart."""

    code: str
    choices: dict[str, Any]
    price: str
    quantity: int = 1


def create_app(service: Service | None = None) -> Flask:
    """The shop, which asks this service, or the one that the environment names."""
    app = Flask(__name__)
    app.secret_key = environ.get("SHOP_SECRET") or token_hex()
    asked = service or Service(environ["OPTIONARY_ADDRESS"], environ.get("OPTIONARY_KEY"))
    carts: dict[str, dict[str, Line]] = {}  # a table in a real shop, with customer and code as its key

    def cart() -> dict[str, Line]:
        return carts.setdefault(session.setdefault("cart", token_hex()), {})

    def shown() -> dict[str, Any]:
        lines = cart().values()
        total = sum((Decimal(line.price) * line.quantity for line in lines), Decimal())
        return {"lines": [asdict(line) for line in lines], "total": str(total)}

    def price(choices: dict[str, Any]) -> str:
        """What it costs here and today. Raises `RefusedError` where it is not valid, or may not be sold."""
        offer = asked.ask(f"{PRODUCT}/offer", {"choices": choices, "facts": SALE})
        if not offer["sellable"]:
            raise RefusedError(409, {"code": "not-for-sale", "detail": offer["bars"][0]["message"]})
        return str(offer["amounts"]["price"]["number"])

    @app.errorhandler(RefusedError)
    def refused(error: RefusedError) -> tuple[dict[str, Any], int]:
        return error.problem, error.status  # `errors` has a pointer to each field of the form that is wrong

    @app.post("/check")
    def check() -> dict[str, Any]:
        """What the page of the product shows after each click."""
        verdict = asked.ask(f"{PRODUCT}/validate", {"choices": request.get_json(), "facts": SALE})
        return {"valid": verdict["valid"], "reasons": [each["message"] for each in verdict["problems"]]}

    @app.get("/cart")
    def look() -> dict[str, Any]:
        return shown()

    @app.post("/cart")
    def add() -> dict[str, Any]:
        choices = request.get_json()
        code = asked.ask(f"{PRODUCT}/code?brief=true", {"choices": choices})["code"]
        if code in cart():
            cart()[code].quantity += 1
        else:
            cart()[code] = Line(code, choices, price(choices))
        return shown()

    @app.post("/checkout")
    def checkout() -> tuple[dict[str, Any], int]:
        new = {line.code: price(line.choices) for line in cart().values()}
        changed = [line.code for line in cart().values() if new[line.code] != line.price]
        for code in changed:
            cart()[code].price = new[code]
        if changed:
            return {"code": "new-price", "detail": "a price has changed; please look again", **shown()}, 409
        order = shown()
        for line in order["lines"]:  # repeating this after a failure issues nothing twice
            line["code"] = asked.ask(f"{PRODUCT}/issue", {"choices": line["choices"]})["grouped"]
        cart().clear()
        return order, 201

    return app
