"""Builds a stage for the processor that it runs on and deploys it to AWS: `make deploy ENV=prod`.

The parameters stand in samconfig.toml, under `global` of the stage, so that `sam build` and
`sam deploy` read the same ones: wheels for another processor end the first request. What neither
CloudFormation nor SAM can compare is compared here, before anything is built.
"""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from local.harness.template import Template
from local.installation import stack_of
from local.layer import TooLarge, WrongProcessor, finish
from local.settings import ROOT

# Scanners of mail open every link of it, often within a minute (R25).
REQUESTS_OF_A_MAIL = 5
FEWEST_PAGES = 50
# For each mail a second: ten turns must fit into the time of a batch (R48).
MOST_SENDERS = 2


class NotDeployed(Exception):
    """A stage that cannot be deployed as it is; the message is what a person can act on."""


def parameters_of(stage: str, more: Sequence[str] = ()) -> dict[str, str]:
    """The template's parameters for a stage: those of samconfig.toml, then `Name=value`s."""
    try:
        kept = str(stack_of(stage).get("parameter_overrides", "")).split()
    except SystemExit as unknown:
        raise NotDeployed(str(unknown)) from unknown
    pairs = [pair.partition("=") for pair in (*kept, *more)]
    return {name: value for name, _, value in pairs}


def refusals(parameters: Mapping[str, str]) -> list[str]:
    """Why these parameters are not deployed; nothing where they fit together."""
    template = Template(**parameters)
    unknown = sorted(set(parameters) - set(template.document["Parameters"]))
    if unknown:
        return [f"the template has no parameter {name}" for name in unknown]
    pages, rate = int(template.ref("PagesPerSecond")), float(template.ref("SesSendRate"))
    least = max(FEWEST_PAGES, REQUESTS_OF_A_MAIL * rate)
    small = f"PagesPerSecond={pages} is less than {least:.0f}, which SesSendRate={rate:g} asks for"
    senders = int(template.ref("SenderConcurrency"))
    many = f"SenderConcurrency={senders} is more than twice SesSendRate={rate:g}"
    wrong = {small: pages < least, many: senders > MOST_SENDERS * rate}
    return [*template.refusals(), *(why for why, holds in wrong.items() if holds)]


def release(stage: str, more: Sequence[str]) -> None:
    """Builds and deploys; raises NotDeployed before the build where something does not fit."""
    parameters = parameters_of(stage, more)
    if found := refusals(parameters):
        raise NotDeployed("\n".join(found))
    build = ROOT / ".aws-sam" / stage
    overrides = ["--parameter-overrides", *(f"{n}={v}" for n, v in parameters.items())]
    _sam("build", "--config-env", stage, "--build-dir", str(build), *overrides)
    try:
        finish(build, Template(**parameters).ref("Architecture"))
    except (TooLarge, WrongProcessor) as wrong:
        raise NotDeployed(str(wrong)) from wrong
    built = str(build / "template.yaml")
    _sam("deploy", "--config-env", stage, "--template-file", built, *overrides)


def _sam(*arguments: str) -> None:
    beside = Path(sys.executable).with_name("sam")
    command = [str(beside) if beside.exists() else "sam", *arguments]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        raise NotDeployed(f"sam {arguments[0]} failed")


def main() -> int:
    """Deploys the stage that the command line names, with the parameters that follow it."""
    stage, *more = sys.argv[1:]
    try:
        release(stage, more)
    except NotDeployed as refused:
        print(refused, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
