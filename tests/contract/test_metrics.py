"""An alarm on a metric of ours rings only if some flow counts under that very name."""

import re
from pathlib import Path

from local.harness.template import ROOT, deployed
from relance.telemetry import NAMESPACE, SERVICE

COUNTED = {
    name
    for path in Path(ROOT, "shared", "relance").rglob("*.py")
    for name in re.findall(r'count\("(\w+)"\)', path.read_text(encoding="utf-8"))
}


def test_every_alarm_on_a_metric_of_ours_names_one_that_is_counted() -> None:
    alarms = deployed().of_type("AWS::CloudWatch::Alarm").values()
    ours = [alarm for alarm in alarms if alarm["Namespace"] == NAMESPACE]
    assert {alarm["MetricName"] for alarm in ours} == COUNTED
    dimensions = [alarm["Dimensions"] for alarm in ours]
    assert dimensions == [[{"Name": "service", "Value": SERVICE}]] * len(ours)
