/** The two load generators: wrk for throughput, vegeta for latency at a fixed rate. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runLoad } from './processes';
import { vegetaTargets, type Workload, wrkScript } from './workloads';

const CONNECTIONS = 64;
const WRK = process.env['WRK_BIN'] || 'wrk';
const VEGETA = process.env['VEGETA_BIN'] || 'vegeta';

export interface Throughput {
  readonly requestsPerSecond: number;
}

export interface Latency {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/**
 * As many requests as the server answers, over 64 connections.
 *
 * @param folder for the script
 * @throws Error when an answer was not a success: what fails fast must not count as fast
 */
export async function throughput(
  workload: Workload,
  url: string,
  seconds: number,
  folder: string,
): Promise<Throughput> {
  const script = join(folder, `${workload.name}.lua`);
  writeFileSync(script, wrkScript(workload));
  const output = await runLoad([WRK, '-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, '-s', script, url]);
  const [, requests = 0, micros = 1, failed = 0] = (/result (\d+) (\d+) (\d+)/.exec(output) ?? []).map(Number);
  if (requests === 0 || failed > 0) throw new Error(`${url}: ${failed} of ${requests} requests failed\n${output}`);
  return { requestsPerSecond: requests / (micros / 1e6) };
}

/**
 * Latency while requests come at a fixed rate, however fast they are answered: a server that stalls keeps none of them
 * from being sent, so the stall is counted for each.
 *
 * @throws Error when an answer was not a success
 */
export async function latencyAt(workload: Workload, url: string, rate: number, seconds: number): Promise<Latency> {
  const attack = [VEGETA, 'attack', '-format=json', `-rate=${Math.round(rate)}`, `-duration=${seconds}s`];
  const connections = [`-connections=${CONNECTIONS}`, `-max-connections=${CONNECTIONS}`, `-workers=${CONNECTIONS}`];
  const command = [...attack, ...connections, '-timeout=10s'].join(' ');
  const output = await runLoad(['sh', '-c', `${command} | ${VEGETA} report -type=json`], vegetaTargets(workload, url));
  const report = JSON.parse(output) as { success: number; latencies: Record<string, number>; errors: string[] };
  if (report.success !== 1) throw new Error(`${url}: requests failed: ${report.errors.slice(0, 3).join('; ')}`);
  return { p50Ms: (report.latencies['50th'] ?? 0) / 1e6, p99Ms: (report.latencies['99th'] ?? 0) / 1e6 };
}
