-- Programs are the vendor's data: what was a table of the program until now. Their ids stay.

-- A program that accounts enroll in. Its name and what it is stand in text_ml under name_id and about_id.
-- countries: of accounts that may enroll, codes by spaces; empty: all. brings: what it opens, ids of PROGRAM_OPENS
-- (app/program.h) by spaces: permissions and roles ask for these, never for the program. agreement: the kind of agreement
-- whose signature makes it active; empty: none. questions: what the application asks. excludes: programs that cannot be
-- together with it in one account. days: how many working days the vendor takes to decide.
-- owner: operator
CREATE TABLE program (
    id         text NOT NULL PRIMARY KEY,
    created_at time NOT NULL,
    updated_at time NOT NULL,
    version    int NOT NULL,
    side       text NOT NULL CHECK (side IN ('partner', 'developer')),
    state      text NOT NULL CHECK (state IN ('draft', 'published', 'retired')),
    place      int NOT NULL,
    approval   text NOT NULL CHECK (approval IN ('automatic', 'manual')),
    countries  text NOT NULL,
    brings     text NOT NULL,
    agreement  text NOT NULL,
    questions  text NOT NULL,
    excludes   text NOT NULL,
    days       int NOT NULL,
    name_id    id NOT NULL,
    about_id   id NOT NULL
);
CREATE INDEX program_by_place ON program (place, id);

INSERT INTO program (id, created_at, updated_at, version, side, state, place, approval, countries, brings, agreement, questions, excludes, days, name_id, about_id) VALUES
('mpn', 1764547200000000, 1764547200000000, 1, 'partner', 'published', 10, 'manual', '', 'mpn', '', '', '', 5, x'01938000000070008000000001100000', x'01938000000070008000000001100001'),
('csp_direct', 1764547200000000, 1764547200000000, 1, 'partner', 'published', 20, 'manual', '', 'csp_direct', '', 'billing_anniversary domain tax_id', 'csp_reseller', 5, x'01938000000070008000000001100002', x'01938000000070008000000001100003'),
('csp_provider', 1764547200000000, 1764547200000000, 1, 'partner', 'published', 30, 'manual', '', 'csp_provider', '', '', '', 5, x'01938000000070008000000001100004', x'01938000000070008000000001100005'),
('csp_reseller', 1764547200000000, 1764547200000000, 1, 'partner', 'published', 40, 'manual', '', 'csp_reseller', '', '', 'csp_direct', 5, x'01938000000070008000000001100006', x'01938000000070008000000001100007'),
('cpv', 1764547200000000, 1764547200000000, 1, 'partner', 'published', 50, 'manual', '', 'cpv', '', '', '', 5, x'01938000000070008000000001100008', x'01938000000070008000000001100009'),
('incentives', 1764547200000000, 1764547200000000, 1, 'partner', 'published', 60, 'manual', '', 'incentives', '', '', '', 5, x'0193800000007000800000000110000a', x'0193800000007000800000000110000b'),
('referrals', 1764547200000000, 1764547200000000, 1, 'partner', 'published', 70, 'manual', '', 'referrals', '', '', '', 5, x'0193800000007000800000000110000c', x'0193800000007000800000000110000d'),
('marketplace', 1764547200000000, 1764547200000000, 1, 'developer', 'published', 80, 'manual', '', 'marketplace', '', '', '', 5, x'0193800000007000800000000110000e', x'0193800000007000800000000110000f'),
('desktop_apps', 1764547200000000, 1764547200000000, 1, 'developer', 'published', 90, 'manual', '', 'desktop_apps', '', '', '', 5, x'01938000000070008000000001100010', x'01938000000070008000000001100011'),
('addins', 1764547200000000, 1764547200000000, 1, 'developer', 'published', 100, 'manual', '', 'addins', '', '', '', 5, x'01938000000070008000000001100012', x'01938000000070008000000001100013'),
('extensions', 1764547200000000, 1764547200000000, 1, 'developer', 'published', 110, 'manual', '', 'extensions', '', '', '', 5, x'01938000000070008000000001100014', x'01938000000070008000000001100015'),
('hardware', 1764547200000000, 1764547200000000, 1, 'developer', 'published', 120, 'manual', '', 'hardware', '', '', '', 5, x'01938000000070008000000001100016', x'01938000000070008000000001100017');
INSERT INTO text_ml (id, locale, body) VALUES
(x'01938000000070008000000001100000', 'en', 'Partner program'),
(x'01938000000070008000000001100000', 'fr', 'Programme de partenariat'),
(x'01938000000070008000000001100002', 'en', 'Solution provider, direct bill'),
(x'01938000000070008000000001100002', 'fr', 'Fournisseur de solutions, facturation directe'),
(x'01938000000070008000000001100004', 'en', 'Solution provider, indirect provider'),
(x'01938000000070008000000001100004', 'fr', 'Fournisseur de solutions, fournisseur indirect'),
(x'01938000000070008000000001100006', 'en', 'Solution provider, indirect reseller'),
(x'01938000000070008000000001100006', 'fr', 'Fournisseur de solutions, revendeur indirect'),
(x'01938000000070008000000001100008', 'en', 'Control panel vendor'),
(x'01938000000070008000000001100008', 'fr', 'Fournisseur de panneau de configuration'),
(x'0193800000007000800000000110000a', 'en', 'Incentives'),
(x'0193800000007000800000000110000a', 'fr', 'Primes incitatives'),
(x'0193800000007000800000000110000c', 'en', 'Referrals'),
(x'0193800000007000800000000110000c', 'fr', 'Références'),
(x'0193800000007000800000000110000e', 'en', 'Marketplace'),
(x'0193800000007000800000000110000e', 'fr', 'Place de marché'),
(x'01938000000070008000000001100010', 'en', 'Desktop and console apps'),
(x'01938000000070008000000001100010', 'fr', 'Applications de bureau et de console'),
(x'01938000000070008000000001100012', 'en', 'Add-ins for office work'),
(x'01938000000070008000000001100012', 'fr', 'Compléments bureautiques'),
(x'01938000000070008000000001100014', 'en', 'Browser extensions'),
(x'01938000000070008000000001100014', 'fr', 'Extensions de navigateur'),
(x'01938000000070008000000001100016', 'en', 'Hardware'),
(x'01938000000070008000000001100016', 'fr', 'Matériel');
