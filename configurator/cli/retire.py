"""`configurator retire`: no more of it is to be made."""

from __future__ import annotations

from configurator.cli.arguments import AnswerForm
from configurator.cli.marking import ByWhom, CodeArgument, Reason, marked
from configurator.cli.registry_address import RegistryAddress


def retire(
    code: CodeArgument,
    reason: Reason,
    by_whom: ByWhom = None,
    registry: RegistryAddress = None,
    form: AnswerForm = None,
) -> None:
    """Note that no more is to be made of what a code stands for.

    It goes on resolving for ever, and says that it is retired. A value or a
    product is retired in the catalog; this is for a single code, after a recall
    for instance. `reinstate` takes it back.

    Examples:
      configurator retire VYK5G-HBC4L-MB9XR-NVX7J --reason "recalled"
      configurator retire VYK5G-HBC4L-MB9XR-NVX7J --reason R-12 --by Anna

    Exit codes: 0 noted, 1 unknown or not a code, 2 wrong use, 3 our fault or the
    disk's.
    """
    marked(form, registry, lambda store: store.retire(code, reason=reason, by_whom=by_whom))
