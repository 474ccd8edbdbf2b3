// Devices are uploaded by a job: the answer is empty and says where to look, and each device says what became of it.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

const json = (app, method, path, body) => app.call(method, path, body === undefined ? undefined : JSON.stringify(body));

async function accepted(app, res) {
  assert.equal(res.status, 202, res.text);
  assert.equal(res.raw.length, 0, 'no body');
  const where = res.headers.location;
  assert.match(where, /^\/customers\/[0-9a-f-]{36}\/batchJobStatus\/[0-9a-f-]{36}$/);
  for (let i = 0; i < 200; i++) {
    const status = (await json(app, 'GET', `/v1${where.replace('batchJobStatus', 'batchjobstatus')}`)).json();
    if (status.status.startsWith('finished')) return status;
    assert.ok(['queued', 'processing'].includes(status.status), status.status);
    await pause(50);
  }
  throw new Error('never finished');
}

export const tests = [{
  name: 'devices are uploaded, given a policy, paged and deleted',
  async run({ world }) {
    const { app } = await world.who('api alder');
    const [one, two] = (await json(app, 'GET', '/v1/customers?size=2')).json().items.map((c) => c.id);
    const at = `/v1/customers/${one}`, name = `Batch ${Date.now()} é`;
    const policy = (await json(app, 'POST', `${at}/policies`, { name, category: 'o_o_b_e', policySettings: ['skip_eula'] })).json().id;

    const first = await accepted(app, await json(app, 'POST', `${at}/deviceBatches`, { BatchId: name, Devices: [
      { HardwareHash: `hash ${name}`, ProductKey: '00329-00000-0003-AA606', SerialNumber: '1R9-ZNP67' },
      { serialNumber: `S-${name}`, modelName: 'Slate 4', oemManufacturerName: 'Northlight', policies: [{ key: 'o_o_b_e', value: policy }] },
      { serialNumber: 'alone' },
      { hardwareHash: `hash ${name}` },
    ] }));
    assert.equal(first.status, 'finished_with_errors');
    assert.deepEqual(first.devicesStatus.map((d) => [d.status, d.errorCode]), [['finished', undefined], ['finished', undefined], ['finished_with_errors', '3000'], ['finished_with_errors', '806']]);
    assert.match(first.devicesStatus[2].errorDescription, /serial number/);
    assert.ok(first.completedTime >= first.startedTime);

    const elsewhere = await accepted(app, await json(app, 'POST', `/v1/customers/${two}/deviceBatches`, { batchId: name, devices: [{ serialNumber: `s-${name}`, modelName: 'SLATE 4', oemManufacturerName: 'northlight' }] }));
    assert.equal(elsewhere.devicesStatus[0].errorCode, '808');

    const again = await json(app, 'POST', `${at}/deviceBatches`, { batchId: name.toUpperCase(), devices: [{ productKey: 'x' }] });
    assert.equal(again.status, 400, 'the name is taken');

    const link = (await json(app, 'GET', `${at}/deviceBatches`)).json().items.find((b) => b.id === name);
    assert.equal(link.deviceCount, 2);
    const list = `/v1${link.devicesLink.uri}`;

    const more = Array.from({ length: 150 }, (_, i) => ({ productKey: `${name}-${i}` }));
    assert.equal((await accepted(app, await json(app, 'POST', list, more))).status, 'finished');
    const page = (await json(app, 'GET', list)).json();
    assert.equal(page.totalCount, 152);
    assert.equal(page.items.length, 100);
    const rest = (await app.call('GET', `${list}?seekOperation=Next`, undefined, { 'MS-ContinuationToken': page.continuationToken })).json();
    assert.equal(rest.items.length, 52);
    assert.equal(new Set([...page.items, ...rest.items].map((d) => d.id)).size, 152);
    assert.deepEqual(page.items[1].policies, [{ key: 'o_o_b_e', value: policy }]);

    const given = await accepted(app, await json(app, 'PATCH', `${at}/DevicePolicyUpdates`, { devices: [{ id: page.items[0].id, policies: [{ key: '1', value: policy }] }, { id: policy, policies: [{ key: '1', value: policy }] }] }));
    assert.deepEqual(given.devicesStatus.map((d) => d.errorCode), [undefined, '3001']);
    assert.equal((await json(app, 'GET', `${at}/policies/${policy}`)).json().devicesAssignedCount, 2);

    const changed = await json(app, 'PUT', `${list}/${page.items[0].id}`, { ...page.items[0], policies: [] });
    assert.equal(changed.status, 200, changed.text);
    assert.deepEqual(changed.json().policies, []);
    assert.equal(changed.json().hardwareHash, `hash ${name}`);
    assert.equal((await json(app, 'DELETE', `${list}/${page.items[0].id}`)).status, 204);
    assert.equal((await json(app, 'DELETE', `${list}/${page.items[0].id}`)).status, 404);
    assert.equal((await json(app, 'DELETE', `${at}/policies/${policy}`)).status, 204);
    const left = (await json(app, 'GET', list)).json();
    assert.equal(left.totalCount, 151);
    assert.deepEqual(left.items[0].policies, [], 'a deleted policy is taken from its devices');
    assert.equal((await json(app, 'POST', list, Array.from({ length: 501 }, () => ({ productKey: 'x' })))).status, 400);
  },
}, {
  name: 'a customer with devices is deleted with them',
  async run({ world }) {
    const { app } = await world.who('api alder');
    const domain = `d${Date.now()}.example`;
    const made = await json(app, 'POST', '/v1/customers', { companyProfile: { domain }, billingProfile: { culture: 'en-US', language: 'en', email: 'ada@elsewhere.example', companyName: domain, defaultAddress: { country: 'US', city: 'Redlands', state: 'CA', addressLine1: '1 Main St', postalCode: '92373', firstName: 'Ada', lastName: 'Byron' } } });
    assert.equal(made.status, 201, made.text);
    const at = `/v1/customers/${made.json().id}`;
    await accepted(app, await json(app, 'POST', `${at}/deviceBatches`, { batchId: 'one', devices: [{ productKey: domain }] }));
    assert.equal((await json(app, 'DELETE', at)).status, 204);
    const other = (await json(app, 'GET', '/v1/customers?size=1')).json().items[0].id;
    const free = await accepted(app, await json(app, 'POST', `/v1/customers/${other}/deviceBatches`, { batchId: domain, devices: [{ productKey: domain }] }));
    assert.equal(free.status, 'finished', 'the device is free again');
  },
}];
