/** An S3 server on loopback whose buckets are folders. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestContext } from 'node:test';
import { freePorts, waitFor } from '../../../deploy/local';

const PROGRAM = resolve(__dirname, '../../../../.tools/bin/s3');
const KEY = 'key';
const SECRET = 'secret-of-the-storage';

export interface S3 {
  /** The bucket's files, as they lie there. */
  readonly folder: string;
  /** What restic needs: the repository, its password, the storage's credentials. */
  readonly environment: NodeJS.ProcessEnv;
}

/** Ends with the test. */
export async function s3(t: TestContext): Promise<S3> {
  const folder = mkdtempSync(join(tmpdir(), 's3-'));
  mkdirSync(join(folder, 'bucket'));
  const { app: port } = await freePorts(0);
  const address = `127.0.0.1:${port}`;
  const args = ['serve', 's3', '--auth-key', `${KEY},${SECRET}`, '--addr', address, '--vfs-cache-mode', 'off', folder];
  const server = spawn(PROGRAM, args, { stdio: 'ignore', env: { ...process.env, RCLONE_CONFIG: '/dev/null' } });
  t.after(async () => {
    server.kill();
    await once(server, 'exit');
    rmSync(folder, { recursive: true, force: true });
  });
  await waitFor(async () => (await fetch(`http://${address}/`)).status === 403, { what: 'S3', timeoutMs: 30_000 });
  return {
    folder: join(folder, 'bucket'),
    environment: {
      RESTIC_REPOSITORY: `s3:http://${address}/bucket/tme1crv`,
      RESTIC_PASSWORD: 'password of the copies',
      AWS_ACCESS_KEY_ID: KEY,
      AWS_SECRET_ACCESS_KEY: SECRET,
      BACKUP_HOST: 'tme1crv.iacproject',
      BACKUP_KEEP: '2',
    },
  };
}
