/**
 * Writes and checks the values of the chart: `npx ts-node tools/gen-values.ts [COMMAND]`, `--help` lists the commands.
 * What it does is in tools/values/; this file only connects it to the process.
 */
import { enableCompileCache } from 'node:module';

enableCompileCache?.(); // from the second run on, a third of the start-up time; missing before Node 22.1

import './values/compile-cache';
import { run } from './values/cli';
import { processIo } from './values/io';

// A reader that has seen enough (`… | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

run(process.argv.slice(2), processIo()).then((code) => {
  process.exitCode = code;
});
