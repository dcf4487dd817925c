"""What the tests of one session share, and each test's own empty deployment."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from moto import mock_aws

from local.clock import Clock
from local.harness import moto_pace, pristine, stack
from local.harness.cloud import Cloud
from local.harness.functions import PerFunctionEnvironment, forget
from local.harness.template import REGION, ROOT, deployed
from local.harness.wire import Wire, installed
from local.mailbox.box import Mailbox
from local.names import Names

START = datetime(2026, 6, 1, 6, 0, tzinfo=UTC)
SENDER = "relance.example"  # verified in the mailbox from the start, and bound to nobody


class Home:
    """What stays for the whole session: folder, clock file, environment, address of the mailbox."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = Clock(folder / "clock")
        self.clock.set(START)
        self.names = Names()
        local = {
            "RELANCE_NAME_SERVER": self.names.address,
            "RELANCE_CLOCK_FILE": str(folder / "clock"),
            "RELANCE_TEMPLATES": str(ROOT / "templates"),
            "SES_SEND_RATE": "100000",  # nobody is paced by a quota here
            "AWS_DEFAULT_REGION": REGION,
            "AWS_REGION": REGION,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_LAMBDA_FUNCTION_NAME": "relance-test",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }
        PerFunctionEnvironment(local).install()
        moto_pace.hasten()

    @contextmanager
    def deployed(self, dynamodb: str | None = None) -> Iterator[Cloud]:
        """An empty deployment; DynamoDB is moto unless an engine's address is given."""
        template, wire = deployed(), Wire()
        self.clock.set(START)
        self.names.forget()
        forget()
        with ExitStack() as until:
            until.enter_context(mock_aws())
            pristine.deploy()
            until.enter_context(installed(wire))
            if dynamodb:
                wire.engines["dynamodb"] = dynamodb
                stack.empty_tables(template)
            cloud = Cloud(template, wire, self.clock, self.names)
            cloud.mailbox = until.enter_context(Mailbox(cloud.publish, self.clock.now))
            cloud.mailbox.configuration_sets = {template.ref("ConfigurationSet")}
            cloud.mailbox.verify(SENDER)
            wire.engines["sesv2"] = cloud.mailbox.url
            wire.letterbox = cloud.mailbox.respond
            yield cloud
            assert not cloud.errors, f"functions raised: {cloud.errors}"
