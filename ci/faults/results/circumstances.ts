/** What the runs were made with. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { digestOf } from '../../../tools/deploy/digest';
import { kubectl } from '../../cluster/kubectl';
import { infoOf, primaryPod } from '../cluster/redis';
import { podsOf, type Topology } from '../cluster/topology';
import type { Circumstances } from './result';

/** Not part of what is installed. */
const NOT_INSTALLED = ['charts', 'ci', 'tests', 'profiles', 'README.md', 'Chart.lock', 'values.schema.json'];

export async function readCircumstances(root: string, topology: Topology): Promise<Circumstances> {
  const chart = path.join(root, 'chart');
  const server = JSON.parse(await kubectl(['get', '--raw', '/version'])) as { gitVersion: string };
  const [webapp] = await podsOf(topology, 'webapp');
  const status = webapp?.status.containerStatuses?.find(({ name }) => name === 'webapp');
  const digest = /sha256:([0-9a-f]{12})/.exec(status?.imageID ?? '')?.[1] ?? 'unknown';
  const info = await infoOf(topology, await primaryPod(topology), 'server');
  const replicas = topology.replicas === 1 ? '1 replica' : `${topology.replicas} replicas`;
  return {
    chartVersion: (parse(readFileSync(path.join(chart, 'Chart.yaml'), 'utf8')) as { version: string }).version,
    chartDigest: digestOf(chart, (name) => !NOT_INSTALLED.includes(name)),
    image: `${topology.webappImage} (${digest})`,
    topology: `${topology.sentinel ? `${topology.replicas + 1} nodes with Sentinel` : `1 primary, ${replicas}`}, ${topology.webappPods} web app pods`,
    kubernetes: server.gitVersion.replace(/^v/, ''),
    redis: info.get('redis_version') ?? 'unknown',
  };
}
