/**
 * make release-test: a release to a registry on loopback, then what a user does with it, and what must be refused.
 *
 *   RELEASE_TEST_REGISTRY=HOST:PORT  also installs a release from that registry, which the nodes of the current kube context pull from over HTTP; an
 *                                    earlier test may have left its versions there
 *   RELEASE_TEST_EXEC=COMMAND        runs its arguments where that registry responds, such as `ip netns exec NAME`
 *   RELEASE_TEST_VALUES=FILE         values for that installation, such as ci/e2e/no-grafana-values.yaml
 *   RELEASE_TEST_STORAGE=FOLDER      the folder with that registry's content: then the node is also offered an image with a changed byte
 *   RELEASE_TEST_ANY_CLUSTER=1       installs also on a cluster that isn't a local one
 *   RELEASE_BUILDER=COMMAND          what builds the image, as for make release; without it and without Docker a stand-in takes its place
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reportFailure } from '../../tools/deploy/errors';
import { run } from '../../tools/deploy/run';
import { bringSubcharts, haveSubcharts } from '../../tools/deploy/subcharts';
import { buildTools, provideTools, toolPath } from '../../tools/release/tools';
import { PROJECT_ROOT } from '../../tools/values/io';
import { Checks } from '../checks';
import { requireNoRelease, TESTED } from '../cluster/helm';
import { requireLocalCluster } from '../cluster/kubectl';
import { onCluster, runThrough } from './cluster';
import { damaged } from './damaged';
import { halfWay } from './half-way';
import { makeKeys } from './keys';
import { Registry } from './registry';
import { released } from './released';
import { TestRepository } from './repository';
import { World } from './world';

const [FIRST, SECOND] = ['0.0.2', '0.0.3-rc.1'];

/** An interruption ends the checks; what they started is stopped and removed. */
const stopped = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopped.abort());

async function main(): Promise<void> {
  if (!haveSubcharts(PROJECT_ROOT)) {
    console.log(
      'left out: the test of releases (the subcharts are neither in chart/charts nor in CHART_DEPS_DIR; make deps brings them)',
    );
    return;
  }
  const tools = await provideTools();
  await bringSubcharts({ repository: PROJECT_ROOT, helm: async () => tools.helm, say: () => {} });
  buildTools('registry');
  const folder = mkdtempSync(join(tmpdir(), 'tme1crv-release-'));
  mkdirSync(join(folder, 'made'));
  const registry = await Registry.start(toolPath('registry'), folder);
  const checks = new Checks('release-test', { signal: stopped.signal });
  try {
    const keys = await makeKeys(tools.cosign, folder, 'release');
    const repository = new TestRepository(join(folder, 'repository'));
    const builder = await findBuilder();
    const { signal } = stopped;
    const world = new World({
      tools,
      repository,
      folder,
      registry: `${registry.address}/team`,
      keys,
      builder,
      signal,
      run,
    });
    if (await released(checks, world, registry, FIRST)) {
      await damaged(checks, world, registry, FIRST, await makeKeys(tools.cosign, folder, 'another'));
      await halfWay(checks, world, FIRST, SECOND);
    }
    const remote = process.env['RELEASE_TEST_REGISTRY'];
    if (remote) await installed(checks, world, remote);
    checks.report();
  } finally {
    registry.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

// --- internal ---

/** The release from a registry that a cluster pulls from. @throws StackError without a local cluster, or when the release is there */
async function installed(checks: Checks, world: World, registry: string): Promise<void> {
  await requireLocalCluster('RELEASE_TEST_ANY_CLUSTER', 'This test installs a release and deletes it with its data');
  await requireNoRelease(TESTED);
  const { RELEASE_TEST_EXEC: exec, RELEASE_TEST_VALUES: values, RELEASE_TEST_STORAGE: storage } = process.env;
  const remote = world.but({
    registry: `${registry}/team`,
    folder: join(world.folder, 'cluster'),
    run: exec ? runThrough(exec, run) : run,
  });
  // The registry may hold what an earlier test released, and the nodes the layers of its images: this version makes another one.
  const version = `${FIRST}-test.${Date.now()}`;
  await onCluster(checks, remote, { version, values: values ? [values] : [], storage: storage || undefined });
}

const STAND_IN = `'${process.execPath}' --require '${join(PROJECT_ROOT, 'node_modules/ts-node/register')}' '${join(__dirname, 'stand-in-builder.ts')}'`;

/** The command that builds an image; undefined for Docker, which is what a release takes unless told. */
async function findBuilder(): Promise<string | undefined> {
  if (process.env['RELEASE_BUILDER']) return process.env['RELEASE_BUILDER'];
  const docker = await run('docker', ['buildx', 'inspect'], { timeoutMs: 20_000 }).catch(() => undefined);
  if (docker?.code === 0) return undefined;
  console.log(
    'no builder of images is here (Docker with buildx, or RELEASE_BUILDER): an image with package files alone takes its place',
  );
  return STAND_IN;
}

main().catch((error: unknown) => {
  if (!stopped.signal.aborted) return reportFailure('release-test')(error);
  console.error('release-test: interrupted');
  process.exitCode = 130;
});
