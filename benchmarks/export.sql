-- What `entente export customers` writes, for sqlite3 -csv: the same columns in the same order. {account} is the public id.
SELECT lower(substr(hex(ca.customer_id), 1, 8) || '-' || substr(hex(ca.customer_id), 9, 4) || '-' || substr(hex(ca.customer_id), 13, 4) || '-' ||
             substr(hex(ca.customer_id), 17, 4) || '-' || substr(hex(ca.customer_id), 21)) AS "Tenant ID",
       ca.name AS "Company name", ca.domain AS "Primary domain name", ca.kind AS "Relationship", r.name AS "Reseller", ca.country AS "Country",
       ca.state AS "State", strftime('%Y-%m-%d %H:%M:%S', ca.created_at / 1000000, 'unixepoch') AS "Customer since"
FROM customer_access ca
LEFT JOIN account r ON r.id = ca.reseller_account_id
WHERE ca.account_id = (SELECT id FROM account WHERE public_id = '{account}')
ORDER BY ca.name_key, ca.customer_id;
