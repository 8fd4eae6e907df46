import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PROJECT_ROOT } from '../../../values/io';
import { readOptions } from '../../options';
import { type BroughtUp, commandOf } from '../brought-up';

const plain: BroughtUp = { profile: undefined, values: [], set: [], portOffset: 0, rulesTimeScale: 1 };
const commands: [BroughtUp, string][] = [
  [plain, './deploy-all.sh --target local'],
  [
    { ...plain, profile: 'ha', portOffset: 700, rulesTimeScale: 0.1 },
    './deploy-all.sh --target local --profile ha --port-offset 700 --rules-time-scale 0.1',
  ],
  [
    { ...plain, values: ['/my files/a.yaml'], set: ["webapp.podAnnotations.note=it's", 'webapp.replicas=1'] },
    `./deploy-all.sh --target local --values '/my files/a.yaml' --set 'webapp.podAnnotations.note=it'\\''s' --set webapp.replicas=1`,
  ],
];
for (const [broughtUp, command] of commands) {
  test(`the command that is shown: ${command}`, () => {
    assert.equal(commandOf(broughtUp), command);
  });
}

test('the command brings up the same', () => {
  const wanted: BroughtUp = { ...plain, profile: 'ha', set: ['redis.replica.replicaCount=5'], portOffset: -700 };
  const argv = commandOf(wanted).split(' ').slice(1);
  const { profile, values, set, portOffset, rulesTimeScale } = readOptions(argv, PROJECT_ROOT) ?? plain;
  assert.deepEqual({ profile, values, set, portOffset, rulesTimeScale }, wanted);
});
