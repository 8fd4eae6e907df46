/** Signatures and attestations, through cosign. They stand beside what they speak of, by its digest: no tag is needed. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StackError } from '../../deploy/errors';
import { type Context, command } from '../context';

/** cosign's names for the kinds of statements that a release makes. */
export type StatementType = 'spdxjson' | 'slsaprovenance1';

/**
 * Refuses a release that could not be signed, before anything is built.
 * @throws StackError without a key outside of a CI job that has an identity
 */
export async function checkSigner(context: Context): Promise<void> {
  const { options, env, tools } = context;
  if (options.key !== undefined) {
    // A wrong password shows here instead of after the build.
    await command(context, 'reading COSIGN_KEY', tools.cosign, ['public-key', '--key', options.key]);
    return;
  }
  if (env['ACTIONS_ID_TOKEN_REQUEST_URL'] || env['SIGSTORE_ID_TOKEN']) return;
  throw new StackError(
    'there is nothing to sign with',
    'Set COSIGN_KEY to a key (cosign generate-key-pair; its password as COSIGN_PASSWORD), or run it in a CI job with an identity (GitHub: permissions: id-token: write).',
  );
}

/** Signs what stands under a digest; an index with everything in it. */
export async function sign(context: Context, reference: string): Promise<void> {
  await command(context, `signing ${reference}`, context.tools.cosign, [
    'sign',
    '--recursive',
    ...options(context),
    reference,
  ]);
}

/**
 * Signs a statement about what stands under a digest, and puts it there.
 * @param predicate the statement's file
 */
export async function attest(
  context: Context,
  reference: string,
  type: StatementType,
  predicate: string,
): Promise<void> {
  const args = ['attest', '--type', type, '--predicate', predicate, ...options(context), reference];
  await command(context, `attesting ${type} of ${reference}`, context.tools.cosign, args);
}

/** Writes a statement into the release's folder. */
export function writeStatement(context: Context, name: string, statement: unknown): string {
  const file = join(context.folder, name);
  writeFileSync(file, `${JSON.stringify(statement, undefined, 2)}\n`);
  return file;
}

// --- internal ---

function options({ options: { key, signingConfig, trustedRoot, plainHttp } }: Context): string[] {
  return [
    '--yes',
    ...(key === undefined ? [] : ['--key', key]),
    ...(signingConfig === undefined ? [] : ['--signing-config', signingConfig]),
    ...(trustedRoot === undefined ? [] : ['--trusted-root', trustedRoot]),
    ...(plainHttp ? ['--allow-http-registry'] : []),
  ];
}
