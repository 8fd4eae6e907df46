/**
 * A network on loopback that can be cut between any two members, one way too.
 *
 * Each member has an address of its own, at which a proxy stands in front of it, and opens its own connections from that
 * address. So the proxy knows who is at both ends. As in a real network a cut doesn't close anything: what is under way
 * arrives once the cut is healed. A new connection seems to be made, and nothing comes through it.
 */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from './free-port';

/** The test's own process, and with it the service. */
export const APP = 'app';

export interface Member {
  readonly name: string;
  /** Where others reach it, and the address from which it connects to them. */
  readonly address: string;
  /** Where it really listens. */
  readonly ownAddress: string;
  readonly port: number;
}

interface Line {
  readonly from: string;
  readonly to: string;
  readonly near: Socket;
  readonly far: Socket;
}

export class Network {
  private readonly members = new Map<string, Member>();
  private readonly servers: Server[] = [];
  private readonly lines = new Set<Line>();
  private readonly cuts = new Set<string>();

  /** Takes a member in. It must listen on `ownAddress` and `port`, and bind what it opens to `address`. */
  async join(name: string): Promise<Member> {
    const number = this.members.size + 1;
    const member = { name, address: `127.0.1.${number}`, ownAddress: `127.0.2.${number}`, port: await freePort() };
    this.members.set(name, member);
    // Both directions end by themselves: Redis may close one half of a connection first.
    const server = createServer({ allowHalfOpen: false }, (near) => this.accept(near, member));
    server.listen(member.port, member.address);
    await once(server, 'listening');
    this.servers.push(server);
    return member;
  }

  /** From now on nothing gets from one member to the other. What comes the other way still does. */
  cutOneWay(from: string, to: string): void {
    this.cuts.add(`${from}>${to}`);
    this.apply();
  }

  /** Cuts these members off from those, both ways. */
  cut(these: readonly string[], those: readonly string[]): void {
    for (const one of these) {
      for (const other of those) {
        this.cuts.add(`${one}>${other}`);
        this.cuts.add(`${other}>${one}`);
      }
    }
    this.apply();
  }

  /** Everybody reaches everybody again. */
  heal(): void {
    this.cuts.clear();
    this.apply();
  }

  close(): void {
    for (const server of this.servers) server.close();
    for (const { near, far } of this.lines) {
      near.destroy();
      far.destroy();
    }
  }

  // --- internal ---

  private accept(near: Socket, member: Member): void {
    const from = [...this.members.values()].find(({ address }) => address === near.remoteAddress)?.name ?? APP;
    const far = connect(member.port, member.ownAddress);
    const line = { from, to: member.name, near, far };
    this.lines.add(line);
    this.couple(line, near, far);
    this.couple(line, far, near);
    this.applyTo(line);
  }

  private couple(line: Line, socket: Socket, other: Socket): void {
    socket.on('data', (data) => other.write(data));
    socket.on('error', () => {});
    socket.on('close', () => {
      this.lines.delete(line);
      other.destroy();
    });
  }

  private apply(): void {
    for (const line of this.lines) this.applyTo(line);
  }

  private applyTo({ from, to, near, far }: Line): void {
    if (this.cuts.has(`${from}>${to}`)) near.pause();
    else near.resume();
    if (this.cuts.has(`${to}>${from}`)) far.pause();
    else far.resume();
  }
}
