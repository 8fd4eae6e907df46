import { LOOPBACK } from './part';
import type { Ports } from './ports';
import { replicationInfo } from './redis-client';

/**
 * What the parts say of themselves. Every probe returns '' when all is well, else what is still missing;
 * it throws when the part can't be reached.
 */

/** The fixed primary takes writes and every replica follows it. Where any node may lead: sentinel/health.ts. */
export async function redisHealth(ports: number[], password: string): Promise<string> {
  const [primary, ...replicas] = await Promise.all(ports.map((port) => replicationInfo(port, password)));
  if (primary?.['role'] !== 'master') return 'the primary is not a master';
  const cutOff = replicas.findIndex((replica) => replica['master_link_status'] !== 'up');
  if (cutOff >= 0) return `redis-replica-${cutOff} has no link to the primary yet`;
  return Number(primary['connected_slaves']) < replicas.length ? 'the primary does not see all replicas yet' : '';
}

/** The web app says it can serve. */
export async function webappHealth(ports: Ports): Promise<string> {
  const response = await get(`http://${LOOPBACK}:${ports.app}/readyz`);
  return response.ok ? '' : `/readyz responds with ${response.status}: ${(await response.text()).slice(0, 300)}`;
}

/** An exporter reaches its Redis. */
export async function exporterHealth(port: number): Promise<string> {
  const metrics = await (await get(`http://${LOOPBACK}:${port}/metrics`)).text();
  return /^redis_up 1$/m.test(metrics) ? '' : `the exporter on port ${port} does not reach its Redis`;
}

/** A target as Prometheus' API shows it. */
export interface ActiveTarget {
  labels: Record<string, string>;
  health: 'up' | 'down' | 'unknown';
  lastError: string;
}

/** Every target Prometheus scrapes. */
export async function activeTargets(prometheusPort: number): Promise<ActiveTarget[]> {
  const { activeTargets } = await prometheusApi<{ activeTargets: ActiveTarget[] }>(
    prometheusPort,
    'targets?state=active',
  );
  return activeTargets;
}

/** Every target is up. */
export async function targetsHealth(prometheusPort: number, expected: number): Promise<string> {
  const targets = await activeTargets(prometheusPort);
  const missing = targets.filter(({ health }) => health !== 'up');
  if (targets.length !== expected) return `${targets.length} targets instead of ${expected}`;
  return missing
    .map(({ labels, health, lastError }) => `${labels['job']} ${labels['pod']} is ${health} ${lastError}`.trim())
    .join('; ');
}

/** A rule group as Prometheus' API shows it. */
export interface ActiveRuleGroup {
  name: string;
  rules: { name: string; type: 'alerting' | 'recording'; health: 'ok' | 'err' | 'unknown'; lastError?: string }[];
}

/** Every rule group Prometheus evaluates. */
export async function activeRuleGroups(prometheusPort: number): Promise<ActiveRuleGroup[]> {
  return (await prometheusApi<{ groups: ActiveRuleGroup[] }>(prometheusPort, 'rules')).groups;
}

/** Every rule group is loaded and no rule has failed; a rule whose turn hasn't come yet counts as well. */
export async function rulesHealth(prometheusPort: number, expectedGroups: number): Promise<string> {
  const groups = await activeRuleGroups(prometheusPort);
  if (groups.length !== expectedGroups) return `${groups.length} rule groups instead of ${expectedGroups}`;
  const failed = groups.flatMap(({ rules }) => rules).filter(({ health }) => health === 'err');
  return failed.map(({ name, lastError }) => `rule ${name}: ${lastError}`).join('; ');
}

/** Alertmanager is ready. */
export async function alertmanagerHealth(port: number): Promise<string> {
  const response = await get(`http://${LOOPBACK}:${port}/-/ready`);
  return response.ok ? '' : `Alertmanager responds with ${response.status}`;
}

/** The receiver takes notifications. */
export async function receiverHealth(port: number): Promise<string> {
  const response = await get(`http://${LOOPBACK}:${port}/notifications`);
  return response.ok ? '' : `the receiver responds with ${response.status}`;
}

// --- internal ---

const REQUEST_TIMEOUT_MS = 5_000;

function get(url: string): Promise<Response> {
  return fetch(url, { signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) });
}

async function prometheusApi<T>(port: number, path: string): Promise<T> {
  const response = await get(`http://${LOOPBACK}:${port}/api/v1/${path}`);
  if (!response.ok) throw new Error(`Prometheus responds with ${response.status}`);
  return ((await response.json()) as { data: T }).data;
}
