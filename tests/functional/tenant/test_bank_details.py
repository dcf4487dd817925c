"""IBAN, BIC and SIREN over HTTP: what is right is kept, what is wrong is named (practice 4)."""

import pytest

from tests.actors.tool import Tool, fields, tool
from tests.harness.cloud import Cloud

# The examples that the registry of ISO 13616 gives, country by country.
REGISTRY = """
    AD1200012030200359100100 AE070331234567890123456 AL47212110090000000235698741
    AT611904300234573201 AZ21NABZ00000000137010001944 BA391290079401028494 BE68539007547034
    BG80BNBG96611020345678 BH67BMAG00001299123456 BR1800360305000010009795493C1
    BY13NBRB3600900000002Z00AB00 CH9300762011623852957 CR05015202001026284066
    CY17002001280000001200527600 CZ6508000000192000145399 DE89370400440532013000
    DK5000400440116243 DO28BAGR00000001212453611324 EE382200221020145685
    EG380019000500000000263180002 ES9121000418450200051332 FI2112345600000785 FO6264600001631634
    FR1420041010050500013M02606 GB29NWBK60161331926819 GE29NB0000000101904917
    GI75NWBK000000007099453 GL8964710001000206 GR1601101250000000012300695
    GT82TRAJ01020000001210029690 HR1210010051863000160 HU42117730161111101800000000
    IE29AIBK93115212345678 IL620108000000099999999 IQ98NBIQ850123456789012
    IS140159260076545510730339 IT60X0542811101000000123456 JO94CBJO0010000000000131000302
    KW81CBKU0000000000001234560101 KZ86125KZT5004100100 LB62099900000001001901229114
    LC55HEMM000100010012001200023015 LI21088100002324013AA LT121000011101001000
    LU280019400644750000 LV80BANK0000435195001 LY83002048000020100120361
    MC5811222000010123456789030 MD24AG000225100013104168 ME25505000012345678951
    MK07250120000058984 MR1300020001010000123456753 MT84MALT011000012345MTLCAST001S
    MU17BOMM0101101030300200000MUR NL91ABNA0417164300 NO9386011117947 PK36SCBL0000001123456702
    PL61109010140000071219812874 PS92PALS000000000400123456702 PT50000201231234567890154
    QA58DOHB00001234567890ABCDEFG RO49AAAA1B31007593840000 RS35260005601001611379
    SA0380000000608010167519 SC18SSCB11010000000000001497USD SE4550000000058398257466
    SI56263300012039086 SK3112000000198742637541 SM86U0322509800000000270100
    ST68000100010051845310112 SV62CENR00000000000000700025 TL380080012345678910157
    TN5910006035183598478831 TR330006100519786457841326 UA213223130000026007233566001
    VA59001123000012345678 VG96VPVG0000012345678901 XK051212012345678906
    YE15CBYE0001018861234567891234
""".split()


@pytest.fixture(name="mine")
def _mine(cloud: Cloud) -> Tool:
    return tool(cloud)


def test_the_example_of_every_country_is_an_iban(mine: Tool) -> None:
    for iban in REGISTRY:
        answer = mine.settings(iban=iban)
        assert (answer.status, answer.json.get("iban")) == (200, iban)


def test_no_example_is_one_with_a_sign_more_or_less_or_changed(mine: Tool) -> None:
    for iban in REGISTRY:
        other = f"{iban[:-1]}{(int(iban[-1], 36) + 1) % 10}"
        for wrong in (iban[:-1], iban + "0", other):
            assert mine.settings(iban=wrong).status == 422, wrong


@pytest.mark.parametrize(
    "written",
    ["fr76 3000 6000 0112 3456 7890 189", " FR7630006000011234567890189 ",
     "FR76\u00a03000\u202f6000 0112 3456 7890 189"],
)  # fmt: skip
def test_it_is_kept_in_capitals_and_without_spaces(mine: Tool, written: str) -> None:
    assert mine.settings(iban=written).json["iban"] == "FR7630006000011234567890189"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ("FR763000600001123456789018", "length"),
        ("FR76A0006000011234567890189", "length or form"),
        ("FR7730006000011234567890189", "check digits"),
        ("MA64011519000001205000534921", "that country has none"),
        ("ZZ50300060000112345678", "that country has none"),
        ("FR\u0667\u066630006000011234567890189", "A-Z and 0-9"),
        ("FR76-3000-6000-0112-3456-7890-189", "A-Z and 0-9"),
        ("FR", "length"),
        # Right modulo 97, and nobody computes them: they lie between 02 and 98.
        ("NO9900000000004", "check digits"),
        ("NO0100000000022", "check digits"),
    ],
)
def test_what_is_wrong_is_said(mine: Tool, wrong: str, why: str) -> None:
    answer = mine.settings(iban=wrong)
    assert (answer.status, fields(answer)) == (422, ["iban"])
    assert why in answer.json["errors"][0]["detail"]


@pytest.mark.parametrize(
    "wrong",
    [
        "FR0630006000011234567890188",
        "MC3111222000010123456789031",
        "BE41539007547035",
        "ES6421000418450200051333",
        "NO6686011117948",
        "ME95505000012345678952",
    ],
)
def test_check_digits_of_the_country_are_looked_at_as_well(mine: Tool, wrong: str) -> None:
    """Those of the IBAN fit: somebody computed them over a wrong key."""
    answer = mine.settings(iban=wrong)
    assert "check digits" in answer.json["errors"][0]["detail"]


def test_a_belgian_bank_that_no_table_knows_yet_is_one(mine: Tool) -> None:
    assert mine.settings(iban="BE16112000000174").status == 200


@pytest.mark.parametrize("iban", ["CH4431999123000889012", "LI5731999123000889012"])
def test_a_qr_iban_is_refused_since_pages_show_no_qr_reference(mine: Tool, iban: str) -> None:
    assert "QR reference" in mine.settings(iban=iban).json["errors"][0]["detail"]


@pytest.mark.parametrize("bic", ["BNPAFRPP", "bnpa fr pp xxx", "DEUTDEFF500"])
def test_a_bic_has_eight_or_eleven_characters(mine: Tool, bic: str) -> None:
    assert mine.settings(bic=bic).json["bic"] == bic.replace(" ", "").upper()


@pytest.mark.parametrize("bic", ["BNPAFRPPXX", "BNPAXXPP", "BNP4FRPP", "BNPAFRP\u00c9"])
def test_what_is_no_bic_is_named(mine: Tool, bic: str) -> None:
    assert fields(mine.settings(bic=bic)) == ["bic"]


def test_a_siren_checks_itself(mine: Tool) -> None:
    assert mine.settings(siren="732 829 320").json["siren"] == "732829320"
    for wrong in ("732829321", "73282932", "7328293200", "\u0667\u0663\u0662\u0668\u0662\u0669320"):
        assert fields(mine.settings(siren=wrong)) == ["siren"]
