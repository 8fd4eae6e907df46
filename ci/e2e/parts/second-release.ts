/** A second release beside the first one, with the first one's monitoring. */
import { kubectl } from '../../cluster/kubectl';
import { Release } from '../release';
import type { World } from '../world';

export async function secondRelease({ release }: World): Promise<void> {
  const monitoring = [
    `monitoring.labels.release=${release.name}`,
    `networkPolicy.monitoringNamespace=${release.namespace}`,
    `monitoring.prometheusUrl=http://${release.name}-kube-prometheus-st-prometheus.${release.namespace}:9090`,
    `workload.namespace=${WORKLOAD}`,
    `redis.namespaceOverride=${WORKLOAD}`,
  ];
  const values = ['-f', 'chart/profiles/existing-monitoring.yaml', '--set', monitoring.join(',')];
  const second = new Release('second', 'second', WORKLOAD, values);
  await kubectl(['create', 'namespace', second.namespace]);
  await second.install();
  await second.helm('helm', 'test', '--timeout=5m');
  await second.uninstall();
  const namespaces = [second.namespace, second.workload];
  await kubectl(['delete', 'namespace', ...namespaces, '--wait', '--timeout=120s'], { timeoutMs: 130_000 });
}

// --- internal ---

const WORKLOAD = 'second-workload';
