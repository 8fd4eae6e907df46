import { join } from 'node:path';
import { LOOPBACK, type Part, StopOrder } from '../part';
import { WEBHOOK_PATH } from '../receiver/server';
import { newestIn } from '../webapp-build';

/** What takes Alertmanager's notifications and shows them, in the place of a pager, a chat or a mail box. */
export function receiverPart(repository: string, port: number): Part {
  return {
    name: 'receiver',
    program: process.execPath,
    args: ['--require', 'ts-node/register', join('tools', 'deploy', 'local', 'receiver', 'main.ts'), String(port)],
    cwd: repository,
    env: {},
    files: {},
    ports: { http: port },
    stopOrder: StopOrder.monitoring,
    version: String(newestIn(join(repository, 'tools', 'deploy', 'local', 'receiver'))),
  };
}

/** The address that Alertmanager sends to. */
export function webhookUrl(port: number): string {
  return `http://${LOOPBACK}:${port}${WEBHOOK_PATH}`;
}
