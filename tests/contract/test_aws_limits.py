"""What AWS bears, in the template that CloudFormation gets; the emulator refuses none of it."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from graphlib import TopologicalSorter
from typing import Any

import pytest

from local.harness.routes import routes_of
from local.harness.template import STACK, deployed
from tests.harness.transformed import transformed

TEMPLATE = transformed(InboundDomain="reply.client.example", AlarmEmail="ops@client.example")
RESOURCES = TEMPLATE.resources
FUNCTIONS = TEMPLATE.of_type("AWS::Lambda::Function")
# A longer stack name than anybody types, and what CloudFormation adds to each name that it makes.
LONG_STACK = "relance-collections-production-france"
SUFFIX = "ABCDEFGHIJKL"


def as_deployed(value: Any) -> str:
    """The value as AWS keeps it: compact JSON, with names as long as a deployment makes them."""
    compact = json.dumps(value, separators=(",", ":"))
    return re.sub(rf"{STACK}-(\w+)", lambda m: f"{LONG_STACK}-{m[1]}-{SUFFIX}", compact)


# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: 20 KB for a function.
def test_what_may_call_a_function_fits_in_its_policy() -> None:
    sizes = Counter[str]()
    for logical, permission in TEMPLATE.of_type("AWS::Lambda::Permission").items():
        sizes[permission["FunctionName"]] += len(as_deployed(_statement(logical, permission))) + 1
    assert sizes
    assert max(sizes.values()) + len(as_deployed(_policy([]))) < 20_480


def test_a_function_is_opened_to_the_api_once() -> None:
    opened = [one["FunctionName"] for one in TEMPLATE.of_type("AWS::Lambda::Permission").values()]
    assert sorted(opened) == sorted(
        f"{STACK}-{name}Function" for name in ("Api", "Authorizer", "Links", "Webhooks")
    )


def test_the_api_may_call_the_function_of_each_route() -> None:
    api = TEMPLATE.ref("HttpApi")
    source = f"arn:aws:execute-api:eu-west-3:123456789012:{api}"
    allowed = {
        one["FunctionName"].removeprefix(f"{STACK}-").removesuffix("Function").lower(): one
        for one in TEMPLATE.of_type("AWS::Lambda::Permission").values()
    }
    for route in routes_of(deployed()):
        asked = f"{source}/$default/{route.method}{re.sub(r'{\w+}', '*', route.path)}"
        assert fnmatchcase(asked, allowed[route.function]["SourceArn"]), route.key
    assert fnmatchcase(f"{source}/authorizers/a1b2c3", allowed["authorizer"]["SourceArn"])


# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html: all inline policies
# of a role together, without white space.
@pytest.mark.parametrize("role", sorted(TEMPLATE.of_type("AWS::IAM::Role")))
def test_what_a_role_may_do_fits_in_its_policies(role: str) -> None:
    declared = TEMPLATE.of_type("AWS::IAM::Role")[role]
    inline = [one["PolicyDocument"] for one in declared.get("Policies", [])]
    assert sum(len(as_deployed(document)) for document in inline) <= 10_240
    assert len(as_deployed(declared["AssumeRolePolicyDocument"])) <= 2_048
    assert len(declared.get("ManagedPolicyArns", [])) <= 10


# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html:
# SQS takes a policy that names another queue's ARN for no policy of this one.
def test_a_queue_has_one_policy_which_names_that_queue_alone() -> None:
    declared = list(TEMPLATE.of_type("AWS::SQS::QueuePolicy").values())
    of_a_queue = [queue for one in declared for queue in one["Queues"]]
    assert declared
    assert len(of_a_queue) == len(set(of_a_queue)) == len(declared)
    for one in declared:
        (name,) = (url.rpartition("/")[2] for url in one["Queues"])
        arns = [s["Resource"] for s in one["PolicyDocument"]["Statement"]]
        assert arns == [f"arn:aws:sqs:eu-west-3:123456789012:{name}"] * len(arns)
        assert len(arns) <= 20
        assert len(as_deployed(one["PolicyDocument"])) <= 8_192


def test_a_topic_has_one_policy_which_names_that_topic_alone() -> None:
    for one in TEMPLATE.of_type("AWS::SNS::TopicPolicy").values():
        arns = {s["Resource"] for s in one["PolicyDocument"]["Statement"]}
        assert arns == set(one["Topics"])
        assert len(as_deployed(one["PolicyDocument"])) <= 30_720


# SNS loses what it may not deliver, and tells nobody.
def test_sns_may_write_to_each_queue_that_it_delivers_to_and_that_it_gives_up_into() -> None:
    allowed = {
        (statement["Resource"], statement["Condition"]["ArnEquals"]["aws:SourceArn"])
        for policy in TEMPLATE.of_type("AWS::SQS::QueuePolicy").values()
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Principal"] == {"Service": "sns.amazonaws.com"}
    }
    delivered = {
        (queue, one["TopicArn"])
        for one in TEMPLATE.of_type("AWS::SNS::Subscription").values()
        if one["Protocol"] == "sqs"
        for queue in (one["Endpoint"], one["RedrivePolicy"]["deadLetterTargetArn"])
    }
    assert delivered
    assert delivered == allowed


# https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
def test_the_access_log_needs_no_line_in_the_account_s_policy_of_logs() -> None:
    name = TEMPLATE.of_type("AWS::Logs::LogGroup")["AccessLogs"]["LogGroupName"]
    assert name == f"/aws/vendedlogs/{STACK}/access"


def test_a_parameter_may_be_left_at_its_default() -> None:
    for name, declared in TEMPLATE.document["Parameters"].items():
        default = declared["Default"]
        assert default in declared.get("AllowedValues", [default]), name
        assert re.fullmatch(declared.get("AllowedPattern", ".*"), str(default)), name
        if declared["Type"] == "Number":
            assert declared.get("MinValue", default) <= default <= declared.get("MaxValue", default)


def test_no_resource_waits_for_itself() -> None:
    waits = {name: set(_named_in(resource)) & set(RESOURCES) for name, resource in _all()}
    assert len(list(TopologicalSorter(waits).static_order())) == len(RESOURCES)


# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
def test_the_template_is_within_what_cloudformation_reads() -> None:
    document = TEMPLATE.document
    assert len(json.dumps(document)) < 1_000_000
    assert len(RESOURCES) <= 500
    assert len(document["Parameters"]) <= 200
    assert len(document["Outputs"]) <= 200
    assert len(document["Description"].encode()) <= 1_024
    assert all(re.fullmatch(r"[A-Za-z0-9]{1,255}", name) for name in RESOURCES)


# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_a_function_is_within_what_lambda_takes(name: str) -> None:
    function = FUNCTIONS[name]
    variables = function["Environment"]["Variables"]
    assert len(as_deployed(variables)) <= 4_096
    assert not [key for key in variables if not re.fullmatch(r"[A-Za-z]\w+", key)]
    assert len(function["Layers"]) <= 5
    assert len(function["Description"]) <= 256
    assert 1 <= int(function["Timeout"]) <= 900
    assert 128 <= int(function["MemorySize"]) <= 10_240


# https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html: no source is made of a
# queue that shows a message again while its function may still be at it.
def test_lambda_takes_each_source() -> None:
    queues = {
        TEMPLATE.attribute(n, "Arn"): q for n, q in TEMPLATE.of_type("AWS::SQS::Queue").items()
    }
    timeouts = {TEMPLATE.ref(name): int(one["Timeout"]) for name, one in FUNCTIONS.items()}
    for source in TEMPLATE.of_type("AWS::Lambda::EventSourceMapping").values():
        queue = queues[source["EventSourceArn"]]
        assert timeouts[source["FunctionName"]] <= queue["VisibilityTimeout"] <= 12 * 3600
        waits = int(source.get("MaximumBatchingWindowInSeconds", 0))
        assert 1 <= source["BatchSize"] <= (10_000 if waits else 10)
        assert 2 <= int(source.get("ScalingConfig", {}).get("MaximumConcurrency", 2)) <= 1_000


# https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
def test_the_api_is_within_what_api_gateway_takes() -> None:
    (api,) = TEMPLATE.of_type("AWS::ApiGatewayV2::Api").values()
    operations = [
        operation
        for path in api["Body"]["paths"].values()
        for operation in path.values()
        if isinstance(operation, dict)
    ]
    assert len(operations) <= 300  # of routes, and of integrations: the import makes one for each
    assert len(api["Body"]["components"]["securitySchemes"]) <= 10
    for route in routes_of(deployed()):
        assert int(FUNCTIONS[_logical(route.function)]["Timeout"]) <= 30, route.key
    assert int(FUNCTIONS["AuthorizerFunction"]["Timeout"]) <= 10


def test_settings_of_a_route_are_of_a_route_that_there_is() -> None:
    (stage,) = TEMPLATE.of_type("AWS::ApiGatewayV2::Stage").values()
    assert set(stage["RouteSettings"]) <= {route.key for route in routes_of(deployed())}


# CloudFormation cuts the names that it makes itself; those that the template gives must fit.
LONGEST_NAMES = {
    "AWS::Lambda::Function": 64,
    "AWS::Lambda::LayerVersion": 140,
    "AWS::IAM::Role": 64,
    "AWS::SQS::Queue": 80,
    "AWS::SNS::Topic": 256,
    "AWS::DynamoDB::Table": 255,
    "AWS::S3::Bucket": 63,
    "AWS::Scheduler::Schedule": 64,
    "AWS::Logs::LogGroup": 512,
    "AWS::SES::ConfigurationSet": 64,
    "AWS::SES::ConfigurationSetEventDestination": 64,
    "AWS::SES::ReceiptRule": 64,
    "AWS::CloudWatch::Alarm": 255,
    "AWS::CloudWatch::Dashboard": 255,
}


def test_a_name_that_the_template_gives_fits_under_a_long_name_of_the_stack() -> None:
    for logical, resource in _all():
        for name in _names(TEMPLATE.value(resource.get("Properties", {}))):
            long = name.replace(STACK, LONG_STACK)
            assert len(long) <= LONGEST_NAMES[resource["Type"]], logical


# https://docs.aws.amazon.com/scheduler/latest/APIReference/API_RetryPolicy.html
def test_the_scheduler_takes_the_schedule() -> None:
    (schedule,) = TEMPLATE.of_type("AWS::Scheduler::Schedule").values()
    retries = schedule["Target"]["RetryPolicy"]
    assert 0 <= retries["MaximumRetryAttempts"] <= 185
    assert 60 <= retries["MaximumEventAgeInSeconds"] <= 86_400
    assert json.loads(schedule["Target"]["Input"])


# https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
@pytest.mark.parametrize("name", sorted(TEMPLATE.of_type("AWS::CloudWatch::Alarm")))
def test_cloudwatch_takes_an_alarm(name: str) -> None:
    alarm = TEMPLATE.of_type("AWS::CloudWatch::Alarm")[name]
    period, looks = int(alarm["Period"]), int(alarm["EvaluationPeriods"])
    assert period % 60 == 0
    assert period * looks <= (7 * 86_400 if period >= 3_600 else 86_400)
    assert int(alarm.get("DatapointsToAlarm", 1)) <= looks
    assert len(alarm["AlarmDescription"]) <= 1_024
    assert len(alarm.get("Dimensions", [])) <= 30
    assert alarm["AlarmActions"] == [TEMPLATE.ref("Alarms")]
    assert alarm["TreatMissingData"] in ("breaching", "notBreaching")


def _logical(function: str) -> str:
    return f"{function.capitalize()}Function"


def _names(properties: Mapping[str, Any]) -> Iterator[str]:
    """The names of its own that a resource is given, deep in its properties as well."""
    for key, value in properties.items():
        if re.fullmatch(r"([A-Z]\w*)?Name", key) and isinstance(value, str):
            if key not in _OF_ANOTHER:
                yield value
        elif key in ("Rule", "EventDestination"):
            yield from _names(value)


# Properties that end in Name and say to which other resource this one belongs.
_OF_ANOTHER = {"StageName", "ConfigurationSetName", "RuleSetName", "FunctionName", "MetricName"}


def _all() -> Iterator[tuple[str, dict[str, Any]]]:
    yield from RESOURCES.items()


def _named_in(node: Any) -> Iterator[str]:
    """The logical names that a part of the template refers to."""
    match node:
        case {"Ref": str() as name}:
            yield name
        case {"Fn::GetAtt": [str() as name, *_]}:
            yield name
        case {"Fn::Sub": [str() as text, dict() as given]}:
            yield from _named_in(list(given.values()))
            yield from (name for name in _variables(text) if name not in given)
        case {"Fn::Sub": str() as text}:
            yield from _variables(text)
        case dict():
            waits_for = node.get("DependsOn", [])
            yield from [waits_for] if isinstance(waits_for, str) else waits_for
            yield from (name for inner in node.values() for name in _named_in(inner))
        case list():
            yield from (name for inner in node for name in _named_in(inner))


def _variables(text: str) -> list[str]:
    return [found.partition(".")[0] for found in re.findall(r"\$\{([^!}][^}]*)\}", text)]


def _policy(statements: list[dict[str, Any]]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Id": "default", "Statement": statements}


def _statement(logical: str, permission: Mapping[str, Any]) -> dict[str, Any]:
    """A permission as Lambda writes it into the policy of its function."""
    return {
        "Sid": f"{STACK}-{logical}",
        "Effect": "Allow",
        "Principal": {"Service": permission["Principal"]},
        "Action": permission["Action"],
        "Resource": f"arn:aws:lambda:eu-west-3:123456789012:function:{permission['FunctionName']}",
        "Condition": {"ArnLike": {"AWS:SourceArn": permission["SourceArn"]}},
    }
