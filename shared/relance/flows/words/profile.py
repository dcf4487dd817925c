"""What is known of a payer, as one sentence for the screen; never for the debtor (practice 7)."""

from collections.abc import Iterator
from fractions import Fraction

from relance.domain.payer.profile import Profile, ProfileName
from relance.flows import words

type Pattern = tuple[str, str]  # for one, and for several

_COUNTS = {
    "en": "one two three four five six seven eight nine ten".split(),
    "fr": "une deux trois quatre cinq six sept huit neuf dix".split(),
}
_MASCULINE = {"une": "un"}
_FEMININE = frozenset({"broken", "partly", "kept"})  # promesse

_WORDS: dict[str, dict[str, Pattern]] = {
    "en": {
        "none": ("no invoice in {months} months",) * 2,
        "invoices": ("{n} invoice in {months} months", "{n} invoices in {months} months"),
        "on_time": ("paid on time", "all paid on time"),
        "late": ("on average {days} day late", "on average {days} days late"),
        "over": ("{n} of {of} over 15 days",) * 2,
        "none_over": ("none over 15 days",) * 2,
        "broken": ("{n} promise broken of {of}", "{n} promises broken of {of}"),
        "partly": ("{n} promise partly kept", "{n} promises partly kept"),
        "kept": ("{n} promise kept", "{n} promises kept"),
        "returned": (
            "{n} payment returned for lack of funds",
            "{n} payments returned for lack of funds",
        ),
        "refused": ("{n} unfounded dispute", "{n} unfounded disputes"),
        "worsened": ("the last three much later than before",) * 2,
        "long_open": ("something more than 60 days late",) * 2,
    },
    "fr": {
        "none": ("aucune facture en {months} mois",) * 2,
        "invoices": ("{n} facture en {months} mois", "{n} factures en {months} mois"),
        "on_time": ("payée à temps", "toutes payées à temps"),
        "late": ("en moyenne {days} jour de retard", "en moyenne {days} jours de retard"),
        "over": ("{n} sur {of} au-delà de 15 jours",) * 2,
        "none_over": ("aucune au-delà de 15 jours",) * 2,
        "broken": ("{n} promesse non tenue sur {of}", "{n} promesses non tenues sur {of}"),
        "partly": ("{n} promesse tenue en partie", "{n} promesses tenues en partie"),
        "kept": ("{n} promesse tenue", "{n} promesses tenues"),
        "returned": (
            "{n} paiement rejeté faute de provision",
            "{n} paiements rejetés faute de provision",
        ),
        "refused": ("{n} litige infondé", "{n} litiges infondés"),
        "worsened": ("les trois dernières bien plus tard qu’avant",) * 2,
        "long_open": ("un impayé de plus de 60 jours",) * 2,
    },
}
# After the name of the profile: the score, or what stands in its place.
_SCORED = {"en": "{name}, {score} of 100", "fr": "{name}, {score} sur 100"}
_TOO_LITTLE = {"en": "{name}, too little to tell", "fr": "{name}, trop peu d’éléments"}
_COLON = {"en": ": ", "fr": "\u00a0: "}


def sentence(known: Profile, language: str) -> str:
    """What the figures say, and the word for it, in English or French."""
    clauses = ", ".join(_clauses(known, language))
    return f"{words.capital(clauses)}{_COLON[language]}{_verdict(known, language)}."


def _verdict(known: Profile, language: str) -> str:
    name = words.name(known.name, language, ProfileName)
    if known.name == ProfileName.UNKNOWN:
        return _TOO_LITTLE[language].format(name=name)
    return name if known.long_open else _SCORED[language].format(name=name, score=int(known.score))


def _clauses(known: Profile, language: str) -> Iterator[str]:
    """What is said of the invoices, then of promises, payments and disputes."""
    for name, count, of in _facts(known):
        one, several = _WORDS[language][name]
        pattern = (
            one if _singular(known.average_days if name == "late" else count, language) else several
        )
        yield pattern.format(
            n=_number(name, count, language),
            of=_number(name, of, language),
            months=known.window_months,
            days=_decimal(known.average_days, language),
        )


def _facts(known: Profile) -> Iterator[tuple[str, int, int]]:
    """What is worth saying: which clause, how many, and of how many."""
    count, over = len(known.counted), known.over_15_days
    yield "invoices" if count else "none", count, 0
    if count:
        yield "late" if known.average_days else "on_time", count, 0
    if known.average_days and count > 1:
        yield "over" if over else "none_over", over, count
    promises = known.kept + known.partly_kept + known.broken
    told = (
        ("broken", known.broken),
        ("partly", known.partly_kept),
        ("kept", 0 if known.broken else known.kept),
        ("returned", known.returned),
        ("refused", known.refused),
        ("worsened", int(known.worsened)),
        ("long_open", int(known.long_open)),
    )
    yield from ((name, number, promises) for name, number in told if number)


def _singular(count: int | Fraction, language: str) -> bool:
    """French counts by twos: 1,5 jour is one day and a half."""
    return count < 2 if language == "fr" else count == 1


def _number(name: str, count: int, language: str) -> str:
    """Of invoices a figure, of what is rare a word."""
    if name in ("invoices", "over") or not 0 < count <= len(_COUNTS[language]):
        return str(count)
    word = _COUNTS[language][count - 1]
    return word if name in _FEMININE else _MASCULINE.get(word, word)


def _decimal(value: Fraction, language: str) -> str:
    text = f"{float(value):.1f}".removesuffix(".0")
    return text.replace(".", ",") if language == "fr" else text
