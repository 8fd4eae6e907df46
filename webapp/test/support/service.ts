/** The service in this process, with an HTTP client for it. */
import pino, { type Logger } from 'pino';
import { loadConfig } from '../../src/config/config';
import { type Service, start } from '../../src/lifecycle/start';
import type { Lookup } from '../../src/redis/discovery';
import { atEnd } from './at-end';
import { eventually } from './eventually';

export interface TestResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: responses are JSON of many forms, and tests assert theirs
  readonly json: any;
}

const QUICK = {
  HOST: '127.0.0.1',
  PORT: '0',
  LOG_LEVEL: 'silent',
  SHUTDOWN_DELAY_MS: '0',
  REPLICA_POLL_INTERVAL_MS: '100',
  // A busy machine may hold a healthy Redis up for longer than users are made to wait. Tests of hanging ones set their own.
  REDIS_COMMAND_TIMEOUT_MS: '10000',
};

/** For tests in which a Redis hangs: what the service waits for it by default. */
export const IMPATIENT = { REDIS_COMMAND_TIMEOUT_MS: '800' };

export class TestService {
  private stopped = false;

  private constructor(private readonly service: Service) {
    atEnd(() => this.stop());
  }

  /**
   * Starts the service with these variables, on a free port.
   *
   * @param resolve stands in for DNS
   * @param log instead of one that follows LOG_LEVEL
   */
  static async start(env: Record<string, string>, resolve?: Lookup, log?: Logger): Promise<TestService> {
    const config = loadConfig({ ...QUICK, ...env });
    return new TestService(await start(config, log ?? pino({ level: config.logLevel }), resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${this.service.port}`;
  }

  get metricsUrl(): string {
    return `http://127.0.0.1:${this.service.metricsPort ?? this.service.port}/metrics`;
  }

  /** Sends a request. A body that isn't text is sent as JSON. */
  async request(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<TestResponse> {
    const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { ...type, ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: isJson && text ? JSON.parse(text) : undefined,
    };
  }

  get(path: string, headers?: Record<string, string>): Promise<TestResponse> {
    return this.request('GET', path, undefined, headers);
  }

  put(id: string, value: unknown, headers?: Record<string, string>): Promise<TestResponse> {
    return this.request('PUT', `/items/${id}`, { value }, headers);
  }

  async metrics(): Promise<string> {
    return (await fetch(this.metricsUrl)).text();
  }

  /** The sum of a counter's or gauge's series with these labels. */
  async metric(name: string, labels: Record<string, string> = {}): Promise<number> {
    let sum = 0;
    for (const line of (await this.metrics()).split('\n')) {
      const [, found, labelText = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      const matches = Object.entries(labels).every(([key, wanted]) => labelText.includes(`${key}="${wanted}"`));
      if (found === name && matches) sum += Number(value);
    }
    return sum;
  }

  /** Waits until so many replicas are fit to serve reads, and the primary is up. */
  async whenHealthy(replicas: number): Promise<void> {
    await eventually(async () => {
      const { redis } = (await this.get('/readyz')).json;
      const healthy = redis.replicas.filter((each: { healthy: boolean }) => each.healthy).length;
      if (healthy !== replicas || redis.primary.role !== 'master') throw new Error(JSON.stringify(redis));
    });
  }

  async stop(): Promise<void> {
    if (this.stopped) return;
    this.stopped = true;
    await this.service.stop();
  }
}
