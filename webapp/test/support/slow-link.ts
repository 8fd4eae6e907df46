/** A TCP link with the faults of networks: it can be held up, slow, cut, cut within a reply, or lead elsewhere. */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { atEnd } from './at-end';

interface ReplyCut {
  /** The reply to the first request that contains this. */
  readonly to: string;
  readonly afterBytes: number;
}

export class SlowLink {
  private readonly sockets = new Set<Socket>();
  private held = false;
  private delayMs = 0;
  private replyCut: ReplyCut | undefined;
  /** How many connections were ever made. */
  connections = 0;

  private constructor(
    private readonly server: Server,
    private target: number,
  ) {
    atEnd(() => this.close());
  }

  /** Forwards connections to a port of this machine. */
  static async to(port: number): Promise<SlowLink> {
    const server = createServer();
    const link = new SlowLink(server, port);
    server.on('connection', (near) => {
      link.connections += 1;
      link.join(near, connect(link.target, '127.0.0.1'));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return link;
  }

  get port(): number {
    const address = this.server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** From now on nothing arrives on the other side until `release`. */
  hold(): void {
    this.held = true;
    for (const socket of this.sockets) socket.pause();
  }

  release(): void {
    this.held = false;
    for (const socket of this.sockets) socket.resume();
  }

  /** Each packet takes this much longer in each direction. */
  slowDown(delayMs: number): void {
    this.delayMs = delayMs;
  }

  /** New connections go to this port; those that are there stay. */
  leadTo(port: number): void {
    this.target = port;
  }

  /** Resets the connection within the next reply to such a request, once. */
  cutReply(to: string, afterBytes: number): void {
    this.replyCut = { to, afterBytes };
  }

  /** Whether the reply to be cut has been cut. */
  get replyWasCut(): boolean {
    return this.replyCut === undefined;
  }

  /** Cuts the connections; new ones can be made. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  close(): void {
    this.server.close();
    this.cut();
  }

  // --- internal ---

  private join(near: Socket, far: Socket): void {
    let leftOfReply: number | undefined;
    near.on('data', (data) => {
      const { replyCut } = this;
      if (replyCut !== undefined && leftOfReply === undefined && data.includes(replyCut.to)) {
        leftOfReply = replyCut.afterBytes;
      }
      this.pass(data, far);
    });
    far.on('data', (data) => {
      if (leftOfReply === undefined || data.length < leftOfReply) {
        if (leftOfReply !== undefined) leftOfReply -= data.length;
        this.pass(data, near);
        return;
      }
      this.replyCut = undefined;
      near.write(data.subarray(0, leftOfReply), () => near.resetAndDestroy());
      far.destroy();
    });
    this.watch(near, far);
    this.watch(far, near);
  }

  private pass(data: Buffer, to: Socket): void {
    if (this.delayMs === 0) to.write(data);
    else setTimeout(() => to.write(data), this.delayMs);
  }

  private watch(socket: Socket, other: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      this.sockets.delete(socket);
      other.destroy();
    });
    if (this.held) socket.pause();
  }
}
