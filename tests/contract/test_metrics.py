"""An alarm rings, and a graph shows something, only where somebody counts under that very name."""

import ast
import json
from collections.abc import Iterator
from typing import Any

import pytest

from local.harness.template import ROOT, deployed
from relance.domain.account.message import MessageState
from relance.telemetry import NAMESPACE, SERVICE

TEMPLATE = deployed()
ALARMS = TEMPLATE.of_type("AWS::CloudWatch::Alarm")
(DASHBOARD,) = TEMPLATE.of_type("AWS::CloudWatch::Dashboard").values()
WIDGETS = json.loads(DASHBOARD["DashboardBody"])["widgets"]
OURS = {"service": SERVICE}

# What AWS counts by itself, as its pages name it.
OF_AWS = {
    "AWS/SQS": {"ApproximateAgeOfOldestMessage", "ApproximateNumberOfMessagesVisible"},
    "AWS/Lambda": {"Errors", "Throttles", "Invocations", "Duration"},
    "AWS/ApiGateway": {"Count", "4xx", "5xx"},
    "AWS/SES": {"Send", "Reputation.BounceRate", "Reputation.ComplaintRate"},
    "AWS/DynamoDB": {"ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits"},
}


def _counted() -> Iterator[tuple[str, frozenset[str]]]:
    """The name of each metric that the code counts, and the dimensions that it adds."""
    for top in ("shared", "functions"):
        for path in (ROOT / top).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                match node:
                    case ast.Call(func=ast.Name(id="count"), args=[name, *_], keywords=added):
                        dimensions = frozenset(str(one.arg) for one in added)
                        yield from ((one, dimensions) for one in _named(name))


def _named(name: ast.expr) -> Iterator[str]:
    match name:
        case ast.Constant(value=str() as text):
            yield text
        case ast.IfExp(body=one, orelse=other):
            yield from (*_named(one), *_named(other))
        case ast.JoinedStr(values=[ast.Constant(value="Messages"), ast.FormattedValue()]):
            states = (state.value.title().replace("_", "") for state in MessageState)
            yield from (f"Messages{state}" for state in states)
        case _:
            raise AssertionError(ast.unparse(name))


COUNTED = dict(_counted())


def _shown() -> Iterator[tuple[str, str, dict[str, str]]]:
    """Namespace, name and dimensions of each metric of the dashboard."""
    for widget in WIDGETS:
        for line in widget["properties"]["metrics"]:
            texts = [part for part in line if isinstance(part, str)]
            if texts:
                namespace, name, *pairs = texts
                yield namespace, name, dict(zip(pairs[::2], pairs[1::2], strict=True))


def test_every_alarm_on_a_metric_of_ours_names_one_that_is_counted() -> None:
    ours = [alarm for alarm in ALARMS.values() if alarm["Namespace"] == NAMESPACE]
    assert {alarm["MetricName"] for alarm in ours} <= set(COUNTED)
    dimensions = [{d["Name"]: d["Value"] for d in alarm["Dimensions"]} for alarm in ours]
    assert dimensions == [OURS] * len(ours)


def test_the_dashboard_shows_what_the_code_counts_and_aws() -> None:
    for namespace, name, dimensions in _shown():
        if namespace == NAMESPACE:
            assert name in COUNTED
            assert dimensions == OURS
        else:
            assert name in OF_AWS[namespace]


def test_somebody_looks_at_what_is_counted() -> None:
    watched = {alarm["MetricName"] for alarm in ALARMS.values()}
    shown = {name for namespace, name, _ in _shown() if namespace == NAMESPACE}
    searched = {name for name in COUNTED if f'MetricName="{name}"' in _searches()}
    assert set(COUNTED) - watched - shown - searched == {"MessagesReserved"}  # never counted


def test_a_search_names_the_dimensions_that_are_counted_with() -> None:
    (name,) = (name for name, dimensions in COUNTED.items() if dimensions)
    schema = ",".join([NAMESPACE, *sorted({*OURS, *COUNTED[name]})])
    assert f"SEARCH('{{{schema}}} MetricName=\"{name}\"'" in _searches()


def test_each_queue_and_function_is_watched() -> None:
    watched = {
        (alarm["MetricName"], alarm["Dimensions"][0]["Value"])
        for alarm in ALARMS.values()
        if alarm.get("Dimensions")
    }
    worked = {source["Queue"].rpartition(":")[2] for _, source in TEMPLATE.events("SQS")}
    functions = {TEMPLATE.ref(str(one["LogicalId"])) for one in TEMPLATE.functions().values()}
    assert {("ApproximateAgeOfOldestMessage", queue) for queue in worked} <= watched
    assert {("Errors", function) for function in functions} <= watched
    assert {("Throttles", function) for function in functions} <= watched
    assert ("5xx", TEMPLATE.ref("HttpApi")) in watched


def test_ses_is_watched_where_it_begins_to_review_an_account() -> None:
    """Both are rates of the whole account, hence without a dimension."""
    found = {a["MetricName"]: a for a in ALARMS.values() if a["Namespace"] == "AWS/SES"}
    assert {name: float(alarm["Threshold"]) for name, alarm in found.items()} == {
        "Reputation.BounceRate": 0.05,
        "Reputation.ComplaintRate": 0.001,
    }
    assert not [alarm for alarm in found.values() if "Dimensions" in alarm]


def test_two_hours_without_a_tick_ring_as_nothing_comes() -> None:
    heartbeat = ALARMS["NoTickAlarm"]
    assert heartbeat["TreatMissingData"] == "breaching"
    assert heartbeat["Period"] * heartbeat["EvaluationPeriods"] == 2 * 3600
    assert heartbeat["ComparisonOperator"] == "LessThanThreshold"


# https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: widget["properties"]["title"])
def test_cloudwatch_takes_a_widget(widget: dict[str, Any]) -> None:
    assert widget["x"] + widget["width"] <= 24
    assert widget["properties"]["region"] == "eu-west-3"
    assert widget["properties"]["period"] % 60 == 0
    assert 1 <= len(widget["properties"]["metrics"]) <= 500


def test_no_widget_lies_on_another() -> None:
    places = [(widget["x"], widget["y"]) for widget in WIDGETS]
    assert len(set(places)) == len(places)
    assert {(w["width"], w["height"]) for w in WIDGETS} == {(8, 6)}
    assert {(x % 8, y % 6) for x, y in places} == {(0, 0)}


def _searches() -> str:
    lines = [line for widget in WIDGETS for line in widget["properties"]["metrics"]]
    return " ".join(line[0]["expression"] for line in lines if isinstance(line[0], dict))
