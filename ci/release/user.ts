/** What a user of a release does: verifies, reads the statements, pulls. */
import { readFileSync } from 'node:fs';
import type { StatementType } from '../../tools/release/signing/cosign';
import { isObject } from '../../tools/values/json';
import type { World } from './world';

/** @throws StackError when the signature isn't there or isn't of this key */
export function verify(world: World, reference: string, publicKey = world.keys.publicKey): Promise<string> {
  return world.as('cosign', 'verify', ...OFFLINE, '--key', publicKey, reference);
}

/** The verified statement of that type. @throws StackError when there is none, or it isn't signed with the key */
export async function statement(world: World, reference: string, type: StatementType): Promise<Statement> {
  const out = await world.as(
    'cosign',
    'verify-attestation',
    ...OFFLINE,
    '--type',
    type,
    '--key',
    world.keys.publicKey,
    reference,
  );
  const { payload } = JSON.parse(out.trim().split('\n')[0] ?? '') as { payload: string };
  return JSON.parse(Buffer.from(payload, 'base64').toString('utf8')) as Statement;
}

/** An in-toto statement. */
export interface Statement {
  subject: { digest: { sha256: string } }[];
  // biome-ignore lint/suspicious/noExplicitAny: predicates of several kinds, read by path and checked where they are used
  predicate: any;
}

/** Names and versions of the packages that an SPDX document lists. */
export function packagesOf({ predicate }: Statement): Map<string, string> {
  const packages: unknown[] = predicate.packages ?? [];
  return new Map(packages.filter(isObject).map((one) => [String(one['name']), String(one['versionInfo'])]));
}

/** The version of a package that a lock file pins. */
export function locked(lockFile: string, name: string): string {
  const { packages } = JSON.parse(readFileSync(lockFile, 'utf8')) as { packages: Record<string, { version: string }> };
  return packages[`node_modules/${name}`]?.version ?? 'none';
}

// --- internal ---

/** A test's signatures are in no public log, and its registry speaks HTTP. */
const OFFLINE = ['--insecure-ignore-tlog', '--allow-http-registry'];
