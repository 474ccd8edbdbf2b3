-- What takes the place of a SKU of the older kind that is not sold any more: the vendor's word, one a SKU. A SKU
-- without a row has no successor yet.
-- owner: operator
CREATE TABLE catalog_successor (
    product_code        text NOT NULL,
    sku_code            text NOT NULL,
    created_at          time NOT NULL,
    target_product_code text NOT NULL,
    target_sku_code     text NOT NULL,
    PRIMARY KEY (product_code, sku_code),
    FOREIGN KEY (product_code, sku_code) REFERENCES catalog_sku (product_code, code),
    FOREIGN KEY (target_product_code, target_sku_code) REFERENCES catalog_sku (product_code, code)
);
CREATE INDEX catalog_successor_by_target ON catalog_successor (target_product_code, target_sku_code);
