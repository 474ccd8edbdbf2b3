/* Check digits of companies' numbers; for country_table.c only. Each takes compact text whose shape has been tested. */
#pragma once
#include "app/country_rule.h"

CountryHolds holds_luhn, holds_mod_11_10, holds_ar, holds_at, holds_au, holds_be, holds_bg, holds_br, holds_by,
    holds_ca, holds_ch, holds_cl, holds_cn, holds_co, holds_cy, holds_cz, holds_de, holds_dk, holds_do, holds_ee,
    holds_ee_reg, holds_es, holds_fi, holds_fr, holds_gb, holds_gr, holds_gt, holds_gstin, holds_hu, holds_hu_tax,
    holds_id, holds_ie, holds_il, holds_jp, holds_jp_tax, holds_kr, holds_lt, holds_lu, holds_lv, holds_lv_tax,
    holds_ma, holds_md, holds_me, holds_mk, holds_mt, holds_nl, holds_no, holds_nz, holds_pan, holds_pe, holds_pl,
    holds_pt, holds_py, holds_ro, holds_ru, holds_sa_tax, holds_se_tax, holds_sg, holds_si, holds_sk, holds_th,
    holds_tr, holds_tw, holds_ua, holds_us_bank, holds_uy, holds_ve, holds_vn, holds_za;
