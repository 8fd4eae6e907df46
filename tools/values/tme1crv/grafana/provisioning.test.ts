import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DATA_SOURCE, fieldProblems, PROVIDER } from './provisioning';

const keys = (map: Record<string, unknown>, fields = DATA_SOURCE) => fieldProblems(map, fields).map(({ key }) => key);

test('Grafana can read no field of another kind', () => {
  assert.deepEqual(
    keys({ isDefault: 'no', editable: 2, orgId: 'main', version: 'v1', jsonData: 'x', url: ['http://x'] }),
    ['isDefault', 'editable', 'orgId', 'version', 'jsonData', 'url'],
  );
  assert.deepEqual(keys({ updateIntervalSeconds: '10s', options: [], disableDeletion: 'nein' }, PROVIDER), [
    'updateIntervalSeconds',
    'options',
    'disableDeletion',
  ]);
});

test('it takes quoted words, what is filled in later, and fields that it has no use for', () => {
  assert.deepEqual(
    keys({ isDefault: 'true', editable: false, basicAuth: '$AUTH', orgId: '1', jsonData: {}, id: 4 }),
    [],
  );
  assert.deepEqual(keys({ options: { path: '/x' }, editable: '{{ true }}', folder: null, orgId: 1 }, PROVIDER), []);
});

test('a misspelt field is named with the one that is meant, unless that one is there', () => {
  assert.deepEqual(fieldProblems({ jsondata: {} }, DATA_SOURCE), [{ key: 'jsondata', meant: 'jsonData' }]);
  assert.deepEqual(keys({ jsondata: {}, jsonData: {} }), []);
});
