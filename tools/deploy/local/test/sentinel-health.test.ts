/** When nodes and Sentinels count as they should be. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodesProblem, rolesProblem, sentinelsProblem } from '../sentinel/health';
import type { RedisView, SentinelView } from '../sentinel/views';

const PORTS = [11, 12, 13];
const leads: RedisView = { leads: true, follows: undefined, isInStep: false, keys: 1 };
const follows = (port: number, isInStep = true): RedisView => ({ leads: false, follows: port, isInStep, keys: 1 });
const names = (port: number, changes: Partial<SentinelView> = {}): SentinelView => ({
  ...{ names: port, others: 2, promotable: 2 },
  ...changes,
});
/** After a failover: node 1 leads. */
const NODES = [follows(12), leads, follows(12)];

test('nodes are well with any of them in the lead', () => {
  assert.equal(nodesProblem(NODES, PORTS), '');
});

const nodeProblems: [RegExp, (RedisView | undefined)[]][] = [
  [/redis-node-2 does not respond/, [follows(12), leads, undefined]],
  [/2 nodes lead/, [leads, leads, follows(12)]],
  [/0 nodes lead/, [follows(12), follows(12), follows(12)]],
  [/redis-node-0 does not have the data/, [follows(12, false), leads, follows(12)]],
  [/redis-node-0 does not have the data/, [follows(13), leads, follows(12)]],
];
for (const [problem, views] of nodeProblems) {
  test(`nodes are not well: ${problem.source}`, () => assert.match(nodesProblem(views, PORTS), problem));
}

test('Sentinels are well when they name the node that leads, know each other, and could promote all others', () => {
  assert.equal(sentinelsProblem([names(12), names(12), names(12)], NODES, PORTS), '');
});

const sentinelProblems: [RegExp, SentinelView | undefined][] = [
  [/sentinel-2 does not name the primary/, undefined],
  [/sentinel-2 does not name the primary/, names(11)],
  [/sentinel-2 does not know all others/, names(12, { others: 1 })],
  [/sentinel-2 could not promote every replica/, names(12, { promotable: 1 })],
];
for (const [problem, view] of sentinelProblems) {
  test(`Sentinels are not well: ${problem.source}, ${JSON.stringify(view)}`, () => {
    assert.match(sentinelsProblem([names(12), names(12), view], NODES, PORTS), problem);
  });
}

test('a node may be told whom to follow once no Sentinel that responds names another one', () => {
  assert.equal(rolesProblem(NODES, [names(12), undefined, undefined], PORTS), '');
  assert.match(rolesProblem(NODES, [names(12), names(11), names(12)], PORTS), /not every Sentinel names redis-node-1/);
  assert.match(rolesProblem([leads, leads, undefined], [names(12), names(12)], PORTS), /2 nodes lead/);
  assert.equal(rolesProblem(NODES, [], PORTS), '');
});
