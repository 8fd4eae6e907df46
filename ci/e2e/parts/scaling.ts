/** Replicas come and go while the web app reads from them. */
import assert from 'node:assert/strict';
import { podScript, underLoad } from '../load';
import { until } from '../until';
import type { World } from '../world';

/** One number of replicas after the other; no read fails, and each replica gets its share. */
export function scalingCostsNoRead(world: World, ...numbers: number[]): Promise<void> {
  const { release, steps } = world;
  return underLoad(world, async () => {
    const pod = (await release.webappPod()).metadata.name;
    const inPod = (script: string) => release.kubectl('exec', pod, '--', 'node', '-e', script);
    for (const number of numbers) {
      await release.kubectl('scale', 'statefulset', `${release.name}-redis-replicas`, `--replicas=${number}`);
      await until(180, async () => {
        const { redis } = JSON.parse(await inPod(READYZ)) as { redis: { replicas: { healthy: boolean }[] } };
        assert.deepEqual(
          redis.replicas.map(({ healthy }) => healthy),
          Array(number).fill(true),
        );
      });
      const reads = (await inPod(podScript('shares.cjs'))).trim();
      steps.show(`${number} replicas: reads ${reads}`);
      requireEqualShares(reads.split(' ').map(Number), number);
    }
  });
}

/** @param most the claims of replicas that go stay behind, and are deleted */
export async function scalingBack(world: World, number: number, most: number): Promise<void> {
  const { release } = world;
  await scalingCostsNoRead(world, number);
  for (let n = number; n < most; n += 1) {
    await release.kubectl('delete', 'pvc', `redis-data-${release.name}-redis-replicas-${n}`, '--wait', '--timeout=60s');
  }
}

// --- internal ---

const READYZ = `fetch('http://127.0.0.1:3000/readyz').then((r) => r.text()).then(console.log)`;

/** Within 10 % of the mean. */
function requireEqualShares(reads: readonly number[], replicas: number): void {
  const mean = reads.reduce((sum, count) => sum + count, 0) / reads.length;
  assert.equal(reads.length, replicas);
  assert.ok(mean > 100, `only ${mean} reads for each replica`);
  assert.ok(
    reads.every((count) => Math.abs(count - mean) <= 0.1 * mean),
    `unequal shares: ${reads}`,
  );
}
