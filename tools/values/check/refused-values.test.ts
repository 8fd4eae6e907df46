/** One mistake gives one finding: what the schema has refused, no rule sees, and a rule that fails hides no other. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CONTEXT, findingsOf } from '../testing/chart';
import { redisAcl } from '../tme1crv/rules/redis-acl';
import { redisTls } from '../tme1crv/rules/redis-tls';
import { readValues } from '../yaml/read';
import type { MapNode } from '../yaml/source';
import { checkRules } from './rules';

const one = (text: string, expected: RegExp) => {
  const found = findingsOf(text);
  assert.equal(found.length, 1, found.join('\n'));
  assert.match(found[0] ?? '', expected);
};

test('a refused value has one finding, also inside lists', () => {
  one('webapp: {ingress: {enabled: true, hosts: [{host: a.example.com}], tls: []}}', /hosts\[0\]: is a map/);
  one('webapp: {extraEnv: [3]}', /extraEnv\[0\]: is the number 3/);
  one('webapp: {podDisruptionBudget: {minAvailable: many}}', /minAvailable: is the string "many"/);
  one('webapp: {resources: {requests: {memory: lots}}}', /memory: is the string "lots"/);
  one('redis: {replica: {replicaCount: three}}', /replicaCount: is the string "three"/);
  one('redis: {auth: {existingSecret: ""}}', /existingSecret: is empty/);
});

test('what is right in the same file is judged all the same', () => {
  const found = findingsOf('webapp: {logLevel: loud, ports: {http: 9464}}');
  assert.deepEqual(
    found.map((line) => /webapp\.\w+(\.\w+)?/.exec(line)?.[0]),
    ['webapp.logLevel', 'webapp.ports.http'],
  );
});

test('a rule that fails is named, beside what the others find', () => {
  const merged = readValues('webapp: {replicas: 2}', 'f').root as MapNode;
  const found = checkRules(merged, ['f'], () => false, CONTEXT.subcharts, [
    { ...redisTls, check: () => (undefined as unknown as []).map((one) => one) },
    {
      ...redisAcl,
      check: () => [{ severity: 'warning', paths: ['webapp.replicas'], message: 'm', fix: 'f' }],
    },
  ]);
  assert.deepEqual(
    found.map(({ rule, severity }) => [rule, severity]),
    [
      ['redis-tls', 'error'],
      ['redis-acl', 'warning'],
    ],
  );
});
