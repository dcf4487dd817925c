"""Publishes the mailbox's events as SES does: to the topics that the deployed stack names."""

import json

from local.aws import Aws
from local.deploy import Deployed
from local.mailbox.events import Event

# The type in an event, as the API of configuration sets writes it.
_TYPES = {
    "Send": "SEND",
    "Delivery": "DELIVERY",
    "DeliveryDelay": "DELIVERY_DELAY",
    "Bounce": "BOUNCE",
    "Complaint": "COMPLAINT",
    "Reject": "REJECT",
    "Rendering Failure": "RENDERING_FAILURE",
}


class Publisher:
    """Sends an event to every enabled SNS destination of its configuration set that wants it."""

    def __init__(self, aws: Aws) -> None:
        self._aws = aws
        self._topics: dict[str, list[tuple[str, frozenset[str]]]] = {}

    @property
    def configuration_sets(self) -> set[str]:
        """The names of the configuration sets that the stack has."""
        return set(self._topics)

    def learn(self, deployed: Deployed) -> None:
        """Reads the event destinations of the stack's configuration sets."""
        for name in deployed.physical("AWS::SES::ConfigurationSet").values():
            found = self._aws("sesv2").get_configuration_set_event_destinations(
                ConfigurationSetName=name
            )
            self._topics[name] = [
                (one["SnsDestination"]["TopicArn"], frozenset(one["MatchingEventTypes"]))
                for one in found["EventDestinations"]
                if one["Enabled"] and "SnsDestination" in one
            ]

    def __call__(self, event: Event) -> None:
        """Publishes one event."""
        named = event["mail"]["tags"]["ses:configuration-set"][0]
        for topic, types in self._topics.get(named, []):
            if _TYPES[event["eventType"]] in types:
                self._aws("sns").publish(TopicArn=topic, Message=json.dumps(event))
