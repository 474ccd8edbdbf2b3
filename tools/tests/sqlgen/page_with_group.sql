-- QUERIES
-- All.
-- name: x :page scope=account order=day(day)
SELECT day, count(*) AS n::int FROM sale WHERE account_id = :account GROUP BY day
