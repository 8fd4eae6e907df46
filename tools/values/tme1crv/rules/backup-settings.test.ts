import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../json';
import { saysOf } from '../../testing/chart';
import { backupSettings } from './backup-settings';

const says = (values: JsonObject) => saysOf(backupSettings, values);

test('a Redis that runs elsewhere is not backed up', () => {
  const values = { backup: { enabled: true }, redis: { enabled: false } };
  assert.match(says(values)[0] ?? '', /^error: backup\.enabled is true and redis\.enabled is false/);
  assert.deepEqual(says({ redis: { enabled: false } }), []);
});

test('copies elsewhere take a password', () => {
  const offsite = { repository: 's3:https://s3.example.com/bucket' };
  assert.match(says({ backup: { enabled: true, offsite } })[0] ?? '', /existingSecret is empty/);
  assert.deepEqual(says({ backup: { enabled: true, offsite: { ...offsite, existingSecret: 'restic' } } }), []);
  assert.deepEqual(says({ backup: { enabled: true } }), []);
});
