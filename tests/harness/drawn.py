"""Requests drawn from the description of the API: what it allows, at its bounds, and some more.

Most of what is drawn is meant to be accepted, since a value poisons nobody that was refused.
"""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

type Schema = Mapping[str, Any]

SMILE = "\U0001f600"
DAYS = ("1990-01-01", "2100-12-31", "2024-02-29", "2026-06-02", "2026-05-20", "2026-05-13")
NO_DAYS = ("0001-01-01", "9999-12-31", "2101-01-01", "2026-02-30", "", "0", 0, 1e9)
INSTANTS = ("1990-01-01T00:00:00Z", "2100-12-31T23:59:59Z", "2026-05-20T08:00:00+14:00")
NO_INSTANTS = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-05-20T08:00:00")
TEXTS = ("A", "a" * 200, f"A{SMILE * 199}", "é" * 150, "=?utf-8?q?x?=", "{{ x }}", "<b>&amp;</b>")
NO_TEXTS = ("", " ", "\u200b", "a\nb", "\x00", "\u202eabc", "a" * 5000, SMILE * 4001)
JUNK: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    2**63,
    10**40,
    1.5,
    "",
    "x",
    [],
    [None],
    {},
    {"a": 1},
    SMILE,
)
KNOWN: dict[str, tuple[Any, ...]] = {
    "customer_id": ("C-1", "C-2", "..."),
    "payer_id": ("C-2", None),
    "invoice_id": ("F-1", "F-2", "F-9"),
    "payment_id": ("BANK-1", "~", "a" * 128),
    "contact_id": ("billing", "b" * 64, "c"),
    "part_id": ("1", "2", "3"),
    "currency": ("EUR", "USD", "JPY", "KWD", "CLF"),
    "email": ("a@b.example", f"{'a' * 64}@{'b' * 60}.example"),
    "from": ("a@b.example", "debtor@client.example"),
    "from_email": ("compta@relance.example",),
    "reply_to": ("a@b.example",),
    "iban": ("FR7630006000011234567890189", None),
    "bic": ("AGRIFRPP", None),
    "siren": ("732829320", None),
    "phone": ("+33 1 84 60 12 34", "0000"),
    "zone": ("Europe/Paris", "Pacific/Kiritimati", "Pacific/Pago_Pago", None),
    "country": ("FR", "DE", "US", "ZZ"),
    "region": (None, "67", "BY"),
    "pdf_url": ("https://a.example/x", None),
    "payment_links": ([], ["https://pay.example/1"]),
    "payment_run": ([], ["31"], ["monday", "15"]),
    "policy_id": ("classic", "gentle", "own"),
    "replaces": ("classic", None),
    "kind": ("first", "final", "courtesy", "approval", "call"),
    "reason": ("price", "returned", "insolvency", "other", "AM04"),
    "outcome": ("upheld", "refused", "promised", "reached", "voicemail", "done", "paid"),
    "means": ("transfer", "cheque", "card"),
    "mime": ("From: a@b.example\nSubject: x\n\nWe paid.", "<" * 5000, "\x00", "a: b"),
}
# Fields that may be left out, and without which next to nothing would be accepted.
USUAL = {"due_on", "text", "until_on"}
# What the tests of other places do, and what would take the time of many requests.
TAKEN_AWAY = ("/v1/policies/backtest", "/v1/api-keys/{key_id}")


class Drawn:
    """Strategies for the bodies and parameters of one description."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._schemas = document["components"]["schemas"]
        self.operations = [
            (method.upper(), path, operation)
            for path, methods in document["paths"].items()
            for method, operation in methods.items()
            if path not in TAKEN_AWAY
        ]
        self.writing = [one for one in self.operations if "requestBody" in one[2]]
        self._paths = document["paths"]

    def body(self, path: str, operation: Mapping[str, Any]) -> st.SearchStrategy[Any]:
        """A body for an operation; one that merges says some fields of the one that sets."""
        (content,) = operation["requestBody"]["content"].values()
        schema = content["schema"]
        if "$ref" not in schema:
            setting = self._paths[path]["put"]["requestBody"]["content"]["application/json"]
            schema = {**self._resolved(setting["schema"]), "required": []}
        return self._mostly(self.value(schema))

    def parameters(
        self, operation: Mapping[str, Any], pools: Mapping[str, list[str]]
    ) -> st.SearchStrategy[dict[str, Any]]:
        """Values for the parameters; ids are those that answers have shown, as a rule."""
        drawn = {}
        for one in operation.get("parameters", ()):
            name = one["name"]
            usual = self._named(name, one["schema"])
            seen = pools.get(name, [])
            drawn[name] = st.sampled_from(seen) if seen else usual
        return st.fixed_dictionaries(drawn)

    def value(self, schema: Schema, name: str = "") -> st.SearchStrategy[Any]:
        """What the schema allows, at its bounds rather than between them."""
        schema = self._resolved(schema)
        if "anyOf" in schema:
            return st.one_of([self._named(name, one) for one in schema["anyOf"]])
        if "const" in schema or "enum" in schema:
            return st.sampled_from(schema.get("enum") or [schema["const"]])
        match schema.get("type"):
            case "object":
                return self._object(schema)
            case "array":
                return self._array(schema, name)
            case "integer":
                low, high = int(schema.get("minimum", 0)), int(schema.get("maximum", 10**6))
                return st.sampled_from(sorted({low, min(low + 1, high), min(300_00, high), high}))
            case "boolean":
                return st.booleans()
            case "null":
                return st.none()
            case "string":
                return self._string(schema)
            case _:
                return st.sampled_from(JUNK)

    def _resolved(self, schema: Schema) -> Schema:
        if "$ref" in schema:
            found: Schema = self._schemas[schema["$ref"].rpartition("/")[2]]
            return found
        return schema

    def _named(self, name: str, schema: Schema) -> st.SearchStrategy[Any]:
        if name in KNOWN and self._resolved(schema).get("type") in ("string", "array"):
            resolved = self._resolved(schema)
            if "enum" not in resolved and "$ref" not in resolved.get("items", {}):
                return st.sampled_from(KNOWN[name])
        return self.value(schema, name)

    def _object(self, schema: Schema) -> st.SearchStrategy[dict[str, Any]]:
        fields = schema.get("properties", {})
        if not fields:
            return st.dictionaries(st.sampled_from(("vip", "b")), st.just("classic"), max_size=2)
        required = schema.get("required", ())
        drawn = {n: self._named(n, one) for n, one in fields.items() if not one.get("readOnly")}
        sure = {name: one for name, one in drawn.items() if name in required}
        perhaps = {name: one for name, one in drawn.items() if name not in required}
        some = st.lists(st.sampled_from(sorted(perhaps)), max_size=3) if perhaps else st.just([])
        usual = st.sampled_from([USUAL & perhaps.keys()] * 3 + [set()])
        return st.tuples(some, usual).flatmap(
            lambda names: st.fixed_dictionaries(
                sure | {name: perhaps[name] for name in sorted({*names[0], *names[1]})}
            )
        )

    def _array(self, schema: Schema, name: str) -> st.SearchStrategy[list[Any]]:
        least = int(schema.get("minItems", 0))
        return st.lists(self._named(name, schema.get("items", {})), min_size=least, max_size=3)

    def _string(self, schema: Schema) -> st.SearchStrategy[str]:
        match schema.get("format"):
            case "date":
                return st.sampled_from(DAYS)
            case "date-time":
                return st.sampled_from(INSTANTS)
        if "pattern" in schema:
            return st.sampled_from(("a", "a1", "0000", "0" * 20, "31", "FR", "x" * 40))
        return st.sampled_from([t for t in TEXTS if len(t) <= schema.get("maxLength", 200)])

    def _mostly(self, drawn: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        """As drawn three times in four; else with one field that nobody may say so."""
        wrong = (*JUNK, *NO_DAYS, *NO_INSTANTS, *NO_TEXTS)
        return st.tuples(st.integers(0, 7), drawn, st.sampled_from(wrong), st.randoms()).map(
            _spoilt
        )


def _spoilt(said: tuple[int, Any, Any, Any]) -> Any:
    number, body, wrong, chance = said
    if number > 1 or not isinstance(body, dict) or not body:
        return body
    name = "unknown" if number == 0 else chance.choice(sorted(body))
    return {**body, name: wrong}
