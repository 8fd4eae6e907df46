/** Keys and a signing configuration of a test's own: nothing leaves this machine. */
import { join } from 'node:path';
import { runOrFail } from '../../tools/deploy/run';

export interface Keys {
  privateKey: string;
  publicKey: string;
  password: string;
  /** Without transparency log, time stamps and certificates: those are public services. */
  signingConfig: string;
  /** It trusts none of them, for the same reason. */
  trustedRoot: string;
}

/** @param name of the files */
export async function makeKeys(cosign: string, folder: string, name: string): Promise<Keys> {
  const password = `password of ${name}`;
  const prefix = join(folder, name);
  const env = { ...process.env, COSIGN_PASSWORD: password };
  await runOrFail(cosign, ['generate-key-pair', '--output-key-prefix', prefix], { env });
  const signingConfig = join(folder, `${name}-signing-config.json`);
  const trustedRoot = join(folder, `${name}-trusted-root.json`);
  await runOrFail(cosign, ['signing-config', 'create', '--out', signingConfig], { env });
  await runOrFail(cosign, ['trusted-root', 'create', '--out', trustedRoot], { env });
  return { privateKey: `${prefix}.key`, publicKey: `${prefix}.pub`, password, signingConfig, trustedRoot };
}
