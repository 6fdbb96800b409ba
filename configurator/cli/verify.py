"""`configurator verify`: is a release what it says it is, and signed by those whom one trusts?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from configurator.cli.arguments import AnswerForm
from configurator.cli.faults import NO, YES
from configurator.cli.output import answering
from configurator.cli.sign import ReleaseFile

if TYPE_CHECKING:
    from configurator.release.verifying import Verified


def verify(
    release: ReleaseFile,
    key: Annotated[
        list[Path] | None,
        typer.Option(
            "--key",
            metavar="PUBLICKEY",
            help="A public key that must have signed it; as often as there are.",
            show_default=False,
        ),
    ] = None,
    form: AnswerForm = None,
) -> None:
    """Check a release: every byte, that its sources give it, and who has signed it.

    The sources in it are compiled anew, and what comes of them is compared with
    what is in the file, to the byte; of a release that another version of
    Optionary has made, the sources are what counts. With --key it must be signed
    by each of these, in RELEASE.sig.

    Examples:
      configurator verify studio.vpcr
      configurator verify studio.vpcr --key ann.key.pub --key bob.key.pub

    Exit codes: 0 it is right, 1 it is not, 2 no release, or no key.
    """
    with answering(form) as out:
        from configurator.answers import VerifyReleaseAnswer
        from configurator.cli.patience import patient
        from configurator.release.container import read
        from configurator.release.signing import public_key_in, signatures_beside
        from configurator.release.verifying import signers, verify

        wanted = {str(each): public_key_in(each) for each in key or ()}
        data = read(str(release))
        signed_by = signers(data, signatures_beside(release)) if wanted else ()
        missing = [f"it is not signed by `{name}`" for name, each in wanted.items() if each not in signed_by]
        with patient(out) as budget:
            found = verify(data, str(release), budget)
        findings = (*missing, *found.findings)
        out.show(
            lambda: _words(found, findings, wanted=bool(wanted)),
            lambda: VerifyReleaseAnswer(
                file=str(release),
                sound=not findings,
                findings=findings,
                compared=found.compared,
                left_out=found.left_out,
                examples=found.examples,
                signed_by=tuple(each.hex() for each in signed_by),
            ),
            NO if findings else YES,
        )


def _words(found: Verified, findings: tuple[str, ...], *, wanted: bool) -> str:
    if findings:
        return "\n".join(["this release is not what it says it is:", *(f"  {each}" for each in findings)])
    told = f"sound: its sources, compiled again, give the same {found.compared} parts, and {found.examples} sample "
    told += "configurations get the same answers from both"
    if found.left_out:
        told += f"; {len(found.left_out)} more are of another version or other limits, and not compared"
    return told + ("; signed by every key that was asked for" if wanted else "")
