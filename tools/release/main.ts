/** make release: `ts-node main.ts`, with VERSION and REGISTRY from the environment. docs/releases.md says what else it reads. */
import { join } from 'node:path';
import { reportFailure } from '../deploy/errors';
import { run } from '../deploy/run';
import { wasAborted } from '../deploy/steps';
import { PROJECT_ROOT } from '../values/io';
import type { Context } from './context';
import { readOptions } from './options';
import { chartRepository, imageRepository } from './published';
import { release } from './release';
import { provideTools } from './tools';

const stopped = new AbortController();
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.on(signal, () => {
    process.exitCode = code;
    stopped.abort();
  });
}

async function main(): Promise<void> {
  const options = readOptions(process.env);
  const context: Context = {
    options,
    root: PROJECT_ROOT,
    folder: join(PROJECT_ROOT, 'dist', 'release', options.version),
    tools: await provideTools(),
    run,
    env: process.env,
    output: process.stdout,
    signal: stopped.signal,
    now: Date.now,
  };
  const { image, chart } = await release(context);
  process.stdout.write(
    `\nreleased ${options.version}\nimage ${imageRepository(options.registry)}@${image}\nchart ${chartRepository(options.registry)}@${chart}\n`,
  );
}

main().catch((error: unknown) => {
  if (!stopped.signal.aborted || !wasAborted(error)) return reportFailure('release')(error);
  process.stderr.write('release: interrupted. Run the same command again.\n');
});
