// Documents of an order: the customer's purchase order and what was paid, sent by an application, read by people.
import assert from 'node:assert/strict';
import { request } from '../lib/entente.mjs';
import { signedIn } from './authority.test.mjs';

const BOUND = 'documents7';
const PDF = '%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n';
function parts({ metadata, ...files }) {
  const part = (head, value) => `--${BOUND}\r\nContent-Disposition: form-data; ${head}\r\n\r\n${value}\r\n`;
  const all = metadata ? part('name="metadata"', JSON.stringify(metadata)) : '';
  return all + Object.entries(files).map(([name, text]) => part(`name="${name}"; filename="${name}.pdf"`, text)).join('') + `--${BOUND}--\r\n`;
}

export const tests = [{
  name: "an order keeps the customer's purchase order and what was paid, and gives the document back to people",
  async run(t) {
    const { access_token, p } = await signedIn(t);
    const call = (method, path, body, type = 'application/json') => request(t.server, { method, path, headers: { Authorization: `Bearer ${access_token}`, 'Content-Type': type }, body });
    const customer = (await call('GET', '/v1/customers?size=1')).json().items[0].id;
    const made = await call('POST', `/v1/customers/${customer}/orders`, JSON.stringify({ billingCycle: 'one_time', lineItems: [{ lineItemNumber: 0, offerId: 'NLFOLIO00011:0001:AVFOLIO00001', quantity: 1 }] }));
    assert.equal(made.status, 201, made.text);
    const order = made.json().id;
    const send = (what, to = order) => call('POST', `/v1/customers/${customer}/orders/${to}/attachment`, parts(what), `multipart/form-data; boundary=${BOUND}`);
    const paid = { isPartofTender: true, customerPrice: '156.87', currency: 'CAD', fxRate: '1.2' };

    for (const [what, code] of [
      [{ metadata: paid }, 900252],
      [{ metadata: { ...paid, isPartofTender: false, currency: '' }, pofiles: PDF }, 900254],
      [{ metadata: { ...paid, customerPrice: 0 }, pofiles: PDF }, 900254],
      [{ metadata: paid, pofiles: PDF }, 900253],
      [{ metadata: { ...paid, tenderLink: 'javascript:alert(1)' }, pofiles: PDF }, 900253],
      [{ metadata: { ...paid, tenderLink: 'https://' }, pofiles: PDF }, 900253],
      [{ metadata: { ...paid, tenderLink: 'https://tenders.example/a "b"' }, pofiles: PDF }, 900253],
      [{ pofiles: PDF }, 900254],
      [{ metadata: { ...paid, isPartofTender: false }, pofiles: 'only text' }, 3000],
    ]) {
      const refused = await send(what);
      assert.deepEqual([refused.status, refused.json().code], [400, code], refused.text);
    }
    assert.equal((await send({ metadata: paid, pofiles: PDF, tenderfiles: PDF }, '000000000000')).status, 404);
    const kept = await send({ metadata: paid, pofiles: PDF, tenderfiles: PDF });
    assert.equal(kept.status, 201, kept.text);
    assert.deepEqual(kept.json().items.map((x) => [x.fileName, x.sizeInKB, x.attachmentType]), [['pofiles.pdf', 1, 'POAttachment'], ['tenderfiles.pdf', 1, 'TenderAttachment']]);

    const page = (await p.go(`/a/${p.account}/customers/${customer}/orders/${order}`)).text;
    assert.match(page, /Documents of the customer/);
    const at = page.match(/href="([^"]*\/documents\/[^"]*)">pofiles.pdf</)[1];
    const file = await p.go(at);
    assert.equal(file.text, PDF);
    assert.match(file.headers['content-disposition'], /^attachment/);
    assert.equal((await p.go(at.replace(/documents\/.*/, `documents/${customer}`))).status, 404);
  },
}];
