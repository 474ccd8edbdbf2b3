#!/usr/bin/env python3
"""Random histories of subscriptions with the charges that portal-workflows.md 8.3 and 10 ask for, computed with exact
fractions from the text alone: the oracle of src/areas/billing/billing_rules_test.c.

Usage: billing_oracle.py [--seed N] [--n N] > FILE. Lines: NEW, CYCLE, RENEW, CHANGE, CANCEL with what happened, then the
charges as from:to:quantity:days:cycle days:minor units; TAX with nets and shares; USE with what was rated.
"""
import argparse
import calendar
import os
import random
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

DIGITS = {"EUR": 2, "USD": 2, "GBP": 2, "CHF": 2, "JPY": 0, "KRW": 0, "CLP": 0, "KWD": 3, "BHD": 3, "TND": 3, "SEK": 2, "INR": 2}
CYCLES = [(1, 1), (12, 1), (12, 12), (36, 1), (36, 12), (36, 0)]  # months of the term, of the cycle; 0: all of it


def months_on(day, n):
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def cut(x, digits):
    scaled = abs(x) * 10**digits
    return (scaled.numerator // scaled.denominator) * (1 if x >= 0 else -1)


def half_up(x):
    n = (abs(x) * 2 + 1) / 2
    return (n.numerator // n.denominator) * (1 if x >= 0 else -1)


def cycles(begin, end, months):
    if months == 0:
        return [(begin, end, (end - begin).days)]
    out, k = [], 0
    while months_on(begin, k * months) < end:
        first, after = months_on(begin, k * months), months_on(begin, (k + 1) * months)
        out.append((first, min(after, end), (after - first).days))
        k += 1
    return out


class History:
    def __init__(self, rng):
        self.rng = rng
        self.currency = rng.choice(sorted(DIGITS))
        self.digits = DIGITS[self.currency]
        self.quantity = rng.choice([1, 2, 3, rng.randint(1, 50), rng.randint(1, 5000)])
        self.new_price()
        self.term, self.months = rng.choice(CYCLES)
        day = date(2023, 1, 1) + timedelta(rng.randint(0, 2500))
        if rng.random() < 0.3:
            day = day.replace(day=calendar.monthrange(day.year, day.month)[1])
        self.begin(day)

    def new_price(self):
        places = self.rng.choice([self.digits, self.digits, self.digits + 2, 8])
        self.price = Decimal(self.rng.randint(1, 90000 * 10 ** min(places, 4))).scaleb(-places)

    def begin(self, day):
        self.start, self.end = day, months_on(day, self.term)
        if self.term > 1 and self.rng.random() < 0.2:
            self.end -= timedelta(self.rng.randint(1, 40))

    def cycle_at(self, day):
        return next(c for c in cycles(self.start, self.end, self.months) if c[0] <= day < c[1])

    def line(self, day, sign):
        first, after, whole = self.cycle_at(day)
        days = (after - day).days
        each = cut(Fraction(self.price) * days / whole, self.digits)
        return (day, after, sign * self.quantity, days, whole, sign * self.quantity * each)

    def state(self):
        return [self.currency, self.start, self.end, self.months, self.price, self.quantity]


def credit(h, day):
    first, after, whole = h.cycle_at(day)
    days = (after - day).days
    if days == whole:
        return h.line(day, -1)
    unit = Fraction(1, 10**h.digits)
    per_day = half_up(Fraction(h.price) * h.quantity / whole / unit)
    back = half_up(Fraction(per_day * days, h.quantity)) * h.quantity
    back = min(back, cut(Fraction(h.price), h.digits) * h.quantity)
    return (day, after, -h.quantity, days, whole, -back)


def put(word, fields, lines):
    print("\t".join([word, *map(str, fields), *(":".join(map(str, line)) for line in lines)]))


def history(rng):
    h = History(rng)
    put("NEW", h.state(), [h.line(h.start, 1)])
    day = h.start
    for _ in range(rng.randint(0, 8)):
        what = rng.choice(["CYCLE", "CHANGE", "CHANGE", "RENEW", "CANCEL"])
        if what == "CYCLE":
            later = [c for c in cycles(h.start, h.end, h.months) if c[0] > day]
            if later:
                day = later[0][0]
                put(what, [day, *h.state()], [h.line(day, 1)])
        elif what == "RENEW":
            day = h.end
            h.quantity = rng.choice([h.quantity, rng.randint(1, 900)])
            if rng.random() < 0.5:
                h.new_price()
            h.begin(day)
            put(what, [day, *h.state()], [h.line(day, 1)])
        elif what == "CHANGE":
            day = min(day + timedelta(rng.randint(0, 45)), h.end - timedelta(1))
            back = h.line(day, -1)
            was = h.quantity
            while h.quantity == was:
                h.quantity = rng.randint(1, 2 * was + 3)
            if rng.random() < 0.2:
                h.new_price()
            put(what, [day, *h.state()], [back, h.line(day, 1)])
        else:
            whole = day == h.start and rng.random() < 0.5
            day = h.start if whole else min(h.start + timedelta(rng.randint(1, 7)), h.end - timedelta(1))
            if not whole and day == h.start:
                continue
            put(what, [day, 0 if whole else 1, *h.state()], [h.line(h.start, -1) if whole else credit(h, day)])
            return


def tax(rng):
    rate = Decimal(rng.choice(["19", "20", "25.5", "8.1", "5", "0", "7.7", "8.875", "21"]))
    nets = [rng.choice([rng.randint(-900, 900), rng.randint(-10, 10), rng.randint(0, 10**7)]) for _ in range(rng.randint(1, 30))]
    exact = [Fraction(rate) * n / 100 for n in nets]
    whole = half_up(sum(exact))
    parts = [e.numerator // e.denominator for e in exact]
    order = sorted(range(len(nets)), key=lambda i: (-(exact[i] - parts[i]), i))
    for i in order[: whole - sum(parts)]:
        parts[i] += 1
    assert sum(parts) == whole
    put("TAX", [rate, whole], [(n, p) for n, p in zip(nets, parts)])


def use(rng):
    currency = rng.choice(sorted(DIGITS))
    rated = Decimal(rng.randint(0, 10**14)).scaleb(-8)
    rate = Decimal(rng.choice(["1", "1", "0.91253", "157.125", "1.00000001"]))
    first = Fraction(cut(Fraction(rated), 2), 100)
    put("USE", [currency, rated, rate, cut(first * Fraction(rate), DIGITS[currency])], [])


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument("--seed", default=os.environ.get("ENTENTE_SEED") or "1")
    ask.add_argument("--n", type=int, default=100000 if os.environ.get("ENTENTE_LONG") else 3000)
    got = ask.parse_args()
    rng = random.Random(got.seed)
    print(f"# seed {got.seed}, {got.n} histories")
    for _ in range(got.n):
        history(rng)
        tax(rng)
        use(rng)


main()
