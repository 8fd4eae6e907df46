/** An HTTP client for tests that make very many requests: one connection, one request at a time, and hardly any work. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface LightResponse {
  readonly status: number;
  readonly body: string;
  /** @param name in the case that the service writes it in */
  header(name: string): string | undefined;
}

export class LightClient {
  private received = '';
  private waiting: { method: string; resolve(response: LightResponse): void; reject(error: Error): void } | undefined;

  private constructor(private readonly socket: Socket) {
    socket.setEncoding('latin1').setNoDelay(true);
    socket.on('data', (data: string) => this.take(data));
    socket.on('error', () => {});
    socket.on('close', () => this.waiting?.reject(new Error('the service closed the connection')));
  }

  static async to(url: string): Promise<LightClient> {
    const { port, hostname } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    return new LightClient(socket);
  }

  /** Sends a request; the one before must have got its response. @param json a body, in ASCII */
  request(method: string, path: string, token?: string, json?: string): Promise<LightResponse> {
    const consistency = token === undefined ? '' : `Consistency-Token: ${token}\r\n`;
    const body = json === undefined ? '' : `Content-Type: application/json\r\nContent-Length: ${json.length}\r\n`;
    return new Promise((resolve, reject) => {
      if (this.socket.destroyed) return reject(new Error('the service has closed the connection'));
      this.waiting = { method, resolve, reject };
      this.socket.write(`${method} ${path} HTTP/1.1\r\nHost: x\r\n${consistency}${body}\r\n${json ?? ''}`);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  // --- internal ---

  private take(data: string): void {
    this.received += data;
    const bodyAt = this.received.indexOf('\r\n\r\n') + 4;
    if (bodyAt < 4) return;
    const head = this.received.slice(0, bodyAt);
    const header = (name: string) => new RegExp(`\r\n${name}: (.*)\r\n`).exec(head)?.[1];
    const hasBody = this.waiting?.method !== 'HEAD';
    const end = bodyAt + (hasBody ? Number(header('Content-Length') ?? 0) : 0);
    if (this.received.length < end) return;
    const body = this.received.slice(bodyAt, end);
    this.received = this.received.slice(end);
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.resolve({ status: Number(head.slice(9, 12)), body, header });
  }
}
