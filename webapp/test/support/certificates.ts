/** Certificates for tests, made with the openssl program. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificates {
  readonly folder: string;
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

/**
 * Makes an authority and a server certificate for these names, such as `DNS:localhost,IP:127.0.0.1`.
 *
 * @returns undefined when there is no openssl
 */
export function makeCertificates(names: string): Certificates | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'webapp-tls-'));
  const file = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const key = (name: string) => [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    file(name),
  ];
  try {
    openssl('req', '-x509', ...key('ca.key'), '-out', file('ca.pem'), '-days', '2', '-subj', '/CN=test authority');
    openssl('req', ...key('server.key'), '-out', file('server.csr'), '-subj', '/CN=redis');
    writeFileSync(file('names'), `subjectAltName=${names}\n`);
    const signed = ['-CA', file('ca.pem'), '-CAkey', file('ca.key'), '-CAcreateserial', '-extfile', file('names')];
    openssl('x509', '-req', '-in', file('server.csr'), ...signed, '-days', '2', '-out', file('server.pem'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return { folder, ca: file('ca.pem'), certificate: file('server.pem'), key: file('server.key') };
}
