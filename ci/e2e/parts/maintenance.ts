/** The commands of docs/maintenance.md, run as they stand there. */
import assert from 'node:assert/strict';
import { run } from '../../../tools/deploy/run';
import { underLoad } from '../load';
import { documented, shell } from '../programs';
import type { Release } from '../release';
import { until } from '../until';
import { getUntil, put } from '../web-app';
import type { World } from '../world';
import { nodesAreWhole } from './sentinel';

export async function maintenanceSteps(world: World): Promise<void> {
  const { steps, topology } = world;
  await world.freeVolumes();
  if (topology === 'sentinel') {
    await steps.check('every node gets a larger volume, as documented: no read fails', () =>
      volumesAreMoved(world, [4]),
    );
    await steps.check('... one node leads, all Sentinels name it, and the others follow', () =>
      until(60, () => nodesAreWhole(world)),
    );
  } else {
    await steps.check('every Redis gets a larger volume, as documented: no read fails', () =>
      volumesAreMoved(world, [2, 3]),
    );
    await steps.check('fewer replicas, as documented: no read fails', () => scaledDown(world));
  }
  await steps.check('who may only view sees no Secret and runs nothing in pods', () => viewerSeesNoSecret(world));
}

// --- internal ---

const PAGE = 'docs/maintenance.md';
const MOVE = 'Move or enlarge the volumes';
const VIEWER = 'e2e-viewer';

/** @param blocks of the commands that replace the claims */
async function volumesAreMoved(world: World, blocks: readonly number[]): Promise<void> {
  const { release, steps, topology } = world;
  await put(release, 'e2e-moved', 'kept');
  const before = await redisClaims(release);
  const first = documented(PAGE, MOVE, 1);
  await shell(topology === 'sentinel' ? first.replace('--set redis.master.persistence.size=9Gi ', '') : first);
  await underLoad(world, async () => {
    for (const block of blocks) await shell(documented(PAGE, MOVE, block));
  });
  const after = await redisClaims(release);
  steps.show(...after.map(({ name, size }) => `${name} ${size}`));
  const uids = new Set(before.map(({ uid }) => uid));
  assert.ok(!after.some(({ uid }) => uids.has(uid)), 'a claim is still the same');
  assert.deepEqual([...new Set(after.map(({ size }) => size))], ['9Gi']);
  await getUntil(release, 60, 'e2e-moved');
}

async function scaledDown(world: World): Promise<void> {
  await underLoad(world, () => shell(documented(PAGE, 'Fewer replicas')));
  const claim = `redis-data-${world.release.name}-redis-replicas-2`;
  assert.equal(await world.release.find('pvc', claim), undefined);
}

async function viewerSeesNoSecret({ release }: World): Promise<void> {
  await shell(documented(PAGE, 'Who may see what').replaceAll('NAME', VIEWER));
  const may = async (...what: string[]) => {
    const asked = ['--namespace', release.workload, 'auth', 'can-i', ...what, `--as=${VIEWER}`];
    return (await run('kubectl', asked)).stdout.trim();
  };
  assert.equal(await may('get', 'pods'), 'yes');
  assert.equal(await may('get', 'secrets'), 'no');
  assert.equal(await may('create', 'pods/exec'), 'no');
  await release.kubectl('delete', 'rolebinding', 'tme1crv-view');
}

async function redisClaims(release: Release): Promise<{ name: string; uid: string; size: string }[]> {
  const claims = await release.list('pvc', '-l', 'app.kubernetes.io/name=redis');
  return claims
    .map(({ metadata, spec }) => ({ name: metadata.name, uid: metadata.uid, size: spec.resources.requests.storage }))
    .filter(({ name }) => name.startsWith('redis-data-'));
}
