/** Entry point: configuration, start, signals, exit codes. */
import './lifecycle/young-heap';
import pino from 'pino';
import { loadConfig } from './config/config';
import { ConfigError } from './config/environment';
import { start } from './lifecycle/start';
import { letYoungHeapGrow } from './lifecycle/young-heap';

/** sysexits' EX_CONFIG: trying again without another configuration is of no use. */
const EXIT_CONFIG = 78;

async function main(): Promise<void> {
  const config = loadConfig(process.env);
  const log = pino({ level: config.logLevel, base: null });
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'a promise failed unnoticed'));
  const service = await start(config, log);
  letYoungHeapGrow();
  const forceSignal = new AbortController();
  let stopped: Promise<void> | undefined;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopped) forceSignal.abort();
      stopped ??= service.stop(forceSignal.signal).then(() => process.exit(0));
    });
  }
}

main().catch((error: unknown) => {
  const lines =
    error instanceof ConfigError ? error.problems : [error instanceof Error ? error.message : String(error)];
  for (const line of lines) process.stderr.write(`${line}\n`);
  process.exit(error instanceof ConfigError ? EXIT_CONFIG : 1);
});
