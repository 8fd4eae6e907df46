/**
 * Many clients at once, to be run as a process of their own: `ts-node crowd.ts '{"url": …}'`. Prints one line of JSON at its end.
 *
 * Each client has one connection, which it keeps open, and one request at a time, which it sends and reads to the end whatever
 * the response says: an honest client, however slow. After a 503 it waits as long as Retry-After asks.
 */
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface CrowdOptions {
  readonly url: string;
  readonly clients: number;
  readonly seconds: number;
  readonly method: 'GET' | 'PUT';
  /** `#` stands for the client's number. */
  readonly path: string;
  /** Length of the body that each request sends. */
  readonly bodyBytes?: number;
  /** With characters that aren't Latin-1: as text, such a body takes two bytes for each of its characters. */
  readonly wide?: boolean;
  /** Over this time the body is sent, in ten parts. 0: at once. */
  readonly sendMs?: number;
  /** The response is taken in pieces of about 64 KiB with this pause after each. 0: as it comes. */
  readonly pauseMs?: number;
  /** No wait after a 503. */
  readonly rude?: boolean;
}

export interface CrowdReport {
  /** Responses by status; `broken` are connections that ended without one. */
  readonly statuses: Record<string, number>;
  /** Different `type`s of the problems that came. */
  readonly problems: string[];
  readonly responseBytes: number;
  /** The slowest of the responses, in ms. */
  readonly maxMs: number;
  readonly errors: string[];
}

const PARTS = 10;
const PIECE_BYTES = 65_536;

class Client {
  private socket: Socket | undefined;
  private received = Buffer.alloc(0);
  private bodyLeft = 0;
  private head: string | undefined;
  private waiting: { resolve(status: string): void } | undefined;
  private sincePause = 0;

  constructor(
    private readonly number: number,
    private readonly options: CrowdOptions,
    private readonly totals: {
      statuses: Record<string, number>;
      problems: Set<string>;
      bytes: number;
      maxMs: number;
      errors: Set<string>;
    },
  ) {}

  async run(endMs: number): Promise<void> {
    while (performance.now() < endMs) {
      const start = performance.now();
      const status = await this.request();
      this.totals.statuses[status] = (this.totals.statuses[status] ?? 0) + 1;
      this.totals.maxMs = Math.max(this.totals.maxMs, performance.now() - start);
      if (status === 'broken') await sleep(100);
      else if (status === '503' && !this.options.rude) await sleep(900 + Math.random() * 200);
    }
    this.socket?.destroy();
  }

  // --- internal ---

  private async request(): Promise<string> {
    const { method, path, bodyBytes = 0, sendMs = 0 } = this.options;
    const socket = this.socket ?? (await this.connect());
    if (socket === undefined) return 'broken';
    const response = new Promise<string>((resolve) => {
      this.waiting = { resolve };
    });
    const fields = method === 'PUT' ? `Content-Type: application/json\r\nContent-Length: ${bodyBytes}\r\n` : '';
    socket.write(`${method} ${path.replace('#', String(this.number))} HTTP/1.1\r\nHost: x\r\n${fields}\r\n`);
    if (bodyBytes > 0) await this.sendBody(socket, bodyBytes, sendMs);
    return response;
  }

  private async sendBody(socket: Socket, bytes: number, sendMs: number): Promise<void> {
    const whole = bodyOf(bytes, this.options.wide);
    if (sendMs === 0) {
      socket.write(whole);
      return;
    }
    const part = Math.ceil(bytes / PARTS);
    for (let at = 0; at < bytes && !socket.destroyed; at += part) {
      await sleep(sendMs / PARTS);
      socket.write(whole.subarray(at, at + part));
    }
  }

  private connect(): Promise<Socket | undefined> {
    const { port, hostname } = new URL(this.options.url);
    return new Promise((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        this.socket = socket;
        resolve(socket);
      });
      socket.setNoDelay(true);
      socket.on('data', (data) => this.take(socket, data));
      socket.on('error', (error: NodeJS.ErrnoException) => this.totals.errors.add(String(error.code)));
      socket.on('close', () => {
        if (this.socket === socket) this.socket = undefined;
        this.head = undefined;
        this.received = Buffer.alloc(0);
        resolve(undefined);
        this.finish('broken');
      });
    });
  }

  private take(socket: Socket, data: Buffer): void {
    this.totals.bytes += data.length;
    this.pause(socket, data.length);
    if (this.head !== undefined) {
      this.takeBody(data);
      return;
    }
    this.received = Buffer.concat([this.received, data]);
    const bodyAt = this.received.indexOf('\r\n\r\n') + 4;
    if (bodyAt < 4) return;
    this.head = this.received.subarray(0, bodyAt).toString('latin1');
    this.bodyLeft = Number(/\r\ncontent-length: (\d+)/i.exec(this.head)?.[1] ?? 0);
    const rest = this.received.subarray(bodyAt);
    const problem = /"type":"([^"]+)"/.exec(rest.subarray(0, 500).toString('latin1'))?.[1];
    if (problem?.startsWith('/problems/')) this.totals.problems.add(problem);
    this.received = Buffer.alloc(0);
    this.takeBody(rest);
  }

  private takeBody(data: Buffer): void {
    this.bodyLeft -= data.length;
    if (this.bodyLeft > 0) return;
    const status = (this.head as string).slice(9, 12);
    this.head = undefined;
    this.finish(status);
  }

  private pause(socket: Socket, bytes: number): void {
    const { pauseMs = 0 } = this.options;
    this.sincePause += bytes;
    if (pauseMs === 0 || this.sincePause < PIECE_BYTES) return;
    this.sincePause = 0;
    socket.pause();
    setTimeout(() => socket.resume(), pauseMs);
  }

  private finish(status: string): void {
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.resolve(status);
  }
}

let body: Buffer | undefined;

function bodyOf(bytes: number, wide = false): Buffer {
  const first = wide ? '€' : 'xxx';
  body ??= Buffer.from(`{"value":"${first}${'x'.repeat(bytes - 15)}"}`);
  return body;
}

async function main(options: CrowdOptions): Promise<void> {
  const totals = { statuses: {}, problems: new Set<string>(), bytes: 0, maxMs: 0, errors: new Set<string>() };
  const endMs = performance.now() + options.seconds * 1000;
  const clients = Array.from({ length: options.clients }, (_, number) => new Client(number, options, totals));
  // A client whose response never comes must not hold the report up.
  await Promise.race([Promise.all(clients.map((each) => each.run(endMs))), sleep(options.seconds * 1000 + 20_000)]);
  const report: CrowdReport = {
    statuses: totals.statuses,
    problems: [...totals.problems],
    responseBytes: totals.bytes,
    maxMs: Math.round(totals.maxMs),
    errors: [...totals.errors],
  };
  process.stdout.write(`${JSON.stringify(report)}\n`, () => process.exit(0));
}

if (require.main === module) void main(JSON.parse(process.argv[2] ?? '{}'));
