/** A registry on loopback, emptied before each test, whose blobs can be damaged. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

export class Registry {
  private constructor(
    readonly address: string,
    private readonly folder: string,
    private readonly child: ChildProcess,
  ) {}

  /** Starts it on a free port. @param program the registry's binary */
  static async start(program: string, folder: string): Promise<Registry> {
    const port = await freePort();
    const config = join(folder, 'registry.yaml');
    const address = `127.0.0.1:${port}`;
    const storage = { filesystem: { rootdirectory: join(folder, 'registry') } };
    writeFileSync(config, JSON.stringify({ version: 0.1, storage, http: { addr: address }, log: { level: 'error' } }));
    const env = { ...process.env, OTEL_TRACES_EXPORTER: 'none' };
    const child = spawn(program, ['serve', config], { env, stdio: ['ignore', 'ignore', 'ignore'] });
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const response = await fetch(`http://${address}/v2/`).catch(() => undefined);
      if (response?.ok) return new Registry(address, folder, child);
      if (child.exitCode !== null) break;
      await new Promise((done) => setTimeout(done, PAUSE_MS));
    }
    child.kill();
    throw new Error('the registry did not start');
  }

  /** The tags of a repository but those under which cosign lists what belongs to a digest. */
  async versions(repository: string): Promise<string[]> {
    const { tags } = (await (await fetch(`http://${this.address}/v2/${repository}/tags/list`)).json()) as {
      tags?: string[];
    };
    return (tags ?? []).filter((tag) => !tag.startsWith('sha256-')).sort();
  }

  /** @see damageBlob */
  damage(digest: string): () => void {
    return damageBlob(join(this.folder, 'registry'), digest);
  }

  stop(): void {
    this.child.kill();
  }
}

/**
 * Changes one byte in the middle of a blob.
 * @param storage the folder that a registry of this kind keeps its content in
 * @returns what puts it right again
 */
export function damageBlob(storage: string, digest: string): () => void {
  const hex = digest.slice('sha256:'.length);
  const file = join(storage, 'docker/registry/v2/blobs/sha256', hex.slice(0, 2), hex, 'data');
  const content = readFileSync(file);
  const damaged = Buffer.from(content);
  const middle = damaged.length >> 1;
  damaged[middle] = (damaged[middle] ?? 0) ^ 1;
  writeFileSync(file, damaged);
  return () => writeFileSync(file, content);
}

// --- internal ---

const MAX_TRIES = 300;
const PAUSE_MS = 100;

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((done, reject) => {
    server.on('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
