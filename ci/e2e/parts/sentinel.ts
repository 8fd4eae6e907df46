/** What the end-to-end test does to nodes with Sentinel. */
import assert from 'node:assert/strict';
import { StackError } from '../../../tools/deploy/errors';
import { underLoad } from '../load';
import type { Release } from '../release';
import { until } from '../until';
import { get, put } from '../web-app';
import type { World } from '../world';
import { nothingHasFired, onlyTheWatchdogFires } from './alerts';
import { backupSteps } from './backup';
import { rotatedAsDocumented, rotationCostsNoRequest } from './rotation';
import { runbookCommandsWork } from './runbooks';

/** @returns Redis' password after them */
export async function sentinelSteps(world: World): Promise<string> {
  const { release, steps } = world;
  const whole = () =>
    steps.check('... one node leads, all Sentinels name it, and the others follow', () =>
      until(60, () => nodesAreWhole(world)),
    );
  await steps.check('every command of the runbooks on Sentinel works', () => runbookCommandsWork(world));
  await steps.check('a rolling restart: no read fails', () => underLoad(world, () => rollingRestart(release)));
  await whole();
  await steps.check('... and no alert has fired', () => nothingHasFired(world));
  await steps.check('the primary`s pod is gone without a farewell: another one leads, and no read fails', () =>
    underLoad(world, () => primaryIsLost(release)),
  );
  await whole();
  await steps.check('... and the data is still there', () => get(release, 'e2e'));
  await steps.check('all pods of Redis are gone at once: it comes back by itself, with the data', () =>
    allNodesAreLost(release),
  );
  await whole();
  await steps.check('nothing fires but the Watchdog', () => onlyTheWatchdogFires(world));
  await backupSteps(world);
  let password = await release.password();
  await steps.check('the password is rotated as the docs say: no read or write fails', async () => {
    password = await rotationCostsNoRequest(world, rotatedAsDocumented);
  });
  await whole();
  return password;
}

/** One node leads by its own word, all Sentinels name it, and the others follow it. */
export async function nodesAreWhole({ release, steps }: World): Promise<void> {
  const named = await Promise.all(NODES.map((n) => leader(release, n)));
  const [pod = ''] = named;
  assert.deepEqual(
    named,
    NODES.map(() => pod),
  );
  const roles = await Promise.all(
    NODES.map(async (n) => {
      const info = await inNode(release, n, 'redis', 'redis-cli INFO replication');
      if (/^role:master\r?$/m.test(info)) return `${release.name}-redis-node-${n} leads`;
      return /^role:slave\r?$/m.test(info) && /^master_link_status:up\r?$/m.test(info) ? 'follows' : 'is neither';
    }),
  );
  assert.deepEqual(roles.sort(), ['follows', 'follows', `${pod} leads`]);
  steps.show(`${pod} leads, 2 follow`);
}

// --- internal ---

const NODES = [0, 1, 2];

/** @param command begins with redis-cli */
function inNode(release: Release, node: number, container: 'redis' | 'sentinel', command: string): Promise<string> {
  const script = `REDISCLI_AUTH=$(cat /opt/tme1crv/redis/password) ${command}`;
  return release.kubectl('exec', `${release.name}-redis-node-${node}`, '-c', container, '--', 'sh', '-c', script);
}

/** The pod that a Sentinel names. */
async function leader(release: Release, node: number): Promise<string> {
  const address = await inNode(
    release,
    node,
    'sentinel',
    'redis-cli -p 26379 SENTINEL GET-MASTER-ADDR-BY-NAME mymaster',
  );
  return address.split('.')[0] ?? '';
}

async function anyLeader(release: Release): Promise<string> {
  for (const node of NODES) {
    const pod = await leader(release, node).catch(() => '');
    if (pod !== '') return pod;
  }
  throw new StackError('no Sentinel names a primary');
}

async function rollingRestart(release: Release): Promise<void> {
  const nodes = `statefulset/${release.name}-redis-node`;
  await release.kubectl('rollout', 'restart', nodes);
  await release.rolledOut(nodes, 300);
  await until(30, () => put(release, 'e2e-restarted'));
}

async function primaryIsLost(release: Release): Promise<void> {
  const pod = await anyLeader(release);
  await release.kubectl('delete', 'pod', pod, '--grace-period=0', '--force');
  await until(30, () => put(release, 'e2e-failover'));
  // How long a failover takes is measured by `make faults`; on a busy machine it is tried a second time.
  await until(60, async () => assert.notEqual(await anyLeader(release), pod));
  await release.rolledOut(`statefulset/${release.name}-redis-node`, 120);
}

async function allNodesAreLost(release: Release): Promise<void> {
  await release.kubectl('delete', 'pod', '-l', 'app.kubernetes.io/name=redis', '--grace-period=0', '--force');
  await until(90, () => put(release, 'e2e-again'));
  await release.rolledOut(`statefulset/${release.name}-redis-node`, 120);
  await get(release, 'e2e');
  await get(release, 'e2e-failover');
}
