#!/usr/bin/env python3
"""Telephone numbers of many countries, judged and written by python3-phonenumbers, which is another program over the same plans: the
oracle of tests/unit/phone_test.c.

Usage: phones.py [--seed N] > FILE. Each line: country, number as typed, 1 when it is one, E.164, shown at home, shown abroad.
"""
import random
import sys

import phonenumbers as pn

COUNTRIES = """AE AR AT AU BD BE BG BR CA CH CL CN CO CY CZ DE DK EE EG ES FI FR GB GR HK HR HU ID IE IL IN IS IT JP KE KR LT LU LV MA MX
MY NG NL NO NZ PE PH PK PL PT RO RS RU SA SE SG SI SK TH TN TR TW UA US UY VN ZA""".split()
KINDS = (pn.PhoneNumberType.FIXED_LINE, pn.PhoneNumberType.MOBILE)


def ways(n, rnd):
    """The same number as people write it."""
    national = pn.format_number(n, pn.PhoneNumberFormat.NATIONAL)
    yield national
    yield pn.format_number(n, pn.PhoneNumberFormat.INTERNATIONAL)
    yield pn.format_number(n, pn.PhoneNumberFormat.E164)
    yield national.replace(" ", rnd.choice((".", "-", "", "/")))


def line(country, text):
    try:
        n = pn.parse(text, country)
        holds = pn.is_valid_number(n)
    except pn.NumberParseException:
        n, holds = None, False
    shown = ["", "", ""]
    if holds:
        at_home = pn.country_code_for_region(country) == n.country_code
        shown = [pn.format_number(n, f) for f in (
            pn.PhoneNumberFormat.E164, pn.PhoneNumberFormat.NATIONAL if at_home else pn.PhoneNumberFormat.INTERNATIONAL,
            pn.PhoneNumberFormat.INTERNATIONAL)]
    print("\t".join([country, text, "1" if holds else "0"] + shown))


def main():
    seed = int(sys.argv[sys.argv.index("--seed") + 1]) if "--seed" in sys.argv else random.SystemRandom().randrange(1 << 32)
    rnd = random.Random(seed)
    print(f"# phones.py --seed {seed}")
    for country in COUNTRIES:
        for kind in KINDS:
            n = pn.example_number_for_type(country, kind)
            if n is None:
                continue
            for text in ways(n, rnd):
                line(country, text)
            digits = pn.format_number(n, pn.PhoneNumberFormat.E164)
            for text in (digits[:5], digits + "1234", digits[:4] + "".join(rnd.choice("0123456789") for _ in digits[4:]),
                         pn.format_number(n, pn.PhoneNumberFormat.NATIONAL)[:-3], "+999" + digits[4:], "0" * 9, "x" + digits[1:3]):
                line(country, text)


main()
