/** Load, with wrk: as much as a server takes for its throughput, or a fixed rate for its latency. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runLoad } from './processes';
import { type Workload, wrkScript } from './workloads';

const CONNECTIONS = 64;
const WRK = process.env['WRK_BIN'] || 'wrk';

export interface Result {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export class Load {
  /** @param folder for scripts */
  constructor(
    private readonly workload: Workload,
    private readonly url: string,
    private readonly folder: string,
  ) {}

  /** As many requests as the server can serve. @throws Error when one failed: what fails fast must not count as fast */
  atMaxRate(seconds: number): Promise<Result> {
    return this.run(seconds, wrkScript(this.workload));
  }

  /**
   * Makes a load of about that many requests per second: each connection waits so long after a response that it sends them in
   * this rhythm. The response's own time is part of it, so it is measured first.
   */
  async atRate(rate: number): Promise<(seconds: number) => Promise<Result>> {
    const periodMs = (CONNECTIONS / rate) * 1000;
    const { requestsPerSecond } = await this.run(1, wrkScript(this.workload, periodMs));
    const responseMs = (CONNECTIONS / requestsPerSecond) * 1000 - periodMs;
    const script = wrkScript(this.workload, Math.max(0, periodMs - responseMs));
    return (seconds) => this.run(seconds, script);
  }

  // --- internal ---

  private async run(seconds: number, script: string): Promise<Result> {
    const file = join(this.folder, 'load.lua');
    writeFileSync(file, script);
    const output = await runLoad([WRK, '-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, '-s', file, this.url]);
    const found = /result (\d+) (\d+) (\d+) (\d+) (\d+)/.exec(output)?.slice(1).map(Number) ?? [];
    const [requests = 0, micros = 1, failed = 0, p50 = 0, p99 = 0] = found;
    if (requests === 0 || failed > 0)
      throw new Error(`${this.url}: ${failed} of ${requests} requests failed\n${output}`);
    return { requestsPerSecond: requests / (micros / 1e6), p50Ms: p50 / 1000, p99Ms: p99 / 1000 };
  }
}
