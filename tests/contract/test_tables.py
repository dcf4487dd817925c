"""The models say what the template makes: names, keys, indexes, projections."""

import importlib
import pkgutil
from typing import Any

import pytest
from pynamodb.indexes import Index
from pynamodb.models import Model

import relance.data
from local.harness.template import Template, deployed, physical

TEMPLATE = deployed()
TABLES = TEMPLATE.of_type("AWS::DynamoDB::Table")


def _models() -> list[type[Model]]:
    found: dict[str, type[Model]] = {}
    for module in pkgutil.iter_modules(relance.data.__path__, "relance.data."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, type) and issubclass(value, Model) and hasattr(value, "Meta"):
                found[value.__qualname__] = value
    return list(found.values())


MODELS = _models()


def _declared(model: type[Model]) -> dict[str, Any]:
    (found,) = (one for name, one in TABLES.items() if physical(name) == model.Meta.table_name)
    return found


def _indexes(model: type[Model]) -> dict[str, Index[Any]]:
    return {str(index.Meta.index_name): index for index in model._indexes.values()}


def test_each_table_has_one_model() -> None:
    assert sorted(model.Meta.table_name for model in MODELS) == sorted(map(physical, TABLES))


@pytest.mark.parametrize("model", MODELS)
def test_a_model_has_the_keys_of_its_table(model: type[Model]) -> None:
    declared = _declared(model)
    attributes = model.get_attributes().values()
    assert _keys(attributes) == declared["KeySchema"]
    types = {one.attr_name: one.attr_type for one in attributes}
    for definition in declared["AttributeDefinitions"]:
        assert types[definition["AttributeName"]] == definition["AttributeType"]


@pytest.mark.parametrize("model", MODELS)
def test_a_model_has_the_indexes_of_its_table(model: type[Model]) -> None:
    declared = {one["IndexName"]: one for one in _declared(model).get("GlobalSecondaryIndexes", ())}
    indexes = _indexes(model)
    assert set(indexes) == set(declared)
    for name, index in indexes.items():
        assert _keys(index.Meta.attributes.values()) == declared[name]["KeySchema"]
        assert _projection(index) == declared[name]["Projection"]


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_table_is_kept_encrypted_and_restorable(name: str) -> None:
    resource, declared = TEMPLATE.resources[name], TABLES[name]
    # A first deploy that fails takes back what it made; nothing else ever deletes a table.
    assert resource["DeletionPolicy"] == "RetainExceptOnCreate"
    assert resource["UpdateReplacePolicy"] == "Retain"
    assert declared["BillingMode"] == "PAY_PER_REQUEST"
    assert declared["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert declared["SSESpecification"] == {"SSEEnabled": True}


@pytest.mark.parametrize(("stage", "protected"), [("prod", True), ("dev", False), ("local", False)])
def test_a_table_of_prod_cannot_be_deleted(stage: str, protected: bool) -> None:
    for declared in Template(Stage=stage).of_type("AWS::DynamoDB::Table").values():
        assert declared["DeletionProtectionEnabled"] is protected


def test_the_keys_of_links_are_kept_as_tables_are() -> None:
    for resource in TEMPLATE.resources.values():
        if resource["Type"] == "AWS::SecretsManager::Secret":
            assert resource["DeletionPolicy"] == "RetainExceptOnCreate"
            assert resource["UpdateReplacePolicy"] == "Retain"


def test_what_ends_by_itself_ends_by_an_attribute_that_its_model_has() -> None:
    for model in MODELS:
        declared = _declared(model).get("TimeToLiveSpecification")
        has = "ttl" in {one.attr_name for one in model.get_attributes().values()}
        assert declared == ({"AttributeName": "ttl", "Enabled": True} if has else None)


def _keys(attributes: Any) -> list[dict[str, str]]:
    hashes = [one.attr_name for one in attributes if one.is_hash_key]
    ranges = [one.attr_name for one in attributes if one.is_range_key]
    return [{"AttributeName": n, "KeyType": "HASH"} for n in hashes] + [
        {"AttributeName": n, "KeyType": "RANGE"} for n in ranges
    ]


def _projection(index: Index[Any]) -> dict[str, Any]:
    projection = index.Meta.projection
    said = {"ProjectionType": projection.projection_type}
    if projection.non_key_attributes:
        return said | {"NonKeyAttributes": projection.non_key_attributes}
    return said
