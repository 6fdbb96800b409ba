"""`configurator reinstate`: a retirement taken back."""

from __future__ import annotations

from configurator.cli.arguments import AnswerForm
from configurator.cli.marking import ByWhom, CodeArgument, Reason, marked
from configurator.cli.registry_address import RegistryAddress


def reinstate(
    code: CodeArgument,
    reason: Reason,
    by_whom: ByWhom = None,
    registry: RegistryAddress = None,
    form: AnswerForm = None,
) -> None:
    """Take back that a code is retired; the log keeps both.


    Examples:
      configurator reinstate VYK5G-HBC4L-MB9XR-NVX7J --reason "a mistake"
      configurator reinstate VYK5G-HBC4L-MB9XR-NVX7J --reason R-13 --by Anna

    Exit codes: 0 noted, 1 unknown or not a code, 2 wrong use, 3 our fault or the
    disk's.
    """
    marked(form, registry, lambda store: store.reinstate(code, reason=reason, by_whom=by_whom))
