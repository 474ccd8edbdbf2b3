"""A query about one customer must find its rows by the customer: SQLite plans without statistics, and where it may choose it
walks all rows of the account to save a sort. Prints each query that would, and exits 1 when there is any.
Usage: query_plans.py SCHEMA.sql QUERIES.sql..."""
import re
import sqlite3
import sys

def queries(path):
    name, lines = None, []
    for line in open(path, encoding='utf-8'):
        m = re.match(r'-- name: (\S+) :(\S+)(.*)', line)
        if m:
            if name:
                yield name, order, ''.join(lines)
            orders = re.findall(r'order=\w+\(([^)]*)\)', m.group(3))
            name, lines, order = m.group(1), [], orders
        elif not line.startswith('--'):
            lines.append(line)
    if name:
        yield name, order, ''.join(lines)


def plain(text, on):
    text = re.sub(r'\[(\w+): (.*?)\]', lambda m: m.group(2) if m.group(1) == on else '', text)
    text = re.sub(r':(\w+)\.\.\.', r':\1', text)
    text = re.sub(r':(\w+)\?', r':\1', text)
    return re.sub(r'::(\w+)', '', text)


def main():
    db = sqlite3.connect(':memory:')
    db.executescript(open(sys.argv[1], encoding='utf-8').read())
    bad, seen = [], 0
    for path in sys.argv[2:]:
        for name, orders, text in queries(path):
            if not re.search(r'customer_id = :customer_id', re.sub(r'\[.*?\]', '', text)) or not text.lstrip().startswith(('SELECT', 'WITH')):
                continue
            seen += 1
            for on in [None] + re.findall(r'\[(\w+):', text):
                for order in orders or ['']:
                    sql = plain(text, on) + (f' ORDER BY {order} LIMIT 51' if order else '')
                    try:
                        plan = db.execute('EXPLAIN QUERY PLAN ' + sql, {n: None for n in re.findall(r':(\w+)', sql)}).fetchall()
                    except sqlite3.Error as e:
                        bad.append(f'{path}: {name}: cannot be looked at: {e}')
                        continue
                    for row in plan:
                        if re.search(r'\(account_id=\?\)$', row[3]) or row[3].startswith('SCAN') and 'CONSTANT' not in row[3]:
                            bad.append(f'{path}: {name}{" with " + on if on else ""}{" by " + order if order else ""}: {row[3]}')
    for b in bad:
        print(b)
    print(f'{seen} looked at', file=sys.stderr)
    sys.exit(1 if bad or not seen else 0)


main()
