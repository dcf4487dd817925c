"""Each queue gives up visibly, waits long enough, and loses nothing of a batch."""

from typing import Any

import pytest

from local.harness.template import Template, deployed, physical

TEMPLATE = deployed()
QUEUES = TEMPLATE.of_type("AWS::SQS::Queue")
FUNCTIONS = TEMPLATE.functions()
SOURCES = list(TEMPLATE.events("SQS"))
ARNS = {TEMPLATE.attribute(name, "Arn"): name for name in QUEUES}
WORK = sorted(ARNS[declared["Queue"]] for _, declared in SOURCES)
DEAD = sorted(set(QUEUES) - set(WORK))


def test_there_is_work_for_each_consumer() -> None:
    consumers = {function for function, _ in SOURCES}
    ticked = {"dispatch", "shards", "runs", "pages"}
    assert consumers == ticked | {"evaluate", "send", "delivery", "payments", "replies", "moves"}


@pytest.mark.parametrize("name", WORK)
def test_a_queue_has_a_dead_letter_queue_of_its_own(name: str) -> None:
    redrive = QUEUES[name]["RedrivePolicy"]
    assert ARNS[redrive["deadLetterTargetArn"]] == f"{name}Dead"
    assert 3 <= redrive["maxReceiveCount"] <= 10


@pytest.mark.parametrize("name", DEAD)
def test_a_dead_letter_raises_an_alarm_somebody_is_told_of(name: str) -> None:
    (alarm,) = (one for one in _alarms() if _watched(one) == physical(name))
    assert alarm["MetricName"] == "ApproximateNumberOfMessagesVisible"
    assert alarm["Threshold"] == 1
    assert alarm["AlarmActions"] == [TEMPLATE.ref("Alarms")]


@pytest.mark.parametrize("name", sorted(QUEUES))
def test_a_queue_is_encrypted_and_keeps_two_weeks(name: str) -> None:
    assert QUEUES[name]["SqsManagedSseEnabled"] is True
    assert QUEUES[name]["MessageRetentionPeriod"] == 14 * 24 * 3600


@pytest.mark.parametrize(("function", "source"), SOURCES)
def test_a_message_stays_invisible_for_six_timeouts(function: str, source: dict[str, Any]) -> None:
    # https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
    queue = QUEUES[ARNS[source["Queue"]]]
    window = int(source.get("MaximumBatchingWindowInSeconds", 0))
    assert queue["VisibilityTimeout"] >= 6 * FUNCTIONS[function]["Timeout"] + window


@pytest.mark.parametrize(("function", "source"), SOURCES)
def test_one_failed_message_does_not_bring_back_its_batch(
    function: str, source: dict[str, Any]
) -> None:
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert 1 <= source["BatchSize"] <= 20


HANDS_BACK = {"evaluate", "send", "delivery", "payments", "moves"}


def test_a_function_sends_to_the_queue_that_it_consumes_only_to_hand_back() -> None:  # R13
    both = {
        function
        for function, source in SOURCES
        for statement in FUNCTIONS[function]["Policies"][0]["Statement"]
        if "sqs:SendMessage" in statement["Action"] and source["Queue"] in str(statement)
    }
    assert both == HANDS_BACK


def test_lambda_does_not_drop_what_is_handed_back_again_and_again() -> None:
    # https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
    allowed = {name for name, one in FUNCTIONS.items() if one.get("RecursiveLoop") == "Allow"}
    assert allowed == HANDS_BACK


@pytest.mark.parametrize(
    ("template", "senders"), [(TEMPLATE, 2), (Template(SenderConcurrency="7"), 7)]
)
def test_as_many_senders_work_as_share_the_rate_of_ses(template: Template, senders: int) -> None:
    """R48."""
    (source,) = (one for function, one in template.events("SQS") if function == "send")
    assert int(source["ScalingConfig"]["MaximumConcurrency"]) == senders
    assert int(template.environment("send")["SENDER_CONCURRENCY"]) == senders
    declared = template.document["Parameters"]["SenderConcurrency"]
    # What Lambda takes for a queue: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
    assert (declared["MinValue"], declared["MaxValue"]) == (2, 1000)


# An account that is new has 10 executions at a time and may reserve none of them; any other keeps
# 100 unreserved. https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
FACING = ("api", "authorizer", "links", "webhooks")


def _most(template: Template) -> dict[str, int]:
    """How many of each consumer Lambda runs at a time."""
    return {
        function: int(source["ScalingConfig"]["MaximumConcurrency"])
        for function, source in template.events("SQS")
    }


def test_where_nothing_is_reserved_each_consumer_takes_the_least_that_lambda_knows() -> None:
    assert set(_most(TEMPLATE).values()) == {2}
    reserved = [TEMPLATE.functions()[name].get("ReservedConcurrentExecutions") for name in FACING]
    assert reserved == [None] * len(FACING)


def test_who_waits_for_an_answer_has_executions_of_his_own_and_the_queues_never_take_all() -> None:
    template = Template(ReservedConcurrency="50")
    functions = template.functions()
    reserved = {n: f["ReservedConcurrentExecutions"] for n, f in functions.items() if _kept(f)}
    assert reserved == dict.fromkeys(FACING, "50")
    assert sum(_most(template).values()) < 100


def _kept(function: dict[str, Any]) -> bool:
    return function.get("ReservedConcurrentExecutions") is not None


def test_the_schedule_retries_and_keeps_what_it_cannot_deliver() -> None:
    (schedule,) = TEMPLATE.of_type("AWS::Scheduler::Schedule").values()
    target = schedule["Target"]
    assert target["Arn"] == TEMPLATE.attribute("Ticks", "Arn")
    assert "<aws.scheduler.scheduled-time>" in target["Input"]  # R11: never the clock of a retry
    assert ARNS[target["DeadLetterConfig"]["Arn"]] in DEAD
    assert target["RetryPolicy"]["MaximumRetryAttempts"] > 0


@pytest.mark.parametrize(("topic", "queue"), [("MailEvents", "Events"), ("InboundMail", "Replies")])
def test_what_ses_posts_reaches_the_queue_raw_or_a_dead_letter_queue(
    topic: str, queue: str
) -> None:
    subscriptions = TEMPLATE.of_type("AWS::SNS::Subscription").values()
    arn = TEMPLATE.ref(topic)
    (subscription,) = (s for s in subscriptions if _to_queue(s) and s["TopicArn"] == arn)
    assert ARNS[subscription["Endpoint"]] == queue
    assert subscription["RawMessageDelivery"] is True
    assert ARNS[subscription["RedrivePolicy"]["deadLetterTargetArn"]] == f"{queue}Dead"


def test_mail_to_the_inbound_domain_is_scanned_and_stored_whole() -> None:
    template = Template(InboundDomain="reply.client.example")
    (rule,) = (one["Rule"] for one in template.of_type("AWS::SES::ReceiptRule").values())
    assert (rule["Recipients"], rule["ScanEnabled"]) == (["reply.client.example"], True)
    stored = {"BucketName": template.ref("InboundMailBucket"), "ObjectKeyPrefix": "mails/"}
    assert rule["Actions"] == [{"S3Action": stored | {"TopicArn": template.ref("InboundMail")}}]
    assert TEMPLATE.of_type("AWS::SES::ReceiptRule") == {}


def test_mails_lie_encrypted_where_nobody_else_reads_them_and_expire() -> None:
    (bucket,) = TEMPLATE.of_type("AWS::S3::Bucket").values()
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert len(bucket["PublicAccessBlockConfiguration"]) == 4
    assert bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert bucket["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    (expires,) = bucket["LifecycleConfiguration"]["Rules"]
    assert expires["Status"] == "Enabled"
    # Longer than a message waits: in its queue, then among the dead letters.
    waits_days = 2 * QUEUES["Replies"]["MessageRetentionPeriod"] / 86_400
    assert waits_days < expires["ExpirationInDays"] <= 90


def test_ses_alone_lays_mails_there_for_this_account_and_over_tls() -> None:
    (policy,) = TEMPLATE.of_type("AWS::S3::BucketPolicy").values()
    allows, denies = policy["PolicyDocument"]["Statement"]
    assert (allows["Effect"], allows["Principal"]) == ("Allow", {"Service": "ses.amazonaws.com"})
    assert allows["Action"] == "s3:PutObject"
    assert allows["Condition"] == {"StringEquals": {"aws:SourceAccount": "123456789012"}}
    (rule,) = (
        Template(InboundDomain="reply.client.example").of_type("AWS::SES::ReceiptRule").values()
    )
    prefix = rule["Rule"]["Actions"][0]["S3Action"]["ObjectKeyPrefix"]
    assert allows["Resource"] == f"arn:aws:s3:::{policy['Bucket']}/{prefix}*"
    assert (denies["Effect"], denies["Principal"]) == ("Deny", "*")
    assert denies["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_no_function_deletes_a_mail_or_lays_one_down() -> None:
    said = {
        (name, action)
        for name, one in FUNCTIONS.items()
        for statement in one["Policies"][0]["Statement"]
        for action in _listed(statement["Action"])
        if action.startswith("s3:")
    }
    assert said == {("replies", "s3:GetObject"), ("replies", "s3:ListBucket")}


def test_one_large_mail_at_a_time_fits_into_the_memory() -> None:
    (source,) = (one for function, one in SOURCES if function == "replies")
    assert source["BatchSize"] == 1
    assert FUNCTIONS["replies"]["MemorySize"] >= 1_024


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def test_ses_publishes_every_outcome_of_a_mail() -> None:
    (declared,) = TEMPLATE.of_type("AWS::SES::ConfigurationSetEventDestination").values()
    destination = declared["EventDestination"]
    assert destination["Enabled"] is True
    assert {"send", "delivery", "bounce", "complaint", "reject", "renderingFailure"} <= set(
        destination["MatchingEventTypes"]
    )
    assert destination["SnsDestination"]["TopicARN"] == TEMPLATE.ref("MailEvents")


def _alarms() -> list[dict[str, Any]]:
    return list(TEMPLATE.of_type("AWS::CloudWatch::Alarm").values())


def _watched(alarm: dict[str, Any]) -> str:
    return next((d["Value"] for d in alarm.get("Dimensions", ()) if d["Name"] == "QueueName"), "")


def _to_queue(subscription: dict[str, Any]) -> bool:
    return bool(subscription["Protocol"] == "sqs")
