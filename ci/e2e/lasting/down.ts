/** `deploy-all.sh down` deletes what it says. */
import assert from 'node:assert/strict';
import { run } from '../../../tools/deploy/run';
import type { Checks } from '../../checks';
import { kubectl } from '../../cluster/kubectl';
import { deployAll, linesOf } from '../programs';
import { until } from '../until';
import type { SmallRelease } from './small-release';

export async function downSteps(steps: Checks, release: SmallRelease): Promise<void> {
  const down = async (...options: string[]) => {
    const which = ['--target', 'kubernetes', '--release', release.name, '--namespace', release.namespace];
    steps.show(...linesOf(await deployAll('down', ...which, ...options)));
  };
  await steps.check('deploy-all.sh down keeps the namespace, the Secret and the claims, and says so', async () => {
    const before = await release.identities();
    await down();
    assert.deepEqual(await release.identities(), before);
    const { code } = await run('helm', ['status', release.name, '--namespace', release.namespace]);
    assert.notEqual(code, 0);
  });
  await steps.check('deploy-all.sh down --delete-data after it deletes them', async () => {
    await down('--delete-data', '--yes');
    assert.equal(await release.namespaceObject(), undefined);
  });
  await steps.check('deploy-all.sh down --delete-data leaves a namespace of another owner', () =>
    foreignNamespaceIsSpared(release, async () => {
      await down();
      await down('--delete-data', '--yes');
    }),
  );
}

// --- internal ---

/** The workload namespace was there before the release, with a Secret in it that isn't ours. */
async function foreignNamespaceIsSpared(release: SmallRelease, deleteAll: () => Promise<void>): Promise<void> {
  await kubectl(['create', 'namespace', release.workload]);
  await kubectl(['label', 'namespace', release.workload, 'pod-security.kubernetes.io/enforce=restricted']);
  await release.kubectl('create', 'secret', 'generic', 'somebody-elses', '--from-literal=a=b');
  await release.install('helm4');
  await deleteAll();
  // Pods that end take their time, and nobody waits for them.
  await until(60, async () => {
    const left = await release.kubectl('get', 'secret,pvc,pod', '--output=name');
    assert.equal(left.trim(), 'secret/somebody-elses');
  });
  await kubectl(['delete', 'namespace', release.workload, '--wait', '--timeout=60s'], { timeoutMs: 70_000 });
}
