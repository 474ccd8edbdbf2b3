#!/usr/bin/env python3
"""IBANs, BICs and local bank numbers, valid and broken, judged by python-stdnum, which is not ours: the oracle of
tests/unit/country_bank_test.c.

Usage: bank_ids.py [--seed N] > FILE. Each line: country, kind (iban, bic, code or account), number, 1 when stdnum takes it.
"""
import random
import re
import string
import sys

import stdnum
import stdnum.ar.cbu
import stdnum.bic
import stdnum.iban
import stdnum.us.rtn
from country_ids import broken, made
from stdnum import numdb

# Not in our table, although the registry has it: hardly any bank there hands out IBANs.
LEFT_OUT = {"RU"}
SIGNS = {"n": string.digits, "a": string.ascii_uppercase, "c": string.digits + string.ascii_uppercase}


def ibans(rng):
    for country in sorted(c.decode() if isinstance(c, bytes) else c for c in countries()):
        for _ in range(4):
            bban = "".join(
                rng.choice(SIGNS[sign]) for n, sign in re.findall(r"(\d+)!([nac])", shape_of(country)) for _ in range(int(n))
            )
            text = country + "00" + bban
            yield country, country + stdnum.iban.calc_check_digits(text) + bban
            yield country, text[:2] + "%02d" % rng.randrange(100) + bban
        yield country, country + stdnum.iban.calc_check_digits(country + "00" + bban[:-1]) + bban[:-1]


def shape_of(country):
    return dict(numdb.get("iban").info(country + "00")[0][1]).get("bban")


def countries():
    return [
        a + b
        for a in string.ascii_uppercase
        for b in string.ascii_uppercase
        if a + b not in LEFT_OUT and numdb.get("iban").info(a + b + "00")[0][1].get("bban")
    ]


def say(country, kind, number, holds):
    print(f"{country}\t{kind}\t{number}\t{int(holds)}")


def main():
    seed = int(sys.argv[2]) if len(sys.argv) > 2 and sys.argv[1] == "--seed" else random.randrange(1 << 31)
    rng = random.Random(seed)
    print(f"# seed {seed}, python-stdnum {stdnum.__version__}")
    for country, number in ibans(rng):
        # Whether the account inside holds by a rule of the country is its bank's to know; ours does not look at it.
        say(country, "iban", number, stdnum.iban.is_valid(number, check_country=False))
    for country in ("FR", "DE", "US", "JP", "BR"):
        for template in ("AAAA%s**", "AAAA%s*****", "A9AA%s**", "AAAA%s*", "AAAA%s****"):
            number = made(rng, template % country.replace("A", "{A}").replace("9", "{9}"))
            say(country, "bic", number, stdnum.bic.is_valid(number))
    for module, country, kind, template in (
        (stdnum.us.rtn, "US", "code", "{0,1,2,3}99999999"),
        (stdnum.ar.cbu, "AR", "account", "9999999999999999999999"),
    ):
        good = []
        while len(good) < 8:
            number = made(rng, template)
            if module.is_valid(number):
                good.append(number)
        for number in good:
            say(country, kind, number, True)
            other = broken(rng, number)
            say(country, kind, other, module.is_valid(other))


if __name__ == "__main__":
    main()
