"""The keys of the links: signed by the newest, verified by all, added without an outage (R26)."""

import json
import time

import pytest

from relance.adapters import link_keys, tokens
from tests.actors.debtor import Debtor, reminded
from tests.harness.cloud import Cloud

MESSAGE = "abcdefghijklmnopqrstuvwxyz"


def keep(cloud: Cloud, **keys: str) -> None:
    """The secret as an operator leaves it."""
    secret = cloud.template.ref("LinkKeys")
    cloud.aws("secretsmanager").put_secret_value(SecretId=secret, SecretString=json.dumps(keys))


def rotated(cloud: Cloud, **keys: str) -> None:
    """The secret changed, and every function has read it since."""
    keep(cloud, **keys)
    cloud.restart()


def reads_of_the_secret(cloud: Cloud) -> int:
    """How often a function asked for the keys."""
    return sum(request.operation == "GetSecretValue" for request in cloud.requests)


def test_after_a_rotation_old_links_open_and_new_ones_are_signed_by_the_new_key(
    cloud: Cloud,
) -> None:
    rotated(cloud, k1="first key")
    debtor = reminded(cloud)
    before = tokens.sign(MESSAGE)
    rotated(cloud, k1="first key", k2="second key")
    assert debtor.opens().status == 200
    assert tokens.message_id(before) == MESSAGE
    assert tokens.sign(MESSAGE) != before

    rotated(cloud, k2="second key")
    assert debtor.opens().status == 404
    assert tokens.message_id(tokens.sign(MESSAGE)) == MESSAGE


def test_the_highest_name_in_natural_order_signs(cloud: Cloud) -> None:
    rotated(cloud, k10="tenth", k9="ninth", k1="first")
    assert link_keys.keys() == ("first", "ninth", "tenth")
    by_tenth = tokens.sign(MESSAGE)
    rotated(cloud, k10="tenth")
    assert tokens.sign(MESSAGE) == by_tenth


def test_a_link_signed_by_a_key_that_was_just_added_opens_at_once(cloud: Cloud) -> None:
    rotated(cloud, k1="first key", k2="second key")
    debtor = reminded(cloud)
    rotated(cloud, k1="first key")
    assert debtor.opens().status == 404  # the process now knows the old keys only
    link_keys._reread.cache_clear()
    keep(cloud, k1="first key", k2="second key")
    assert debtor.opens().status == 200


def test_keys_are_read_once_and_forgeries_do_not_ask_for_them_again(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    cloud.restart()
    asked = reads_of_the_secret(cloud)
    for _ in range(5):
        debtor.opens()
    assert reads_of_the_secret(cloud) == asked + 1
    for n in range(20):
        assert Debtor(cloud, debtor.tenant, f"/r/{MESSAGE}.forged{n}").opens().status == 404
    assert reads_of_the_secret(cloud) <= asked + 3  # a half minute may begin meanwhile


def test_keys_are_read_again_after_five_minutes(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    rotated(cloud, k1="first key")
    started = time.monotonic()
    assert link_keys.keys() == ("first key",)
    keep(cloud, k2="second key")
    monkeypatch.setattr(time, "monotonic", lambda: started + 301)
    assert link_keys.keys() == ("second key",)


def test_a_token_names_its_message_and_nothing_else(cloud: Cloud) -> None:
    token = tokens.sign(MESSAGE)
    assert token.partition(".")[0] == MESSAGE
    assert token == tokens.sign(MESSAGE)
    assert tokens.message_id(token) == MESSAGE
