"""A service in this process, asked from outside as over HTTP."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from cli_runs import SHOP

from configurator.api.app import ROUTES
from configurator.api.service import Service
from configurator.registry.opening import open_registry
from configurator.serving import Limits, Serving

BOX = "/v1/catalogs/shop/products/box"
GOOD = {"size": "large", "lid": True, "layers": 5, "ribbon": "25.5", "charms": ["cat", "sun"], "card": "Zoë"}
UNLIMITED = Limits(rate=0)


@dataclass
class Client:
    """Asks a service, each time in an event loop of its own."""

    service: Service

    def ask(
        self,
        method: str,
        path: str,
        message: object = None,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> httpx.Response:
        """One request; a `message` goes as JSON, a `body` as it is."""

        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.service)
            async with httpx.AsyncClient(transport=transport, base_url="http://shop") as client:
                sent = dict(headers or {})
                if message is not None:
                    sent.setdefault("content-type", "application/json")
                content = json.dumps(message).encode() if message is not None else body
                return await client.request(method, path, content=content, headers=sent)

        return asyncio.run(asked())

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.ask("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def post(self, path: str, message: object, **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.ask("POST", path, message, headers=named)


def shop_in(folder: Path, text: str = SHOP) -> str:
    """The path of the catalog with the two products, written into a folder."""
    path = folder / "shop.vpc"
    path.write_text(text, "utf-8")
    return str(path)


def service_in(folder: Path, *catalogs: str, **told: Any) -> Client:
    """A service with a registry and a folder for pictures; of the shop, where no catalogs are named."""
    registry = folder / "codes.db"
    if not registry.exists():
        open_registry(registry, create=True).close()
    (folder / "images").mkdir(exist_ok=True)
    told = {"registry": str(registry), "images": folder / "images", "limits": UNLIMITED, **told}
    return Client(Service.begun(ROUTES, Serving(catalogs=catalogs or (shop_in(folder),), **told)))


@contextmanager
def logged() -> Iterator[list[str]]:
    """All that is written to the logs of the service, as text."""
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(f"{record.getMessage()} {record.exc_text or ''} {record.exc_info or ''}")

    root, handler = logging.getLogger(), Kept()
    root.addHandler(handler)
    before = logging.getLogger("configurator").level
    logging.getLogger("configurator").setLevel(logging.INFO)
    try:
        yield lines
    finally:
        root.removeHandler(handler)
        logging.getLogger("configurator").setLevel(before)
