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

test('a schedule and a time zone are such as Kubernetes takes', () => {
  const backup = (values: JsonObject) => says({ backup: { enabled: true, ...values } });
  assert.deepEqual(backup({ schedule: '0 3 * * sun', timeZone: 'Europe/Berlin' }), []);
  assert.match(
    backup({ schedule: '0 3 * * 7' })[0] ?? '',
    /^error: is 0 3 \* \* 7, and Kubernetes refuses that: 7 is no day/,
  );
  assert.match(backup({ timeZone: 'CEST' })[0] ?? '', /^error: is CEST, which is no time zone/);
  assert.deepEqual(says({ backup: { schedule: '0 3 * * 7' } }), []);
});

test('the storage elsewhere is one that restic knows', () => {
  const offsite = (repository: string) =>
    says({ backup: { enabled: true, offsite: { repository, existingSecret: 'restic' } } });
  for (const right of [
    's3:https://s3.example.com/b',
    's3:s3.amazonaws.com/b',
    's3:minio:9000/b',
    'gs:bucket:/',
    'rest:http://a/',
    'sftp://backup@nas.example.com:2222//srv/restic',
  ])
    assert.deepEqual(offsite(right), [], right);
  for (const wrong of ['https://s3.example.com/b', 'minio:9000/b', 'gs://bucket/b', 'S3:https://s3.example.com/b'])
    assert.match(offsite(wrong)[0] ?? '', /^error: is .*, which is no storage that restic knows$/, wrong);
  assert.match(offsite('s3://bucket/path')[0] ?? '', /^warning: .* takes bucket for the name of the server/);
});
