"""Amounts as integer minor units of an ISO 4217 currency; two currencies are never added."""

# The most that any one amount may be, whoever tells of it: a sum of all of them is still exact.
MOST_MINOR = 10**14

# Minor-unit exponents that are not 2 (ISO 4217, list one).
_EXPONENTS = {
    **dict.fromkeys(
        "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0
    ),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
    **dict.fromkeys("CLF UYW".split(), 4),
}

CURRENCIES = frozenset(
    (
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN "
        "BWP BYN BZD CAD CDF CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR "
        "FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD "
        "JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT "
        "MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG "
        "QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS "
        "TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYI UYU UYW UZS VES VND VUV WST XAF XCD XOF XPF "
        "YER ZAR ZMW ZWG"
    ).split()
)


def exponent(currency: str) -> int:
    """The number of decimals of a currency: 2 for EUR, 0 for JPY, 3 for TND."""
    return _EXPONENTS.get(currency, 2)


def minor(units: int, currency: str) -> int:
    """Whole units of a currency as minor units: 10 EUR is 1000, 10 JPY is 10."""
    return int(units * 10 ** exponent(currency))
