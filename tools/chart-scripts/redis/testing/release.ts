/**
 * The Redis nodes of a release as local processes, started by the chart's own scripts: one loopback address a node, one port for all, as pods
 * have them. Only name resolution is stood in for.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ground } from './ground';
import { prepareHome, RedisNode } from './node';

export interface ReleaseOptions {
  /** @default 3 */
  replicas?: number;
  /** Lines of redis.conf for all nodes, after the default ones. */
  configuration?: string[];
}

/** A release's nodes. Nothing runs before a node's `start`. */
export class Release {
  readonly primary: RedisNode;
  readonly replicas: RedisNode[] = [];

  private constructor(
    readonly folder: string,
    readonly port: number,
    private readonly network: string,
    private readonly path: string,
    private readonly options: ReleaseOptions,
  ) {
    this.primary = this.node('master', 1);
    for (let i = 0; i < (options.replicas ?? 3); i++) this.replicas.push(this.node('replica', i + 2));
    this.setReplicas(this.replicas.length);
  }

  static async create(options: ReleaseOptions = {}): Promise<Release> {
    const { folder, port, network, path } = await ground();
    writeFileSync(join(folder, 'bin/getent'), `#!/bin/sh\ncat '${folder}/addresses' 2>/dev/null\n`, { mode: 0o755 });
    return new Release(folder, port, network, path, options);
  }

  /** Says how many replicas are configured, and which of them have a pod: by default as many. */
  setReplicas(configured: number, present = this.replicas.slice(0, configured)): void {
    for (const node of [this.primary, ...this.replicas]) node.setFact('replicas', String(configured));
    writeFileSync(join(this.folder, 'addresses'), present.map(({ host }) => `${host} STREAM\n`).join(''));
  }

  async startAll(): Promise<void> {
    for (const node of [this.primary, ...this.replicas]) node.start();
    for (const node of this.replicas) await node.untilInStep();
  }

  /** Ends every process and removes all files. */
  async end(): Promise<void> {
    await Promise.all([this.primary, ...this.replicas].map((node) => node.kill()));
    rmSync(this.folder, { recursive: true, force: true });
  }

  // --- internal ---

  private node(role: 'master' | 'replica', number: number): RedisNode {
    const name = role === 'master' ? 'primary' : `replica-${number - 2}`;
    const home = join(this.folder, name);
    const host = `${this.network}.${number}`;
    prepareHome(home, host, role, this.options.configuration);
    const node = new RedisNode(name, home, host, this.port, role, this.path);
    node.setFact('primary-host', `${this.network}.1`);
    node.setFact('primary-port', String(this.port));
    node.setFact('replicas-host', 'replicas.test');
    node.setFact('replicas-port', String(this.port));
    node.setFact('announce-domain', '');
    return node;
  }
}
