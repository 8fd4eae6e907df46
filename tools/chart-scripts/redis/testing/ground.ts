/** What nodes of a release need on this machine: a folder, the binaries on a PATH of their own, a network of loopback addresses. */
import { mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBinaries, freePorts } from '../../../deploy/local';

export interface Ground {
  /** Removed by whoever asked for it. */
  readonly folder: string;
  /** Free on every address of the network. */
  readonly port: number;
  readonly sentinelPort: number;
  /** The first three bytes of the nodes' addresses: one address a node and one port for all, as pods have them. */
  readonly network: string;
  readonly path: string;
}

export async function ground(): Promise<Ground> {
  const folder = mkdtempSync(join(tmpdir(), 'redis-start-'));
  const binaries = await findBinaries(['redis-server', 'redis-cli', 'redis-check-rdb', 'redis-check-aof']);
  mkdirSync(join(folder, 'bin'));
  for (const [name, path] of Object.entries(binaries)) symlinkSync(path, join(folder, 'bin', name));
  const random = () => 1 + Math.floor(Math.random() * 250);
  const path = `${join(folder, 'bin')}:${process.env.PATH}`;
  const { app, metrics } = await freePorts(0);
  return { folder, port: app, sentinelPort: metrics, network: `127.${random()}.${random()}`, path };
}
