/** Paths of binaries, fetched when they are missing: `ts-node main.ts [--env] [NAME…]`; with --env as export lines. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { describeError, StackError } from '../errors';
import { type BinaryName, catalog, findBinaries, stackBinaries } from '.';
import { findHelm } from './helm';
import { shellQuote } from './wrapper';

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`error: ${describeError(error)}\n`);
  process.exitCode = error instanceof StackError ? error.exitCode : 70;
});

async function main(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({ args, options: { env: { type: 'boolean' } }, allowPositionals: true });
  const unknown = positionals.find((name) => name !== 'helm' && !Object.hasOwn(catalog, name));
  if (unknown !== undefined) {
    throw new StackError(`unknown binary ${unknown}`, `Binaries: ${Object.keys(catalog).join(' ')} helm`, 2);
  }
  const names = (positionals.length === 0 ? [...stackBinaries] : positionals) as (BinaryName | 'helm')[];
  const found = await findBinaries(names.filter((name) => name !== 'helm'));
  for (const name of names) {
    const path = name === 'helm' ? await findHelm(resolve(__dirname, '../../..')) : found[name];
    const variable = name === 'helm' ? 'HELM_BIN' : catalog[name].variable;
    process.stdout.write(values.env ? `export ${variable}=${shellQuote(path)}\n` : `${path}\n`);
  }
}
