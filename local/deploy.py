"""Deploys the built template to the emulator with the real `sam deploy`, then fills the gaps.

What differs from AWS is done here and nowhere in the template: the routes of the HTTP API, the
schedule (time moves by hand), the concurrency of the queues (this computer has few cores).
"""

import hashlib
import platform
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from local import aws, routes, settings
from local.aws import Aws
from local.release import parameters_of
from local.settings import ROOT, Settings

# The least that an SQS event source accepts.
CONCURRENCY = 2
# The mailbox takes what it is given: pacing would only make the days of a demo longer.
SEND_RATE = 1000
# As Lambda calls the processor that runs the functions here.
PROCESSOR = {"aarch64": "arm64"}.get(platform.machine(), platform.machine())


class DeployFailed(Exception):
    """`sam deploy` failed or cannot run; the message is what a person can act on."""


@dataclass(frozen=True, slots=True)
class Deployed:
    """A stack as it stands in the emulator."""

    outputs: Mapping[str, str]
    resources: Mapping[str, tuple[str, str]]

    def physical(self, kind: str) -> dict[str, str]:
        """The physical ids of the resources of one type, by logical id."""
        return {name: id_ for name, (found, id_) in self.resources.items() if found == kind}


def deploy(where: Settings, services: Aws) -> Deployed:
    """The stack, deployed from the build if that is not what the emulator already holds."""
    digest = _digest(where)
    mark = f"/{where.stack_name}/local-build"
    if _parameter(services, mark) != digest:
        _sam_deploy(where)
        stack = _describe(where, services)
        _create_routes(where, services, stack)
        services("ssm").put_parameter(Name=mark, Value=digest, Type="String", Overwrite=True)
    stack = _describe(where, services)
    _stop_schedules(services, stack)
    _limit_concurrency(services)
    return stack


def _digest(where: Settings) -> str:
    template = where.build / "template.yaml"
    if not template.exists():
        raise DeployFailed(f"nothing is built in {where.build}: run `make build` first")
    digest = hashlib.sha256(repr(where.ports).encode())
    for file in sorted(path for path in where.build.rglob("*") if path.is_file()):
        digest.update(str(file.relative_to(where.build)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _parameter(services: Aws, name: str) -> str | None:
    try:
        return str(services("ssm").get_parameter(Name=name)["Parameter"]["Value"])
    except ClientError as error:
        if error.response["Error"]["Code"] == "ParameterNotFound":
            return None
        raise


def _sam_deploy(where: Settings) -> None:
    # What samconfig.toml says is left out as soon as a parameter is given: all are given.
    own = (f"PublicUrl={where.api_url}", f"SesSendRate={SEND_RATE}", f"Architecture={PROCESSOR}")
    parameters = parameters_of("local", own)
    command = [
        _sam(), "deploy",
        "--template-file", str(where.build / "template.yaml"),
        "--config-file", str(ROOT / "samconfig.toml"),
        "--config-env", "local",
        "--stack-name", where.stack_name,
        "--region", settings.REGION,
        "--parameter-overrides", *(f"{name}={value}" for name, value in parameters.items()),
        "--no-progressbar",
    ]  # fmt: skip
    environment = settings.inherited() | aws.command_line_environment(where)
    done = subprocess.run(
        command,
        env=environment,
        cwd=where.home,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    (where.home / "deploy.log").write_text(done.stdout + done.stderr, encoding="utf-8")
    if done.returncode:
        raise DeployFailed(f"sam deploy failed:\n{done.stderr[-2000:]}{done.stdout[-2000:]}")


def _sam() -> str:
    beside = Path(sys.executable).with_name("sam")
    found = str(beside) if beside.exists() else shutil.which("sam")
    if found is None:
        raise DeployFailed("the command `sam` is missing: run `make setup`")
    return found


def _describe(where: Settings, services: Aws) -> Deployed:
    formation = services("cloudformation")
    stack = formation.describe_stacks(StackName=where.stack_name)["Stacks"][0]
    found = formation.describe_stack_resources(StackName=where.stack_name)["StackResources"]
    return Deployed(
        outputs={one["OutputKey"]: one["OutputValue"] for one in stack.get("Outputs", [])},
        resources={
            one["LogicalResourceId"]: (one["ResourceType"], one["PhysicalResourceId"])
            for one in found
        },
    )


def _create_routes(where: Settings, services: Aws, stack: Deployed) -> None:
    template: Any = services("cloudformation").get_template(
        StackName=where.stack_name, TemplateStage="Processed"
    )["TemplateBody"]
    functions = stack.physical("AWS::Lambda::Function")
    for name, api_id in stack.physical("AWS::ApiGatewayV2::Api").items():
        body = template["Resources"][name]["Properties"]["Body"]
        routes.create_routes(services("apigatewayv2"), api_id, body, functions)


def _stop_schedules(services: Aws, stack: Deployed) -> None:
    """Real time must not tick: the emulator leaves the placeholder of the time as it is."""
    scheduler = services("scheduler")
    for name in stack.physical("AWS::Scheduler::Schedule").values():
        schedule = scheduler.get_schedule(Name=name)
        if schedule["State"] == "DISABLED":
            continue
        kept = ("ScheduleExpression", "FlexibleTimeWindow", "Target")
        scheduler.update_schedule(
            Name=name, State="DISABLED", **{key: schedule[key] for key in kept}
        )


def _limit_concurrency(services: Aws) -> None:
    functions = services("lambda")
    for source in functions.list_event_source_mappings()["EventSourceMappings"]:
        functions.update_event_source_mapping(
            UUID=source["UUID"], ScalingConfig={"MaximumConcurrency": CONCURRENCY}
        )
