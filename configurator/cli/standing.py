"""`configurator standing`: under which published releases an issued code could be built, and whether it can be now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from configurator.cli.arguments import AnswerForm
from configurator.cli.days import Day, day_of, moment_on
from configurator.cli.marking import CodeArgument
from configurator.cli.output import answering
from configurator.cli.registry_address import RegistryAddress, registry_address

if TYPE_CHECKING:
    from configurator.standing import Standing, Under


def standing(code: CodeArgument, on: Day = None, registry: RegistryAddress = None, form: AnswerForm = None) -> None:
    """Tell under which published releases an issued code could be built.

    First issued under which release, buildable under which since, today, and may
    it be sold on a day? The releases are those that the registry holds
    (`configurator release --registry`), with the revisions that are in force:
    now, or at the beginning of the day (UTC). Whatever the answer, the code
    resolves.

    Examples:
      configurator standing VYK5G-HBC4L-MB9XR-NVX7J --registry codes.db
      configurator standing VYK5G-HBC4L-MB9XR-NVX7J --on 2027-05-01

    Exit codes: 0 it can be built today, 1 it cannot, is retired or unknown, or no
    release is published that could tell, 2 wrong use, 3 our fault or the disk's.
    """
    with answering(form) as out:
        from configurator.answers import StandingAnswer
        from configurator.cli.faults import NO, YES
        from configurator.registry.opening import open_registry
        from configurator.standing import Standings

        with open_registry(registry_address(out, registry), create=False) as store:
            found = Standings(store, day_of(on), moment_on(on)).of(code)
        out.show(
            lambda: _words(found),
            lambda: StandingAnswer.of(found),
            YES if found.valid_now and not found.found.retired else NO,
        )


def _words(found: Standing) -> str:
    from configurator.cli.wording import table
    from configurator.identity.code_text import grouped

    rows = [("code", grouped(found.found.code)), ("issued", f"{found.found.issued_at} under {found.found.release}")]
    if found.found.retired:
        rows.append(("retired", f"since {found.found.retired.at}: make no more of it"))
    rows += [(f"release {each.release.place}", _under(each, found)) for each in found.under]
    if not found.under:
        rows.append(("releases", "none of its catalog is published in this registry"))
    last = found.last_valid
    if last is not None and not found.valid_now:
        rows.append(("last valid", f"release {last.release.place}"))
    return table(rows)


def _under(one: Under, found: Standing) -> str:
    if not one.buildable:
        said = "cannot be built"
    elif not one.sellable:
        said = f"can be built, and not be sold on {found.day.isoformat()}"
    else:
        said = "can be built"
    when = f"{one.release.at} {one.release.name.partition(':')[2][:12]}"
    return f"{when}  {said}{f': {one.why}' if one.why else ''}"
