/** Requests beside a work: from inside a pod of the web app, from its begin to its end. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { put } from './web-app';
import type { World } from './world';

/** Fewer requests show nothing. */
const ENOUGH = 1000;

/** Runs a work while one item is read over and over. @throws AssertionError when a read fails */
export async function underLoad(world: World, work: () => Promise<unknown>): Promise<void> {
  await put(world.release, 'e2e-load', 'there');
  await beside(world, 'load.cjs', '/items/e2e-load', work);
}

/** Runs a work while items are written, 200 a second. @throws AssertionError when a write fails */
export async function underWrites(world: World, work: () => Promise<unknown>): Promise<void> {
  await beside(world, 'writes.cjs', '/items/e2e-written', work);
}

/** The text of a script that runs in a pod. */
export const podScript = (name: string): string => readFileSync(path.join(__dirname, 'pods', name), 'utf8');

// --- internal ---

/** @param script sends requests until its standard input ends, and prints what came of them */
async function beside(
  { release, steps }: World,
  script: string,
  url: string,
  work: () => Promise<unknown>,
): Promise<void> {
  const pod = await release.webappPod();
  const args = [
    'exec',
    '-i',
    '--namespace',
    release.workload,
    pod.metadata.name,
    '--',
    'node',
    '-e',
    podScript(script),
    '-',
    url,
  ];
  const loader = spawn('kubectl', args);
  let said = '';
  for (const stream of [loader.stdout, loader.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const ended = once(loader, 'close');
  // Whoever sends has ended before: the count says so.
  loader.stdin.on('error', () => {});
  try {
    await work();
  } finally {
    loader.stdin.end();
    await ended;
    steps.show(`load: ${said.trim()}`);
  }
  assert.match(said, /^\{/, `the load broke off, as when the pod's container was killed: ${said.trim()}`);
  const { failed, reads, writes } = JSON.parse(said) as { failed: string[]; reads?: number; writes?: number };
  assert.deepEqual(failed, []);
  const sent = reads ?? writes ?? 0;
  assert.ok(sent > ENOUGH, `only ${sent} requests were sent`);
}
