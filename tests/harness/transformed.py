"""template.yaml as CloudFormation gets it: after SAM's own transform, which asks nobody."""

import copy
from functools import cache
from typing import Any

import boto3
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

from local.harness.template import PUBLIC_URL, REGION, ROOT, Template, read

# Where `sam deploy` puts what it uploads.
_UPLOADED = (
    "s3://aws-sam-cli-managed-default-samclisourcebucket-0123456789ab/relance/0123456789abcdef"
)


@cache
def transformed(**parameters: str) -> Template:
    """The transformed template, resolved as a deployment with these parameters would be."""
    given = {"PublicUrl": PUBLIC_URL, **parameters}
    return Template(transform(read(ROOT / "template.yaml")), **given)


def transform(document: dict[str, Any]) -> dict[str, Any]:
    """The document with every resource of SAM replaced by those of CloudFormation."""
    uploaded = copy.deepcopy(document)
    for resource in uploaded["Resources"].values():
        for name in {"CodeUri", "ContentUri"} & set(resource.get("Properties", {})):
            resource["Properties"][name] = _UPLOADED
    session = boto3.Session(region_name=REGION)
    found: dict[str, Any] = Translator({}, Parser(), boto_session=session).translate(uploaded, {})
    return found
