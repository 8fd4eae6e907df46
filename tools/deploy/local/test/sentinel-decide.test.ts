/** Who leads at a start, and what the Sentinels then begin with. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { otherDataRemark } from '../other-data';
import type { Part } from '../part';
import { sentinelParts } from '../parts/sentinels';
import { type Candidate, decide } from '../sentinel/decide';
import {
  newestState,
  nextStates,
  readSentinelState,
  type SentinelState,
  writeSentinelState,
} from '../sentinel/state-file';
import { StateFolder } from '../state';

const node = (changes: Partial<Candidate> = {}): Candidate => ({ leads: false, keys: 5, changedAt: 10, ...changes });

const cases: [what: string, nodes: Candidate[], named: number | undefined, chosen: number][] = [
  ['at the first start the first node leads', [node({ keys: 0 }), node({ keys: 0 })], undefined, 0],
  ['the node that leads goes on, whatever was kept', [node(), node({ leads: true, keys: 0 })], 0, 1],
  ['after a failover the node leads that the Sentinels name', [node(), node(), node()], 2, 2],
  ['a node without a key does not lead over others’ data', [node(), node({ keys: 0 }), node({ changedAt: 20 })], 1, 2],
  ['without any data the named one leads', [node({ keys: 0 }), node({ keys: 0 })], 1, 1],
  ['of two that lead the named one stays', [node({ leads: true }), node({ leads: true }), node()], 1, 1],
  [
    'without a named one the data that was written last counts',
    [node({ changedAt: 1 }), node({ changedAt: 2 })],
    undefined,
    1,
  ],
  ['a named one that is no longer wanted does not count', [node({ changedAt: 1 }), node({ changedAt: 2 })], 4, 1],
];
for (const [what, nodes, named, chosen] of cases) {
  test(what, () => assert.equal(decide(nodes, named), chosen));
}

const state = new StateFolder(mkdtempSync(join(tmpdir(), 'stack-test-')));
state.create();
after(() => rmSync(state.root, { recursive: true, force: true }));
const settings = {
  ...{ masterSet: 'items', quorum: 2, downAfterMs: 2000, failoverTimeoutMs: 10_000, parallelSyncs: 1 },
  configuration: '',
};
const partWith = (...nodePorts: number[]) => {
  const context = { state, program: 'redis-server', settings, ports: [7], nodePorts, password: 'x' };
  return sentinelParts(context)[0] as ReturnType<typeof sentinelParts>[number];
};
const partNamed = (name: string): Part => ({ ...partWith(11), name });
const kept = (changes: Partial<SentinelState> = {}): SentinelState => ({
  ...{ id: 'abc', primary: 1, configEpoch: 3, currentEpoch: 4, leaderEpoch: 2 },
  ...changes,
});

test('what is written is read again, also with other ports', () => {
  writeSentinelState(partWith(11, 12, 13), { ...kept(), primary: 1 });
  assert.deepEqual(readSentinelState(partWith(21, 22, 23)), kept());
});

test('what a Sentinel has written itself is read: it names the primary by its port', () => {
  const part = partWith(11, 12, 13);
  const lines = ['# ports of the nodes: 11 12 13', 'sentinel monitor items 127.0.0.1 13 2', 'sentinel myid def'];
  writeFileSync(part.file, [...lines, 'sentinel current-epoch 9', 'sentinel config-epoch items 8', ''].join('\n'));
  assert.deepEqual(readSentinelState(part), {
    ...{ id: 'def', primary: 2, configEpoch: 8, currentEpoch: 9, leaderEpoch: 0 },
  });
});

test('a Sentinel that has never run knows nothing', () => {
  assert.equal(readSentinelState({ file: join(state.root, 'none') }), undefined);
});

test('of several states the one of the last failover counts', () => {
  assert.equal(newestState([kept(), undefined, kept({ configEpoch: 5, primary: 2 })])?.primary, 2);
});

test('the first start has no epoch, and a start with the same primary raises none', () => {
  const [first] = nextStates([undefined], 0);
  assert.deepEqual([first?.configEpoch, first?.currentEpoch, first?.id], [0, 0, undefined]);
  const [same] = nextStates([kept()], 1);
  assert.deepEqual(same, kept());
});

test('another primary than the one they knew comes with an epoch that is higher than all', () => {
  const states = nextStates([kept(), kept({ currentEpoch: 7 }), undefined], 2);
  for (const { primary, configEpoch, currentEpoch } of states)
    assert.deepEqual([primary, configEpoch, currentEpoch], [2, 8, 8]);
});

test('data of a stack with a fixed primary is named when nodes start empty, and only then', () => {
  const nodes = [partNamed('redis-node-0'), partNamed('redis-node-1')];
  assert.equal(otherDataRemark(state, nodes), '');
  writeFileSync(join(state.data('redis-primary'), 'dump.rdb'), 'x');
  assert.match(otherDataRemark(state, nodes), /^Redis starts empty\. .*\(redis-primary\)/);
  writeFileSync(join(state.data('redis-node-1'), 'dump.rdb'), 'x');
  assert.equal(otherDataRemark(state, nodes), '');
});
