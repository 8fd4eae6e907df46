/** What has to be true of a release once it is installed. */
import assert from 'node:assert/strict';
import { kubectl } from '../../cluster/kubectl';
import { refused } from '../../refused';
import { linesOf } from '../programs';
import type { Helm } from '../release';
import { until } from '../until';
import type { World } from '../world';

/** `helm test`. Its log would be lost with the pods' namespace, so it is read from the pods. */
export async function helmTest({ release, steps }: World, helm: Helm = 'helm'): Promise<void> {
  try {
    await release.helm(helm, 'test', '--timeout=5m');
  } finally {
    for (const script of ['replication', 'monitoring']) {
      steps.show(...linesOf(await release.kubectl('logs', `${release.name}-test-${script}`)));
    }
  }
}

/** Each pod is one healthy target (a Sentinel one more, in the pod of its Redis), and one Redis says that it is the primary. */
export function targetsAreRight(world: World, webappPods: number): Promise<void> {
  return until(90, async () => {
    const { prometheus, release, replicas, steps, topology } = world;
    const targets = await prometheus.targets();
    const found = targets.map(({ labels, health }) => `${labels['pod']} ${health}`).sort();
    const pods = new Set(targets.map(({ labels }) => labels['pod']));
    const roles = await prometheus.query(
      `group by (pod, role) (redis_instance_info{namespace="${release.workload}",role!=""})`,
    );
    const said = roles.map(({ metric }) => `${metric['pod']} says role:${metric['role']}`).sort();
    const sentinels = topology === 'sentinel' ? replicas + 1 : 0;
    assert.equal(pods.size, webappPods + 1 + replicas, found.join('\n'));
    assert.equal(targets.length, pods.size + sentinels, found.join('\n'));
    assert.deepEqual(
      targets.filter(({ health }) => health !== 'up'),
      [],
    );
    assert.equal(said.filter((line) => line.endsWith(':master')).length, 1, said.join('\n'));
    assert.equal(said.filter((line) => line.endsWith(':slave')).length, replicas, said.join('\n'));
    steps.show(...found, ...said);
  });
}

/** A privileged pod is refused, and that is what the namespace says. */
export async function enforcesRestricted({ release }: World): Promise<void> {
  const namespace = JSON.parse(await kubectl(['get', 'namespace', release.workload, '-o', 'json']));
  assert.equal(namespace.metadata.labels['pod-security.kubernetes.io/enforce'], 'restricted');
  const privileged = ['run', 'too-much', '--image=none', '--privileged', '--dry-run=server'];
  await refused(release.kubectl(...privileged), /violates PodSecurity/);
}

/** From a pod of another namespace the policy drops every connection to Redis. */
export async function redisIsClosed({ release, steps }: World): Promise<void> {
  const [redis] = await release.redisPods();
  const script = `
    let closed = 0;
    for (const port of [6379, 26379]) {
      const socket = require('net').connect(port, '${redis?.['status'].podIP}');
      socket.setTimeout(5000);
      socket.on('connect', () => { console.log(port, 'open'); process.exit(1); });
      const end = () => { console.log(port, 'closed'); if (++closed === 2) process.exit(0); };
      socket.once('timeout', end);
      socket.once('error', end);
    }`;
  const pod = [
    'run',
    PROBE,
    `--image=${await release.webappImage()}`,
    '--image-pull-policy=IfNotPresent',
    '--restart=Never',
  ];
  await release.kubectlHere(...pod, '--command', '--', 'node', '-e', script);
  try {
    await release.kubectlHere('wait', '--for=jsonpath={.status.phase}=Succeeded', `pod/${PROBE}`, '--timeout=60s');
  } finally {
    steps.show(...linesOf(await release.kubectlHere('logs', PROBE)));
    await release.kubectlHere('delete', 'pod', PROBE, '--wait=false');
  }
}

/** After `helm uninstall`: the namespace, the password and so many claims. */
export async function leftoversAreKept({ release, steps }: World, password: string, claims: number): Promise<void> {
  assert.equal(await release.password(), password);
  const kept = await release.list('pvc');
  steps.show(`${kept.length} volume claims kept`);
  assert.equal(kept.length, claims, kept.map(({ metadata }) => metadata.name).join('\n'));
}

// --- internal ---

const PROBE = 'e2e-probe';
