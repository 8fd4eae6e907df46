/** What most tests of the start scripts begin with: a release that ends with its test, keys, replicas in step. */
import type { TestContext } from 'node:test';
import { waitFor } from '../../../deploy/local';
import type { RedisNode } from './node';
import { Release, type ReleaseOptions } from './release';

export async function release(t: TestContext, options: ReleaseOptions = {}): Promise<Release> {
  const made = await Release.create(options);
  t.after(() => made.end());
  return made;
}

/** Writes keys, and waits until the kernel has them, so that a node that is killed then has lost none: Redis keeps them back while the disk is slow. */
export async function write(node: RedisNode, count: number, prefix = 'key'): Promise<void> {
  for (let from = 0; from < count; from += 1000) {
    const keys = Array.from({ length: Math.min(1000, count - from) }, (_, i) => [`${prefix}:${from + i}`, 'value']);
    await node.redis.mset(...keys.flat());
  }
  await node.untilWritten();
}

/** All replicas have the same number of keys as the primary, and follow it. */
export async function inStep({ primary, replicas }: Release): Promise<void> {
  for (const node of replicas) {
    await node.untilInStep();
    await waitFor(async () => (await node.keys()) === (await primary.keys()), {
      what: 'equal keys',
      timeoutMs: 20_000,
    });
  }
}
