#!/usr/bin/env python3
"""Valid and broken ids of many countries, judged by python-stdnum, which is not ours: the oracle of tests/unit/country_test.c.

Usage: country_ids.py [--seed N] > FILE. Each line: country, kind (registration or tax), id, 1 when stdnum takes it.
"""
import importlib
import random
import string
import sys

import stdnum

# country, kind, module, template: 9 a digit, A a letter, * either, {a,b} one of; all else as it is
ROWS = """
AR tax ar.cuit {30,33,34}999999999
AT tax at.uid U99999999
AU registration au.abn 99999999999
BE registration be.vat 0999999999
BE tax be.vat 0999999999
BG tax bg.vat 999999999
BR registration br.cnpj 99999999999999
BY registration by.unp 999999999
CA tax ca.bn 999999999
CH registration ch.uid CHE999999999
CH tax ch.vat CHE999999999{MWST,TVA,IVA,TPV}
CL tax cl.rut 99999999{0,1,2,3,4,5,6,7,8,9,K}
CN registration cn.uscc 99999999999999999{0,1,2,3,4,5,6,7,8,9,A,B,C,D,E,F,G,H,J,K,L,M,N,P,Q,R,T,U,W,X,Y}
CO tax co.nit 9999999999
CY tax cy.vat 99999999A
CZ registration cz.dic {0,1,2,3,4,5,6,7,8}9999999
DE tax de.vat 999999999
DK registration dk.cvr 99999999
DO tax do.rnc 999999999
EE registration ee.registrikood 99999999
EE tax ee.kmkr 999999999
ES registration es.nif {A,B,C,J,N,P,W}9999999*
ES tax es.nif {0,9,X,Y,Z,K,L,M}9999999A
FI registration fi.alv 99999999
FR registration fr.siren 999999999
FR tax fr.tva 99999999999
FR tax fr.tva {A,C,H,Z,2}{B,J,P,7}999999999
GB tax gb.vat 999999999
GR tax gr.vat 999999999
GT tax gt.nit 999999{0,1,2,3,4,5,6,7,8,9,K}
HR tax hr.oib 99999999999
HU tax hu.anum 99999999
ID tax id.npwp 999999999999999
IE tax ie.vat 9999999A
IE tax ie.vat 9999999A{A,B,H,W}
IL registration il.hp 599999999
IN registration in_.pan AAA{A,C,F,P,X}A9999A
IN tax in_.gstin 27AAA{C,P}A9999A1Z*
IT tax it.iva 99999{100,201,015}999
JP registration jp.cn 9999999999999
KR tax kr.brn 9999999999
LT tax lt.pvm 999999919
LU tax lu.tva 99999999
LV tax lv.pvn {4,5,9}9999999999
LV tax lv.pvn 121099{0,1,2}9999
MA tax ma.ice 999999999999999
MD registration md.idno 9999999999999
ME tax me.pib 99999999
MK tax mk.edb 9999999999999
MT tax mt.vat 99999999
NL tax nl.btw 999999999B99
NO registration no.orgnr 999999999
NO tax no.mva 999999999MVA
NZ tax nz.ird 99999999
NZ tax nz.ird 1{0,1,2,3,4,5,6}9999999
PE tax pe.ruc {10,20,99}999999999
PL registration pl.nip 9999999999
PL tax pl.nip 9999999999
PT tax pt.nif 999999999
PY tax py.ruc 99999999
RO tax ro.cui 9999999
RO tax ro.cui 9999999999
RS tax rs.pib 999999999
RU registration ru.inn 9999999999
RU registration ru.inn 999999999999
SE registration se.orgnr 9999999999
SE tax se.vat 999999999901
SG registration sg.uen 99999999A
SG registration sg.uen 199999999A
SI tax si.ddv 99999999
SK tax sk.dph {2,3}9{2,3,4,7,8,9}9999999
TH registration th.tin 9999999999999
TR registration tr.vkn 9999999999
TW tax tw.ubn 99999999
UA registration ua.edrpou 99999999
UA registration ua.rntrc 9999999999
UY tax uy.rut {01,15,21}9999990019
VE registration ve.rif {V,E,J,P,G}999999999
VN registration vn.mst 9999999999
VN registration vn.mst 9999999999001
ZA tax za.tin 9999999999
"""


def made(rng, template):
    out, at = "", 0
    while at < len(template):
        c = template[at]
        if c == "{":
            end = template.index("}", at)
            out += rng.choice(template[at + 1 : end].split(","))
            at = end
        elif c == "9":
            out += rng.choice(string.digits)
        elif c == "A":
            out += rng.choice(string.ascii_uppercase)
        elif c == "*":
            out += rng.choice(string.digits + string.ascii_uppercase)
        else:
            out += c
        at += 1
    return out


def broken(rng, text):
    at = rng.randrange(len(text))
    pool = string.digits if text[at].isdigit() else string.ascii_uppercase
    return text[:at] + rng.choice(pool.replace(text[at], "")) + text[at + 1 :]


def main():
    seed = int(sys.argv[2]) if len(sys.argv) > 2 and sys.argv[1] == "--seed" else random.randrange(1 << 31)
    rng = random.Random(seed)
    print(f"# seed {seed}, python-stdnum {stdnum.__version__}")
    for row in ROWS.split("\n"):
        if not row:
            continue
        country, kind, module, template = row.split(" ")
        judge = importlib.import_module(f"stdnum.{module}")
        good = []
        for _ in range(60000):
            text = made(rng, template.replace("MVA", "MV{A}"))
            if judge.is_valid(text):
                good.append(text)
                if len(good) == 4:
                    break
        if not good:
            sys.exit(f"no valid id of {row}")
        for text in good:
            print(country, kind, text, 1, sep="\t")
            for _ in range(4):
                other = broken(rng, text)
                print(country, kind, other, int(judge.is_valid(other)), sep="\t")


if __name__ == "__main__":
    main()
