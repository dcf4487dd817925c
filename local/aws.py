"""boto3 clients that speak to the emulator and to nothing else."""

import os
from functools import partial
from typing import Any

import boto3
from botocore.config import Config

from local.settings import REGION, Settings

ACCOUNT = "000000000000"
_CONFIG = Config(retries={"total_max_attempts": 2}, max_pool_connections=20)


class Aws:
    """The services of one local stack, one client each, made when first asked for."""

    def __init__(self, where: Settings) -> None:
        self._session = boto3.Session("test", "test", region_name=REGION)
        self._client = partial(
            self._session.client, endpoint_url=where.emulator_url, config=_CONFIG
        )
        self._clients: dict[str, Any] = {}

    def __call__(self, service: str) -> Any:
        """The client of `service` (`"sqs"`, `"ssm"`, ...), which threads may share."""
        if service not in self._clients:
            self._clients[service] = self._client(service)
        return self._clients[service]


def command_line_environment(where: Settings) -> dict[str, str]:
    """The variables with which an AWS tool started by us finds the emulator and no account."""
    return {
        "AWS_ENDPOINT_URL": where.emulator_url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "SAM_CLI_TELEMETRY": "0",
    }
