/** A fixed primary goes, or loses its volume: what goes on meanwhile, and how it comes back. */
import assert from 'node:assert/strict';
import type { Release } from '../release';
import { until } from '../until';
import { get, getUntil, put, responds } from '../web-app';
import type { World } from '../world';

/** Writes get 503, and reads go on. */
export async function primaryGoes({ release }: World): Promise<void> {
  await scalePrimary(release, 0);
  await until(60, () => writeIsRefused(release));
  await get(release, 'e2e', '200 replica');
}

/** Minutes later: no replica was restarted for it, and reads still go on. */
export async function replicasOutliveThePrimary({ release, steps }: World): Promise<void> {
  const pods = await release.list('pods', '-l', 'app.kubernetes.io/component=replica');
  const restarts = pods.flatMap(({ status }) =>
    (status.containerStatuses as { name: string; restartCount: number }[])
      .filter(({ name }) => name === 'redis')
      .map(({ restartCount }) => restartCount),
  );
  steps.show(`restarts of the replicas: ${restarts.join(' ')}`);
  assert.ok(restarts.length > 0 && restarts.every((count) => count === 0));
  await get(release, 'e2e', '200 replica');
}

export async function primaryComesBack({ release }: World): Promise<void> {
  await scalePrimary(release, 1);
  await until(120, () => put(release, 'e2e-back'));
}

/** The primary's volume is lost while a replica is away: it waits, says so, and reads go on. */
export async function lostClaimWaits(world: World): Promise<void> {
  const { release } = world;
  await put(release, 'e2e-claim', 'kept');
  await getUntil(release, 30, 'e2e-claim');
  await scaleReplicas(release, 2);
  await release.kubectl('wait', '--for=delete', `pod/${release.name}-redis-replicas-2`, '--timeout=60s');
  await release.kubectl('delete', 'pvc', `redis-data-${release.name}-redis-master-0`, '--wait=false');
  await release.kubectl('delete', 'pod', `${release.name}-redis-master-0`, '--wait');
  const says = 'waiting, not listening: this primary has no data, and 2 of 3 replicas can be asked';
  await until(90, () => primarySays(world, says));
  await writeIsRefused(release);
  await get(release, 'e2e-claim', '200 replica');
}

/** With all replicas there it takes their data; nobody stays promoted, and all follow. */
export async function lostClaimComesBack(world: World): Promise<void> {
  const { release } = world;
  await scaleReplicas(release, 3);
  await until(120, () => put(release, 'e2e-back'));
  await primarySays(world, 'no data here: taking that of the replica at');
  await get(release, 'e2e-claim');
  await until(90, async () => {
    for (const n of [0, 1, 2]) {
      const pod = `${release.name}-redis-replicas-${n}`;
      const ask = ['exec', pod, '-c', 'redis', '--', '/opt/tme1crv/redis/cli.sh', 'INFO', 'replication'];
      assert.match(await release.kubectl(...ask), /^master_link_status:up\r?$/m);
    }
  });
}

// --- internal ---

const scalePrimary = (release: Release, replicas: number) =>
  release.kubectl('scale', 'statefulset', `${release.name}-redis-master`, `--replicas=${replicas}`);

const scaleReplicas = (release: Release, replicas: number) =>
  release.kubectl('scale', 'statefulset', `${release.name}-redis-replicas`, `--replicas=${replicas}`);

const writeIsRefused = (release: Release) =>
  responds(release, '503 ', { method: 'PUT', path: '/items/e2e-lost', value: 1 });

async function primarySays({ release, steps }: World, words: string): Promise<void> {
  const log = await release.kubectl('logs', `${release.name}-redis-master-0`, '-c', 'redis');
  const lines = log.split('\n').filter((line) => line.includes(words));
  assert.ok(lines.length > 0, `"${words}" is not in:\n${log}`);
  steps.show(...lines);
}
