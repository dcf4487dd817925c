"""template.yaml as values: the intrinsic functions resolved as a deployment would resolve them.

Physical names are fixed, `relance-test-<LogicalId>`, since rows read their table's name at import.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
STACK = "relance-test"
REGION = "eu-west-3"
ACCOUNT = "123456789012"
PUBLIC_URL = "https://pay.example"

_PSEUDO = {
    "AWS::StackName": STACK,
    "AWS::Region": REGION,
    "AWS::AccountId": ACCOUNT,
    "AWS::Partition": "aws",
    "AWS::URLSuffix": "amazonaws.com",
}
_VARIABLE = re.compile(r"\$\{([^!}][^}]*)\}")
_FUNCTION = "AWS::Serverless::Function"
_NO_VALUE = object()  # a property that is as if it were not written


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short tags."""


def _intrinsic(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    value: Any
    match node:
        case yaml.ScalarNode():
            value = loader.construct_scalar(node)
        case yaml.SequenceNode():
            value = loader.construct_sequence(node, deep=True)
        case yaml.MappingNode():
            value = loader.construct_mapping(node, deep=True)
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _intrinsic)


def read(path: Path) -> dict[str, Any]:
    """The document of a template file, its short tags spelt out."""
    # _Loader is a SafeLoader: it builds no objects.
    document: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), _Loader)
    return document


class Template:
    """The template of one deployment: its parameters at their defaults but for those given."""

    def __init__(self, document: dict[str, Any] | None = None, /, **parameters: str) -> None:
        self.document = read(ROOT / "template.yaml") if document is None else document
        declared = self.document["Parameters"].items()
        self._parameters = {n: parameters.get(n, p.get("Default", "")) for n, p in declared}
        self._functions: dict[str, dict[str, Any]] = {}
        self._of_type: dict[str, dict[str, dict[str, Any]]] = {}

    @property
    def resources(self) -> dict[str, Any]:
        """Every resource as it is written, by logical id."""
        return self.document["Resources"]  # type: ignore[no-any-return]

    def of_type(self, kind: str) -> dict[str, dict[str, Any]]:
        """The resolved properties of the resources of a type, where their condition holds."""
        if kind not in self._of_type:
            self._of_type[kind] = {
                logical: self.value(one.get("Properties", {}))
                for logical, one in self.resources.items()
                if one["Type"] == kind and self._holds({"Condition": one.get("Condition")})
            }
        return self._of_type[kind]

    def functions(self) -> dict[str, dict[str, Any]]:
        """The resolved properties of each function, globals merged, by the name of its folder."""
        if not self._functions:
            shared = self.value(self.document["Globals"]["Function"])
            self._functions = {
                Path(own["CodeUri"]).name: _merged(shared, own) | {"LogicalId": logical}
                for logical, own in self.of_type(_FUNCTION).items()
            }
        return self._functions

    def environment(self, function: str) -> dict[str, str]:
        """The variables that a function is given."""
        variables = self.functions()[function]["Environment"]["Variables"]
        return {name: str(value) for name, value in variables.items()}

    def events(self, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Function and resolved properties of each event of a kind, as `HttpApi` or `SQS`."""
        for name, function in self.functions().items():
            for event in function.get("Events", {}).values():
                if event["Type"] == kind:
                    yield name, event["Properties"]

    def refusals(self) -> list[str]:
        """What the rules of the template say against a deployment with these parameters."""
        return [
            assertion["AssertDescription"]
            for rule in self.document["Rules"].values()
            if self._holds(rule["RuleCondition"])
            for assertion in rule["Assertions"]
            if not self._holds(assertion["Assert"])
        ]

    def value(self, node: Any) -> Any:
        """The node with every intrinsic function in it resolved."""
        match node:
            case {"Ref": "AWS::NoValue"}:
                return _NO_VALUE
            case {"Ref": str() as name}:
                return self.ref(name)
            case {"Fn::GetAtt": [str() as name, str() as attribute]}:
                return self.attribute(name, attribute)
            case {"Fn::Sub": str() as text}:
                return _VARIABLE.sub(lambda found: self._named(found[1]), text)
            case {"Fn::Sub": [str() as text, dict() as given]}:
                return _VARIABLE.sub(lambda found: self._given(given, found[1]), text)
            case {"Fn::If": [name, yes, no]}:
                return self.value(yes if self._holds({"Condition": name}) else no)
            case dict():
                values = {key: self.value(inner) for key, inner in node.items()}
                return {key: value for key, value in values.items() if value is not _NO_VALUE}
            case list():
                return [self.value(inner) for inner in node]
        return node

    def ref(self, name: str) -> str:
        """What `!Ref` gives: a parameter's value or a resource's physical id."""
        if name in _PSEUDO:
            return _PSEUDO[name]
        if name in self._parameters:
            return str(self._parameters[name])
        match self.resources[name]["Type"]:
            case "AWS::S3::Bucket":
                return physical(name).lower()  # as S3 wants it
            case "AWS::SQS::Queue":
                return f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{physical(name)}"
            case (
                "AWS::SNS::Topic"
                | "AWS::SecretsManager::Secret"
                | "AWS::Serverless::LayerVersion"
                | "AWS::Lambda::LayerVersion"
            ):
                return self.attribute(name, "Arn")
            case "AWS::Serverless::HttpApi" | "AWS::ApiGatewayV2::Api":
                return "a1b2c3d4e5"
        return physical(name)

    def attribute(self, name: str, attribute: str) -> str:
        """What `!GetAtt` gives; only the attributes that the template uses."""
        if attribute in ("QueueName", "TopicName"):
            return physical(name)
        if attribute != "Arn":
            raise KeyError(f"{name}.{attribute}")
        if self.resources[name]["Type"] == "AWS::S3::Bucket":
            return f"arn:aws:s3:::{self.ref(name)}"
        service, separator, prefix = _ARNS[self.resources[name]["Type"]]
        region = "" if service == "iam" else REGION
        return f"arn:aws:{service}:{region}:{ACCOUNT}{separator}{prefix}{physical(name)}"

    def _named(self, name: str) -> str:
        logical, _, attribute = name.partition(".")
        return self.attribute(logical, attribute) if attribute else self.ref(logical)

    def _given(self, given: Mapping[str, Any], name: str) -> str:
        return str(self.value(given[name])) if name in given else self._named(name)

    def _holds(self, condition: Any) -> bool:
        match condition:
            case {"Condition": None}:
                return True
            case {"Condition": str() as name}:
                return self._holds(self.document["Conditions"][name])
            case {"Fn::Not": [inner]}:
                return not self._holds(inner)
            case {"Fn::Equals": [left, right]}:
                return bool(self.value(left) == self.value(right))
        raise KeyError(condition)


_ARNS = {
    "AWS::DynamoDB::Table": ("dynamodb", ":", "table/"),
    "AWS::SQS::Queue": ("sqs", ":", ""),
    "AWS::SNS::Topic": ("sns", ":", ""),
    "AWS::SecretsManager::Secret": ("secretsmanager", ":secret:", ""),
    "AWS::Serverless::Function": ("lambda", ":function:", ""),
    "AWS::Serverless::LayerVersion": ("lambda", ":layer:", ""),
    "AWS::Lambda::Function": ("lambda", ":function:", ""),
    "AWS::Lambda::LayerVersion": ("lambda", ":layer:", ""),
    "AWS::Logs::LogGroup": ("logs", ":log-group:", ""),
    "AWS::IAM::Role": ("iam", ":role/", ""),
}


_SECRETS = frozenset({"LinkKeys", "EndpointKeys"})


def physical(logical: str) -> str:
    """The name that a resource has in the tests' deployment."""
    # Secrets Manager ends its ARNs in six random characters.
    return f"{STACK}-{logical}-AbCdEf" if logical in _SECRETS else f"{STACK}-{logical}"


def _merged(shared: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Globals and a function's own properties as SAM merges them: maps deeply, lists appended."""
    merged = dict(shared)
    for key, value in own.items():
        match merged.get(key), value:
            case dict() as one, dict() as two:
                merged[key] = _merged(one, two)
            case list() as one, list() as two:
                merged[key] = one + two
            case _:
                merged[key] = value
    return merged


@cache
def deployed() -> Template:
    """The template as the tests deploy it."""
    return Template(PublicUrl=PUBLIC_URL)
