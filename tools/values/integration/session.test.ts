/**
 * docs/values-session.md shows what really happens: its commands run again, in one shell, and must print what stands there.
 * UPDATE_EXPECTED=1 writes down what they print; with SESSION_CLUSTER=1 also those of the block on a cluster, for which the
 * current kube context must have the release (`helm install tme1crv ./chart` with what testdata/session.yaml switches off).
 */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { findHelm } from '../../deploy/binaries/helm';
import { bringSubcharts } from '../../deploy/subcharts';
import { PROJECT_ROOT } from '../io';
import { dependencies, findPackage } from '../subcharts/packages';
import { temporaryFolder } from '../testing/io';
import { chartFolder } from '../tme1crv/project';

const DOCUMENT = path.join(PROJECT_ROOT, 'docs/values-session.md');
const BLOCK = /(<!-- on a cluster -->\n)?```console\n([\s\S]*?)```/g;
/** Between what one command prints and the next; no command prints it. */
const MARK = '\u0001';

const cluster = process.env['SESSION_CLUSTER'] === '1';
const there = dependencies(chartFolder(PROJECT_ROOT)).every((one) =>
  findPackage(one, chartFolder(PROJECT_ROOT), process.env),
);

test('the recorded session is true', { skip: there ? false : "the subcharts aren't there (make deps)" }, async (t) => {
  await bringSubcharts({ repository: PROJECT_ROOT, helm: () => findHelm(PROJECT_ROOT), say: () => {} });
  const folder = temporaryFolder(t);
  for (const name of ['chart', 'tools', 'node_modules'])
    symlinkSync(path.join(PROJECT_ROOT, name), path.join(folder, name));
  copyFileSync(path.join(PROJECT_ROOT, 'tools/values/testdata/session.yaml'), path.join(folder, 'my.yaml'));

  const before = readFileSync(DOCUMENT, 'utf8');
  const blocks = [...before.matchAll(BLOCK)].map(([, onCluster, body = '']) => ({ runs: !onCluster || cluster, body }));
  const printed = run(
    blocks.flatMap(({ runs, body }) => (runs ? commandsOf(body) : [])),
    folder,
  );
  const after = before.replace(BLOCK, (block, onCluster: string | undefined, body: string) => {
    if (onCluster && !cluster) return block;
    const session = commandsOf(body).map((command) => `$ ${command}\n${printed.shift() ?? ''}`);
    return `${onCluster ?? ''}\`\`\`console\n${session.join('')}\`\`\``;
  });
  if (process.env['UPDATE_EXPECTED']) writeFileSync(DOCUMENT, after);
  assert.equal(after, process.env['UPDATE_EXPECTED'] ? after : before);
});

// --- internal ---

const commandsOf = (body: string) => [...body.matchAll(/^\$ (.*)$/gm)].map(([, command]) => command as string);

/** Runs the commands one after the other in one shell; what each prints to either stream. */
function run(commands: readonly string[], cwd: string): string[] {
  const script = commands.map((command) => `${command}\nprintf '${MARK}'\n`).join('');
  const tools = [path.join(PROJECT_ROOT, '.tools/bin'), path.join(PROJECT_ROOT, 'node_modules/.bin')];
  const PATH = [...tools, process.env['PATH']].join(':');
  const output = execFileSync('bash', ['-c', `exec 2>&1\n${script}`], {
    cwd,
    encoding: 'utf8',
    // What npm has to say of this machine's settings is no part of the session.
    env: { ...process.env, PATH, npm_config_loglevel: 'error' },
  });
  return output.split(MARK);
}
