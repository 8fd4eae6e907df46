import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import environment from '../../../../schemas/webapp-env.schema.json';
import { PROJECT_ROOT } from '../../io';
import { Values } from '../../rules/values';
import { saysOf, violationsOf } from '../../testing/chart';
import { ALWAYS_SET, setByValues, webappEnvironment } from './webapp-environment';

const says = (...names: string[]) =>
  saysOf(webappEnvironment, { webapp: { extraEnv: names.map((name) => ({ name, value: 'x' })) } });

test('a variable that the chart sets is refused, any other is not', () => {
  assert.deepEqual(
    says('REDIS_URL', 'NODE_OPTIONS', 'PORT').map((said) => said.split(',')[0]),
    ['error: webapp.extraEnv sets REDIS_URL', 'error: webapp.extraEnv sets PORT'],
  );
  const [first] = violationsOf(webappEnvironment, { webapp: { extraEnv: [{ name: 'A' }, { name: 'PORT' }] } });
  assert.equal(first?.paths[0], 'webapp.extraEnv.1.name');
});

test('every name in the template is known here', () => {
  const template = readFileSync(path.join(PROJECT_ROOT, 'chart/templates/webapp/_env.tpl'), 'utf8');
  const names = [...template.matchAll(/^- name: (\w+)$/gm)].map(([, name]) => name);
  const everything = {
    redis: { enabled: false },
    externalRedis: { replicasUrl: 'a', username: 'b', existingSecret: 'c' },
    webapp: { auth: { existingSecret: 'd' }, page: { docsUrl: 'e', grafanaUrl: 'f' } },
  };
  const known = [...ALWAYS_SET, ...setByValues(new Values(everything))].filter((name) => name !== 'REDIS_PASSWORD');
  assert.deepEqual(known.sort(), names.sort());
});

/** Variables that no value of the chart sets, and why. */
const NOT_FROM_VALUES: Record<string, string> = {
  HOST: 'a pod listens on all interfaces',
  REDIS_PASSWORD: 'comes from a Secret, as a file: REDIS_PASSWORD_FILE',
  REDIS_TLS_CA_FILE: 'the chart refuses TLS for now',
  REDIS_SENTINELS: 'the chart refuses Sentinel for now',
  REDIS_MASTER_SET: 'the chart refuses Sentinel for now',
  MEMORY_LIMIT_BYTES: 'the app reads the limit of its container',
};

test('every variable of the environment is set by the template, or it is said why not', () => {
  const template = readFileSync(path.join(PROJECT_ROOT, 'chart/templates/webapp/_env.tpl'), 'utf8');
  const set = [...template.matchAll(/^- name: (\w+)$/gm)].map(([, name]) => name as string);
  assert.deepEqual([...set, ...Object.keys(NOT_FROM_VALUES)].sort(), Object.keys(environment.properties).sort());
});
