"""`configurator serve`: catalogs and a registry over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from configurator.cli.arguments import Catalogs, IdentityKeyFile, identity_key
from configurator.cli.faults import WrongUseError
from configurator.cli.output import answering, say
from configurator.cli.owner_key import OwnerKeyFile

if TYPE_CHECKING:
    from configurator.serving import Serving

Server = Callable[["Serving", Callable[[str], object]], None]

server: ContextVar[Server | None] = ContextVar("server", default=None)
"""What runs the service. Surfaces do not know one another, so whoever starts the program puts it here."""


def serve(  # noqa: PLR0913, PLR0917 - an option each
    catalog: Catalogs,
    registry: Annotated[
        str | None,
        typer.Option(
            "--registry",
            metavar="FILE|URL",
            help="The registry; OPTIONARY_REGISTRY where it is not given. Without one nothing is issued or resolved.",
            show_default=False,
        ),
    ] = None,
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS", help="Where to listen.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", metavar="NUMBER", min=0, max=65535, help="0: any that is free.")
    ] = 8000,
    root_path: Annotated[
        str,
        typer.Option(
            "--root-path", metavar="PATH", help="What a proxy takes off the front of paths.", show_default=False
        ),
    ] = "",
    workers: Annotated[
        int, typer.Option("--workers", metavar="NUMBER", min=1, max=256, help="Processes that answer.")
    ] = 1,
    keys: Annotated[
        Path | None,
        typer.Option(
            "--keys", metavar="FILE", help="The keys of those who may ask, as `access` makes them.", show_default=False
        ),
    ] = None,
    open_: Annotated[
        str | None,
        typer.Option(
            "--open", metavar="SCOPES", help="What may be asked without a key: read,validate", show_default=False
        ),
    ] = None,
    origin: Annotated[
        list[str] | None,
        typer.Option(
            "--origin",
            metavar="ORIGIN",
            help="Pages of this origin may ask from a browser; several times, or *.",
            show_default=False,
        ),
    ] = None,
    images: Annotated[
        Path | None,
        typer.Option("--images", metavar="FOLDER", help="Where uploaded pictures are kept.", show_default=False),
    ] = None,
    rate: Annotated[
        float,
        typer.Option(
            "--rate", metavar="NUMBER", min=0, help="Requests a second of a key or address, to each worker; 0: any."
        ),
    ] = 100.0,
    seconds: Annotated[
        float,
        typer.Option("--seconds", metavar="NUMBER", min=0.01, max=3600, help="Give up a question after so long."),
    ] = 1.0,
    watch: Annotated[
        bool, typer.Option("--watch", metavar="", help="Look every second whether catalogs have changed.")
    ] = False,
    key_file: IdentityKeyFile = None,
    owner_key_file: OwnerKeyFile = None,
) -> None:
    """Serve catalogs and a registry over HTTP, until it is stopped.

    `/openapi.json` describes all that can be asked. Without --keys everybody may
    ask everything but private texts, which is refused unless only this machine
    can hear the service, or --open says what is meant.
    Private text is issued only with --owner-key, and kept encrypted.
    Ctrl-C and SIGTERM finish what has begun. SIGHUP looks at catalogs and keys
    again: changed ones are loaded aside and swapped at once, and where one has
    mistakes they are told, and what was served before is still served.
    A socket that systemd hands over is listened to instead of --host and --port.

    Examples:
      configurator serve studio --registry codes.db
      configurator serve studio laptop --keys keys.json --open read,validate
      configurator serve studio --keys keys.json --host 0.0.0.0 --workers 4

    Exit codes: 0 stopped, 1 mistakes in a catalog, 2 wrong use, 3 our fault.
    """
    with answering("text") as out:
        import errno
        from urllib.parse import quote

        from configurator.access_keys import KeyFileError, scopes_of
        from configurator.serving import Limits, Serving, ServingError

        try:
            opened = frozenset(() if open_ is None else scopes_of(open_))
        except KeyFileError as error:
            raise WrongUseError(error.reason, error.message, error.hint) from None
        limits = Limits(json=out.settings.json_limits, rate=rate, seconds=seconds)
        serving = Serving(
            catalogs=tuple(catalog),
            registry=registry or out.settings.registry,
            images=images,
            keys=keys,
            open=opened,
            origins=tuple(origin or ()),
            identity_key=identity_key(key_file),
            owner_key=owner_key_file,
            host=host,
            port=port,
            root_path=f"/{quote(root_path.strip('/'))}".rstrip("/"),
            workers=workers,
            watch=watch,
            limits=limits,
            budget=out.settings.budget,
        )
        try:
            serving.refuse_open_to_all(host)
            run = server.get()
            if run is None:
                raise WrongUseError("no-server", "nothing can be served from here", "run the command `configurator`")
            run(serving, say)
        except (KeyFileError, ServingError) as error:
            raise WrongUseError(error.reason, error.message, error.hint) from None
        except ModuleNotFoundError as error:
            library = (error.name or "").partition(".")[0]
            if library not in ("starlette", "uvicorn"):
                raise
            hint = '`pip install "optionary[server]"` brings it'
            raise WrongUseError("missing-extra", f"serving needs {library}, which is not installed", hint) from None
        except OSError as error:
            taken = error.errno in (errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES)
            if not taken:
                raise
            raise WrongUseError("no-address", f"{host}:{port} cannot be had: {error.strerror}") from None
