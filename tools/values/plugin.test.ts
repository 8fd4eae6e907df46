/** The engine knows any chart; what it knows of this project's alone is the plug-in's. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const PLUGIN = 'tme1crv';
/** Where engine and plug-in are put together: the command line of this project, and what measures it. */
const TOGETHER = new Set(['cli.ts', 'program.ts', 'bench.ts']);
/** What only this project's chart has. */
const WORDS = /tme1crv|redis|webapp|kube-prometheus-stack|grafana/i;

const engine = globSync('**/*.ts', { cwd: __dirname })
  .filter((file) => ![PLUGIN, 'testing', 'integration', 'testdata'].includes(file.split(path.sep)[0] as string))
  .filter((file) => !file.endsWith('.test.ts') && !TOGETHER.has(file));

test('the engine imports nothing of the plug-in, and never names its parts', () => {
  assert.ok(engine.length > 80);
  const found = engine.flatMap((file) => {
    const lines = readFileSync(path.join(__dirname, file), 'utf8').split('\n');
    return lines.flatMap((line, at) => (WORDS.test(line) ? [`${file}:${at + 1}: ${line.trim()}`] : []));
  });
  assert.deepEqual(found, []);
});
