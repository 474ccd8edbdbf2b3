// Files of prices on the wire: prices of a market, rules of offers, exchange rates, as clients ask for them.
import assert from 'node:assert/strict';
import { inflateRawSync } from 'node:zlib';
import { request } from '../lib/entente.mjs';
import { signedIn } from './authority.test.mjs';

const LICENCE = 'ProductTitle,ProductId,SkuId,SkuTitle,Publisher,SkuDescription,UnitOfMeasure,TermDuration,BillingPlan,Market,Currency,UnitPrice,PricingTierRangeMin,PricingTierRangeMax,EffectiveStartDate,EffectiveEndDate,EndofSaleDate,Tags,ERP Price';
const SOFTWARE = 'ProductTitle,ProductId,SkuId,SkuTitle,Publisher,SkuDescription,UnitOfMeasure,TermDuration,BillingPlan,Market,Currency,UnitPrice,PricingTierRangeMin,PricingTierRangeMax,EffectiveStartDate,EffectiveEndDate,Tags,ERP Price,Segment';
const PLAN = 'ProductTitle,ProductID,SKuId,SkuTitle,Publisher,SkuDescription,UnitOfMeasure,TermDuration,Market,Currency,UnitPrice,PricingTierRangeMin,PricingTierRangeMax,EffectiveStartDate,EffectiveEndDate,MeterIds,MeterType,Tags';
const OLDER = 'Change flag,Effective Start Date,Effective End Date,Offer display name,Offer ID,License agreement type,Purchase unit,Secondary license type,End customer type,List price,ERP price';
const MATRIX = 'ProductTitle,ProductId,SkuId,SkuTitle,ProvisioningId,ProvisioningString,MinLicenses,MaxLicenses,AssetOwnershipLimit,AssetOwnershipLimitType,ProductSkuPreRequisites,ProductSkuConversion,Description,AllowedCountries';

const sheet = (market, view, query = '') => `/v1.0/sales/pricesheets(Market='${market}',PricesheetView='${view}')/$value${query}`;
const lines = (text) => text.trim().split(/\r?\n/);
const rows = (text) => { const [head, ...rest] = lines(text).map((l) => l.split(',')); return rest.map((cells) => Object.fromEntries(head.map((h, i) => [h, cells[i]]))); };
const caller = async (t, ask) => {
  const { access_token } = await signedIn(t, ask);
  return (path, headers = {}) => request(t.server, { path, headers: { Authorization: `Bearer ${access_token}`, 'Accept-Encoding': 'identity', ...headers } });
};
// The first entry of an archive, by its directory at the end, as clients read it.
function unzipped(bytes) {
  const end = bytes.lastIndexOf(Buffer.from('504b0506', 'hex'));
  const at = bytes.readUInt32LE(end + 16);
  assert.equal(bytes.readUInt32LE(at), 0x02014b50);
  const [packed, size, n, local] = [bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 24), bytes.readUInt16LE(at + 28), bytes.readUInt32LE(at + 42)];
  const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  const text = inflateRawSync(bytes.subarray(from, from + packed));
  assert.equal(text.length, size);
  return { name: bytes.subarray(at + 46, at + 46 + n).toString(), text: text.toString() };
}
const month = (ahead) => { const d = new Date(); d.setUTCDate(1); d.setUTCMonth(d.getUTCMonth() + ahead); return d.toISOString().slice(0, 7).replace('-', ''); };

export const tests = [
  { name: 'price sheets have the documented columns, prices of their market, and an archive where clients expect one', async run(t) {
    const get = await caller(t);
    const plain = await get(sheet('FR', 'updatedlicensebased'));
    assert.equal(plain.status, 200, plain.text);
    assert.equal(plain.headers['content-type'], 'application/octet-stream');
    assert.match(plain.headers['content-disposition'], /attachment.*pricesheet_updatedlicensebased_FR_/);
    assert.equal(lines(plain.text)[0], LICENCE, 'no byte order mark, exactly these columns');
    const plus = rows(plain.text).filter((r) => r.ProductId === 'NLDESK000001' && r.SkuId === '0003' && r.TermDuration === 'P1Y' && r.BillingPlan === 'Monthly');
    assert.ok(plus.length >= 1);
    assert.deepEqual([...new Set(plus.map((r) => `${r.Market} ${r.Currency}`))], ['FR EUR']);
    const zip = await get(sheet('FR', 'updatedlicensebased'), { 'Accept-Encoding': 'gzip, compress, deflate, br' });
    const entry = unzipped(zip.raw);
    assert.match(entry.name, /\.csv$/);
    assert.equal(entry.text, plain.text);
    for (const [view, head] of [['software', SOFTWARE], ['azure_consumption', PLAN], ['AZURE_RESERVATIONS', PLAN], ['licensebased', OLDER], ['marketplace', LICENCE]]) {
      assert.equal(lines((await get(sheet('us', view))).text)[0], head, view);
    }
  } },
  { name: 'a price sheet of a currency without decimals and of one with three', async run(t) {
    const get = await caller(t);
    const yen = rows((await get(sheet('JP', 'updatedlicensebased'))).text), dinar = rows((await get(sheet('KW', 'updatedlicensebased'))).text);
    assert.ok(yen.length && yen.every((r) => r.Currency === 'JPY' && /^\d+$/.test(r.UnitPrice)));
    assert.ok(dinar.some((r) => /\.\d{3}$/.test(r.UnitPrice)) && dinar.every((r) => r.Currency === 'KWD'));
  } },
  { name: 'history, the current month and the preview differ by their days', async run(t) {
    const get = await caller(t);
    const of = async (query) => rows((await get(sheet('FR', 'updatedlicensebased', query))).text).filter((r) => r.SkuTitle === 'Northlight Prism Premium' && r.TermDuration === 'P1Y' && r.BillingPlan === 'Monthly');
    const [current, next, past] = [await of('?timeline=current'), await of('?timeline=future'), await of(`?timeline=history&month=${month(-4)}`)];
    const starts = (r) => r.map((x) => x.EffectiveStartDate.slice(0, 7).replace('-', ''));
    assert.deepEqual(starts(next), [month(1)]);
    assert.deepEqual(starts(current), [month(-2)]);
    assert.deepEqual(starts(past), [month(-5)]);
    assert.ok(Number(past[0].UnitPrice) < Number(current[0].UnitPrice) && Number(current[0].UnitPrice) < Number(next[0].UnitPrice));
    assert.equal(next[0].EffectiveEndDate.slice(0, 4), '9999');
  } },
  { name: 'the offer matrix and the rates of a month', async run(t) {
    const get = await caller(t);
    const matrix = await get(`/v1.0/sales/offermatrix(Month='${month(0)}')/$value`);
    assert.equal(matrix.status, 200, matrix.text);
    assert.equal(lines(matrix.text)[0], MATRIX);
    assert.match(matrix.text, /NLPOST000002,0002,.*NLPOST000002:0001/);
    const rates = await get(`/v1.0//sales/FxRates(Month='${month(-1)}')/$value/`);
    assert.equal(lines(rates.text)[0], 'CurrencyCode,USDPerUnit,Month');
    const euro = rows(rates.text).find((r) => r.CurrencyCode === 'EUR');
    assert.ok(Number(euro.USDPerUnit) > 1 && euro.Month === month(-1));
  } },
  { name: 'what cannot be given is refused, and only people of partners who buy of the vendor get it', async run(t) {
    const get = await caller(t);
    for (const [path, word] of [[sheet('FR', 'royal'), /royal/], [sheet('ZZ', 'software'), /ZZ/], [sheet('FR', 'software', '?timeline=history'), /month/],
      [sheet('FR', 'software', '?timeline=someday'), /someday/], ["/v1.0/sales/fxrates(Month='2026')/$value", /202611/], [`/v1.0/sales/fxrates(Month='${month(2)}')/$value`, /not fixed/]]) {
      const res = await get(path);
      assert.equal(res.status, 400, `${path} ${res.text}`);
      assert.match(res.text, word);
      assert.ok(JSON.parse(res.text).code);
    }
    assert.equal((await get('/v1.0/sales/pricesheets()/$value')).status, 404);
    assert.equal((await request(t.server, { path: sheet('FR', 'software') })).status, 401);
    const reader = await caller(t, { role: 'referrals_user' });
    assert.equal((await reader(sheet('FR', 'software'))).status, 403);
  } },
];
