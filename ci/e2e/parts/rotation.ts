/** Another password for Redis while the web app is written to and read from. */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { run } from '../../../tools/deploy/run';
import { underLoad, underWrites } from '../load';
import { deployAll, documented, shell } from '../programs';
import type { Release } from '../release';
import { get, put } from '../web-app';
import type { World } from '../world';
import { OVERRIDES } from './upgrade';

export const rotatedAsDocumented = () => shell(documented('docs/operations.md', "Rotate Redis' password"));

export const rotatedByCommand = () => deployAll('rotate', 'redis', '--target', 'kubernetes');

/**
 * No read fails and no write either, no pod restarts, and no alert of the workload begins to fire.
 * @returns the new password
 */
export async function rotationCostsNoRequest(world: World, rotate: () => Promise<unknown>): Promise<string> {
  const { release, prometheus } = world;
  await put(release, 'e2e-rotation', 'there');
  const old = await release.password();
  const pods = await startsOf(release);
  const firedBefore = await prometheus.firing();
  const start = Date.now();
  await underLoad(world, () => underWrites(world, rotate));
  assert.deepEqual(await startsOf(release), pods, 'pods of Redis have restarted');
  await delay(SCRAPED_AND_EVALUATED_MS);
  const fired = await firedWithin(world, Math.ceil((Date.now() - start) / 1000));
  assert.ok(fired.includes('Watchdog'), 'Prometheus tells of no alert at all');
  assert.deepEqual(
    fired.filter((name) => !firedBefore.includes(name)),
    [],
    'began to fire',
  );
  await requireOnly(release, old);
  await get(release, 'e2e-rotation', '200 replica');
  await put(release, 'e2e-rotation', 'new');
  return release.password();
}

export async function upgradeKeepsPassword({ release }: World, password: string): Promise<void> {
  await release.upgrade('helm', ...OVERRIDES);
  assert.equal(await release.password(), password);
  await get(release, 'e2e-rotation');
}

// --- internal ---

/** A scrape and an evaluation, each 15 s apart at most. */
const SCRAPED_AND_EVALUATED_MS = 30_000;

async function firedWithin({ release, prometheus }: World, seconds: number): Promise<string[]> {
  const firing = 'ALERTS{alertstate="firing"';
  const ours = `max_over_time(${firing},namespace="${release.workload}",severity!="info"}[${seconds}s])`;
  const watchdog = `max_over_time(${firing},alertname="Watchdog"}[${seconds}s])`;
  const series = await prometheus.query(`count by (alertname) (${ours} or ${watchdog})`);
  return series.map(({ metric }) => metric['alertname'] ?? '').sort();
}

/** Each pod of Redis, with how often its containers have started again. */
async function startsOf(release: Release): Promise<string[]> {
  const pods = await release.redisPods();
  return pods
    .map(({ metadata, status }) =>
      JSON.stringify([metadata.uid, status.containerStatuses.map((c: { restartCount: number }) => c.restartCount)]),
    )
    .sort();
}

/** The Secret has one password, which is another than before, and every Redis takes it alone. */
async function requireOnly(release: Release, old: string): Promise<void> {
  assert.notEqual(await release.password(), old, 'the password is still the old one');
  const { data } = await release.get('secret', `${release.name}-redis-auth`);
  assert.deepEqual(Object.keys(data), ['redis-password']);
  for (const { metadata } of await release.redisPods()) {
    const exec = ['exec', metadata.name, '-c', 'redis', '--'];
    const command = ['--namespace', release.workload, ...exec, 'env', `REDISCLI_AUTH=${old}`, 'redis-cli', 'PING'];
    const { stdout, stderr } = await run('kubectl', command);
    assert.match(stdout + stderr, /NOAUTH|WRONGPASS/, `${metadata.name} takes the old one`);
    const pong = await release.kubectl(...exec, '/opt/tme1crv/redis/cli.sh', 'PING');
    assert.equal(pong.trim(), 'PONG', `${metadata.name} does not take the new one`);
  }
}
