"""What an absence notice looks like, and the day of return that it names (R42)."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from relance.domain.answers.folding import folded
from relance.domain.era import FIRST_ON, LAST_ON

_SUBJECT = re.compile(
    r"(?:\[[^\]]{1,40}\] ?)?(?:"
    r"reponse automatique|message automatique|reponse d'absence|message d'absence|"
    r"notification d'absence|absence\b|absente?\b|je suis absente?|en conges?\b|"
    r"automatic reply|automatic response|automated reply|automated response|auto[- ]?reply|"
    r"auto[- ]?response|out[- ]of[- ](?:the[- ])?office|ooo\b|away from|vacation|on leave|on "
    r"holiday|"
    r"on vacation|i am away|i'm away|annual leave|"
    r"automatische antwort|abwesenheit|abwesend|urlaub|ich bin (?:nicht|abwesend|im urlaub)|"
    r"respuesta automatica|fuera de (?:la )?oficina|ausencia|ausente|vacaciones|"
    r"risposta automatica|fuori (?:ufficio|sede)|assenza|assente|"
    r"automatisch antwoord|automatische reactie|afwezig)"
)
_SENTENCE = re.compile(
    r"\b(?:absente?s?|absence|conges?|en vacances|hors (?:du )?bureau|de retour|retour (?:le|"
    r"prevu)|"
    r"en deplacement|en arret|en formation|(?:serai|suis) (?:indisponible|injoignable)|"
    r"pas (?:au bureau|disponible|joignable)|fermeture|serons? ferme|sommes fermes|est fermee?|"
    r"(?:reponse|message) automatique|"
    r"out of (?:the )?office|ooo|away|on (?:annual |sick |maternity |paternity |parental |"
    r"medical )?"
    r"leave|vacation|holidays?|not in the office|back (?:in|on|at|by|to|soon|from)|return(?:ing)?|"
    r"unavailable|travell?ing|limited access|office (?:is|will be) closed|automat(?:ic|ed) "
    r"(?:reply|"
    r"response|message)|auto-?reply|absent from|"
    r"abwesen\w*|nicht im (?:buro|buero|haus|hause)|ausser haus|urlaub|zuruck|zurueck|wieder "
    r"(?:da|im|"
    r"erreichbar|fur)|nicht erreichbar|automatische (?:antwort|nachricht)|"
    r"fuera de (?:la )?oficina|ausente|vacaciones|de vuelta|regres\w+|respuesta automatica|"
    r"fuori (?:sede|ufficio)|assente|ferie|rientr\w+|risposta automatica|"
    r"afwezig\w*|niet aanwezig|vakantie|verlof|niet op kantoor|buiten kantoor|automatisch\w*)\b"
)
_OPENING = 260  # characters in which the first sentence stands, behind greeting and thanks

_BACK = re.compile(
    r"\b(?:retour|reprendrai|reprise|reviens|reviendrai|reprends|(?:de|a) nouveau (?:joignable|"
    r"disponible|present\w*|la|"
    r"au bureau)|back|return(?:ing|s)?|available again|zuruck|zurueck|wieder|de vuelta|regres\w+|"
    r"vuelvo|volvere|rientr\w+|terug)\b"
)
_UNTIL = re.compile(
    r"\b(?:jusqu'(?:au|a)|until|till|til|through|thru|bis(?: zum)?|hasta(?: el)?|fino al|"
    r"tot(?: en met)?|t/m)\b"
)
_SPAN = re.compile(r"\b(?:au|to|al)\b")  # from one day to another: its date stands right behind
_FROM_THEN = re.compile(r"\b(?:ab|from|a partir du|des le|vanaf)\b")
_AGAIN = re.compile(
    r"\.?[ ,]{1,2}(?:\w+ ){0,3}(?:wieder|zuruck|zurueck|again|de retour|de nouveau|terug)"
)
_NEAR = 45  # characters between such a word and the end of its date
_BEHIND = 24
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday lundi montag lunes lunedi maandag",
            "tuesday mardi dienstag martes martedi dinsdag",
            "wednesday mercredi mittwoch miercoles mercoledi woensdag",
            "thursday jeudi donnerstag jueves giovedi donderdag",
            "friday vendredi freitag viernes venerdi vrijdag",
            "saturday samedi samstag sabado sabato zaterdag",
            "sunday dimanche sonntag domingo domenica zondag",
        )
    )
    for name in names.split()
}
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier january januar enero gennaio januari janv jan",
            "fevrier february februar febrero febbraio februari fevr feb",
            "mars march marz maerz marzo maart mar",
            "avril april abril aprile avr apr",
            "mai may mayo maggio mei",
            "juin june juni junio giugno jun",
            "juillet july juli julio luglio juil jul",
            "aout august agosto augustus aug",
            "septembre september septiembre settembre sept sep",
            "octobre october oktober octubre ottobre oct okt",
            "novembre november noviembre nov",
            "decembre december dezember diciembre dicembre dec dez",
        ),
        start=1,
    )
    for name in names.split()
}
_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ORDINAL = r"(?:er|st|nd|rd|th|\.|o)?"
_DATE = re.compile(
    rf"(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})(?!\d)"
    rf"|(?<![\d./-])(?P<d>\d{{1,2}})[./-](?P<m>\d{{1,2}})(?:[./-](?P<y>\d{{4}}|\d{{2}}))?(?!\d)"
    rf"|(?<!\d)(?P<dn>\d{{1,2}}){_ORDINAL}[ -](?:de |of )?(?P<mn>{_NAMES})\b\.?"
    rf"(?:,? (?:de )?(?P<yn>\d{{4}}))?"
    rf"|\b(?P<mf>{_NAMES})\.? (?P<df>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<yf>\d{{4}}))?"
    r"|(?:(?<=\ble )|(?<=\bau )|(?<=\bthe )|(?<=\bam )|(?<=\bdem ))(?P<only>\d{1,2})(?:er|st|nd|"
    r"rd|th|\.)?(?![\d:/.h])(?! ?(?:h\b|uhr))"
    rf"|\b(?:{'|'.join(_WEEKDAYS)}),? (?P<beside>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:/.h])"
)
_WEEKDAY = re.compile(rf"\b({'|'.join(_WEEKDAYS)})\b")
_TOMORROW = re.compile(r"\b(?:demain|tomorrow|morgen|manana|domani)\b(?! matin)")
_MOST_AHEAD = timedelta(days=730)  # beyond it is no day of return
_GONE_BY = timedelta(days=300)  # a day without a year that is so far ahead was meant as a past one


def looks_absent(subject: str, said: str) -> bool:
    """Whether subject and first sentence are plainly those of an absence notice."""
    opening = folded(said[: 4 * _OPENING])[:_OPENING]
    return bool(_SUBJECT.match(folded(subject[:300]))) and bool(_SENTENCE.search(opening))


def returns_on(said: str, received_on: date) -> date | None:
    """The day named as that of the return, else the day after the last one of the absence."""
    words = folded(said).replace("|", " ")
    for on in _named(words, received_on):
        if received_on < on <= received_on + _MOST_AHEAD:
            return on
    return None


def _named(words: str, received_on: date) -> Iterator[date]:
    for found in _BACK.finditer(words):
        if on := _date_at(words, found.end(), received_on):
            yield on
    for found in _FROM_THEN.finditer(words):
        date_found = _DATE.search(words, found.end(), found.end() + _NEAR)
        if date_found and _AGAIN.match(words, date_found.end()):
            yield from _of(date_found, received_on)
    for pattern, near in ((_UNTIL, _NEAR), (_SPAN, _BEHIND)):
        for found in pattern.finditer(words):
            if on := _date_at(words, found.end(), received_on, near):
                yield on + timedelta(days=1)


def _date_at(words: str, place: int, received_on: date, near: int = _NEAR) -> date | None:
    """The day written soon after; one without a year, or a weekday, is the next of its kind."""
    end = place + near
    found = _DATE.search(words, place, end)
    if found:
        return next(_of(found, received_on), None)
    if weekday := _WEEKDAY.search(words, place, end):
        ahead = (_WEEKDAYS[weekday[1]] - received_on.weekday() - 1) % 7 + 1
        return received_on + timedelta(days=ahead)
    tomorrow = _TOMORROW.search(words, place, end)
    return received_on + timedelta(days=1) if tomorrow else None


def _of(found: re.Match[str], received_on: date) -> Iterator[date]:
    try:
        on = _day({k: v for k, v in found.groupdict().items() if v}, received_on)
    except (ValueError, OverflowError):
        return
    if FIRST_ON <= on <= LAST_ON:
        yield on


def _day(part: dict[str, str], received_on: date) -> date:
    if "iso" in part:
        return date.fromisoformat(part["iso"])
    if alone := part.get("only") or part.get("beside"):
        return _next_day_of_month(int(alone), received_on)
    day = int(part.get("d") or part.get("dn") or part["df"])
    name = part.get("mn") or part.get("mf")
    month = _MONTHS[name] if name else int(part["m"])
    if month > 12:
        day, month = month, day  # the month first, as in the United States
    year = part.get("y") or part.get("yn") or part.get("yf")
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    return _without_year(month, day, received_on)


def _without_year(month: int, day: int, received_on: date) -> date:
    on = date(received_on.year, month, day)
    if on >= received_on:
        return on
    later = date(received_on.year + 1, month, day)
    return later if later - received_on <= _GONE_BY else on


def _next_day_of_month(day: int, received_on: date) -> date:
    year, month = received_on.year, received_on.month
    if day < received_on.day:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return date(year, month, day)
