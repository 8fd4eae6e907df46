/** seed.sh: an RDB file becomes the data of a Redis with `appendonly yes`. */
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { release, write } from '../testing/keys';
import type { RedisNode } from '../testing/node';

async function withDump(node: RedisNode): Promise<string> {
  node.start();
  await node.untilReady();
  await write(node, 1000);
  await node.redis.save();
  await node.stop();
  const dump = node.file('state/dump.rdb');
  copyFileSync(node.file('data/dump.rdb'), dump);
  return dump;
}

test('every key of the file is there after the start, and the file before it is kept', async (t) => {
  const { primary } = await release(t, { replicas: 0 });
  const dump = await withDump(primary);
  primary.loseVolume();
  primary.start();
  await primary.untilReady();
  await write(primary, 5, 'other');
  await primary.stop();
  assert.deepEqual(await primary.run('seed.sh', dump, primary.file('data')), { code: 0, output: '' });
  primary.start();
  await primary.untilReady();
  assert.equal(await primary.keys(), 1000);
  assert.ok(existsSync(primary.file('data/appendonlydir.before-seed')));
  await write(primary, 5, 'after');
  await primary.stop();
  primary.start();
  await primary.untilReady();
  assert.equal(await primary.keys(), 1005);
});

for (const [what, damage] of [
  [
    'a flipped byte',
    (bytes: Buffer) => bytes.fill((bytes[bytes.length >> 1] ?? 0) ^ 0xff, bytes.length >> 1, (bytes.length >> 1) + 1),
  ],
  ['a cut file', (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1)],
  ['an empty file', () => Buffer.alloc(0)],
] as const) {
  test(`${what} is refused, and the data stays`, async (t) => {
    const { primary } = await release(t, { replicas: 0 });
    const dump = await withDump(primary);
    writeFileSync(dump, damage(readFileSync(dump)));
    const refused = await primary.run('seed.sh', dump, primary.file('data'));
    assert.equal(refused.code, 1);
    assert.match(refused.output, /seed: .*dump\.rdb is no whole RDB file, or of a newer Redis/);
    primary.start();
    await primary.untilReady();
    assert.equal(await primary.keys(), 1000);
  });
}
