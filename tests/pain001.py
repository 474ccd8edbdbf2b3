#!/usr/bin/env python3
"""An independent look at a credit transfer file (ISO 20022 pain.001.001.09), written from the message definition: which
elements stand where, in what order, how often, how long, and that numbers of transactions and sums are those of the
transactions. The XML schema itself is not in the project; this is a structural test and says nothing about a bank's own
rules. Usage: pain001.py FILE or -"""
import re
import sys
import xml.etree.ElementTree as ET
from decimal import Decimal

NS = '{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}'
# parent: its children in their order as (name, least, most); None: as many as there are
ORDER = {
    'Document': [('CstmrCdtTrfInitn', 1, 1)],
    'CstmrCdtTrfInitn': [('GrpHdr', 1, 1), ('PmtInf', 1, None), ('SplmtryData', 0, None)],
    'GrpHdr': [('MsgId', 1, 1), ('CreDtTm', 1, 1), ('Authstn', 0, 2), ('NbOfTxs', 1, 1), ('CtrlSum', 0, 1), ('InitgPty', 1, 1),
               ('FwdgAgt', 0, 1), ('InitnSrc', 0, 1)],
    'PmtInf': [('PmtInfId', 1, 1), ('PmtMtd', 1, 1), ('ReqdAdvcTp', 0, 1), ('BtchBookg', 0, 1), ('NbOfTxs', 0, 1), ('CtrlSum', 0, 1),
               ('PmtTpInf', 0, 1), ('ReqdExctnDt', 1, 1), ('PoolgAdjstmntDt', 0, 1), ('Dbtr', 1, 1), ('DbtrAcct', 1, 1),
               ('DbtrAgt', 1, 1), ('DbtrAgtAcct', 0, 1), ('InstrForDbtrAgt', 0, 1), ('UltmtDbtr', 0, 1), ('ChrgBr', 0, 1),
               ('ChrgsAcct', 0, 1), ('ChrgsAcctAgt', 0, 1), ('CdtTrfTxInf', 1, None)],
    'PmtTpInf': [('InstrPrty', 0, 1), ('SvcLvl', 0, None), ('LclInstrm', 0, 1), ('CtgyPurp', 0, 1)],
    'SvcLvl': [('Cd', 1, 1)],
    'ReqdExctnDt': [('Dt', 1, 1)],
    'InitgPty': [('Nm', 0, 1), ('PstlAdr', 0, 1), ('Id', 0, 1)],
    'Dbtr': [('Nm', 0, 1), ('PstlAdr', 0, 1), ('Id', 0, 1)],
    'Cdtr': [('Nm', 0, 1), ('PstlAdr', 0, 1), ('Id', 0, 1)],
    'DbtrAcct': [('Id', 0, 1), ('Tp', 0, 1), ('Ccy', 0, 1)],
    'CdtrAcct': [('Id', 0, 1), ('Tp', 0, 1), ('Ccy', 0, 1)],
    'DbtrAgt': [('FinInstnId', 1, 1), ('BrnchId', 0, 1)],
    'CdtrAgt': [('FinInstnId', 1, 1), ('BrnchId', 0, 1)],
    'FinInstnId': [('BICFI', 0, 1), ('ClrSysMmbId', 0, 1), ('LEI', 0, 1), ('Nm', 0, 1), ('PstlAdr', 0, 1), ('Othr', 0, 1)],
    'ClrSysMmbId': [('ClrSysId', 0, 1), ('MmbId', 1, 1)],
    'CdtTrfTxInf': [('PmtId', 1, 1), ('PmtTpInf', 0, 1), ('Amt', 1, 1), ('XchgRateInf', 0, 1), ('ChrgBr', 0, 1), ('UltmtDbtr', 0, 1),
                    ('CdtrAgt', 0, 1), ('CdtrAgtAcct', 0, 1), ('Cdtr', 0, 1), ('CdtrAcct', 0, 1), ('UltmtCdtr', 0, 1), ('Purp', 0, 1),
                    ('RmtInf', 0, 1)],
    'PmtId': [('InstrId', 0, 1), ('EndToEndId', 1, 1), ('UETR', 0, 1)],
    'Amt': [('InstdAmt', 1, 1)],
    'RmtInf': [('Ustrd', 0, None), ('Strd', 0, None)],
    'Othr': [('Id', 1, 1), ('SchmeNm', 0, 1), ('Issr', 0, 1)],
}
TEXT = {'MsgId': 35, 'PmtInfId': 35, 'InstrId': 35, 'EndToEndId': 35, 'Nm': 140, 'Ustrd': 140, 'MmbId': 35}
FORM = {
    'PmtMtd': r'TRF', 'BtchBookg': r'true|false', 'NbOfTxs': r'[0-9]{1,15}', 'CtrlSum': r'[0-9]{1,18}(\.[0-9]{1,5})?',
    'CreDtTm': r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?', 'Dt': r'\d{4}-\d\d-\d\d', 'ChrgBr': r'DEBT|CRED|SHAR|SLEV',
    'BICFI': r'[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?', 'IBAN': r'[A-Z]{2}[0-9]{2}[A-Z0-9]{1,30}', 'Cd': r'.{1,4}',
    'InstdAmt': r'[0-9]{1,18}(\.[0-9]{1,5})?',
}
wrong = []


def name_of(e):
    return e.tag.replace(NS, '')


def iban_holds(iban):
    turned = iban[4:] + iban[:4]
    return int(''.join(str(int(c, 36)) for c in turned)) % 97 == 1


def look(e, path):
    name, here = name_of(e), path + '/' + name_of(e)
    if not e.tag.startswith(NS):
        wrong.append(f'{here}: another name space')
    kids = [name_of(k) for k in e]
    if name == 'Id' and kids:
        if kids not in (['IBAN'], ['Othr']):
            wrong.append(f'{here}: {kids} is no choice of IBAN or Othr')
    elif name in ORDER:
        at = 0
        for kid, least, most in ORDER[name]:
            n = 0
            while at < len(kids) and kids[at] == kid:
                n, at = n + 1, at + 1
            if n < least or (most is not None and n > most):
                wrong.append(f'{here}: {n} of {kid}')
        if at < len(kids):
            wrong.append(f'{here}: {kids[at]} does not stand here')
    elif kids:
        wrong.append(f'{here}: has elements')
    else:
        value = e.text or ''
        if not value.strip():
            wrong.append(f'{here}: empty')
        if name in TEXT and len(value) > TEXT[name]:
            wrong.append(f'{here}: longer than {TEXT[name]}')
        if name in FORM and not re.fullmatch(FORM[name], value):
            wrong.append(f'{here}: {value!r}')
        if name == 'IBAN' and not iban_holds(value):
            wrong.append(f'{here}: {value} does not hold')
        if name == 'InstdAmt' and (not re.fullmatch('[A-Z]{3}', e.get('Ccy', '')) or Decimal(value) <= 0):
            wrong.append(f'{here}: amount or currency')
    for k in e:
        look(k, here)


def sums(part, what):
    amounts = [Decimal(a.text) for a in part.iter(NS + 'InstdAmt')]
    head = part.find(NS + 'GrpHdr') if part.find(NS + 'GrpHdr') is not None else part
    if int(head.find(NS + 'NbOfTxs').text) != len(amounts):
        wrong.append(f'{what}: NbOfTxs')
    if Decimal(head.find(NS + 'CtrlSum').text) != sum(amounts):
        wrong.append(f'{what}: CtrlSum')


text = sys.stdin.read() if sys.argv[1] == '-' else open(sys.argv[1], encoding='utf-8').read()
root = ET.fromstring(text.encode())
look(root, '')
if not wrong:
    sums(root.find(NS + 'CstmrCdtTrfInitn'), 'GrpHdr')
    ids = [e.text for e in root.iter(NS + 'EndToEndId')]
    if len(ids) != len(set(ids)):
        wrong.append('EndToEndId twice')
    for part in root.iter(NS + 'PmtInf'):
        sums(part, 'PmtInf')
print('\n'.join(wrong) if wrong else f'holds: {len(list(root.iter(NS + "CdtTrfTxInf")))} transfers')
sys.exit(1 if wrong else 0)
