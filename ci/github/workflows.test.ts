/** What the workflows name exists: make's targets, versions of Kubernetes and Helm, the node's command, scripts' variables. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { PROJECT_ROOT } from '../../tools/values/io';
import { NODE_COMMAND, VERSIONS } from '../kind/commands';

interface Step {
  uses?: string;
  run?: string;
  env?: Record<string, string>;
}

interface Job {
  permissions?: Record<string, string>;
  strategy?: { matrix: { [key: string]: string[] } & { include?: Record<string, string>[] } };
  env?: Record<string, string>;
  steps: Step[];
}

interface Workflow {
  permissions: Record<string, string>;
  jobs: Record<string, Job>;
}

const read = (file: string) => readFileSync(join(PROJECT_ROOT, file), 'utf8');
const files = globSync('.github/workflows/*.yml', { cwd: PROJECT_ROOT }).sort();
const workflows = new Map<string, Workflow>(files.map((file) => [file, parse(read(file))]));
const targets = new Set(Array.from(read('Makefile').matchAll(/^([a-z0-9-]+):/gm), ([, name]) => name ?? ''));

for (const [file, workflow] of workflows) {
  describe(file, () => {
    test('has no permission that a job does not ask for', () => {
      assert.deepEqual(workflow.permissions, {});
      for (const job of Object.values(workflow.jobs)) assert.ok(Object.keys(job.permissions ?? {}).length > 0);
    });

    test('calls targets that the Makefile has', () => {
      for (const target of Object.values(workflow.jobs).flatMap(targetsOf)) {
        assert.ok(targets.has(target), `make ${target}: the Makefile has no such target`);
      }
    });

    test('sets variables that something reads', () => {
      const readers = globSync(['ci/**/*.{sh,ts}', 'Makefile'], { cwd: PROJECT_ROOT }).map(read).join('\n');
      for (const job of Object.values(workflow.jobs)) {
        const words = `${readers}\n${job.steps.map(({ run = '' }) => run).join('\n')}`;
        for (const name of Object.keys(Object.assign({}, job.env, ...job.steps.map(({ env }) => env)))) {
          if (name !== 'GH_TOKEN') assert.match(words, new RegExp(`\\b${name}\\b`), `nothing reads ${name}`);
        }
      }
    });
  });
}

test('an action is the same version everywhere', () => {
  const uses = [...workflows.values()].flatMap(({ jobs }) => Object.values(jobs)).flatMap(({ steps }) => steps);
  const versions = new Map<string, Set<string>>();
  for (const { uses: action } of uses) {
    const [name, version] = action?.split('@') ?? [];
    if (name !== undefined) versions.set(name, (versions.get(name) ?? new Set()).add(version ?? ''));
  }
  assert.ok(versions.size > 0);
  for (const [name, found] of versions) assert.equal(found.size, 1, `${name}: ${[...found].join(', ')}`);
});

test('the matrix has every version of Kubernetes with a node image, and both of Helm', () => {
  const { kubernetes, helm = [] } = job('cluster', 'e2e').strategy?.matrix ?? {};
  assert.deepEqual(kubernetes, VERSIONS);
  assert.equal(VERSIONS.length, 3);
  assert.deepEqual(helm, ['helm', 'helm4']);
  for (const name of helm) assert.match(read('ci/tools/build.ts'), new RegExp(`^ {2}${name}: \\{`, 'm'));
});

test('faults reach the node of the cluster that they run on, with values that exist', () => {
  const { steps, strategy } = job('nightly', 'faults');
  const env = steps.map((step) => step.env?.['FAULTS_NODE']).filter(Boolean);
  assert.deepEqual(env, [NODE_COMMAND]);
  for (const { values } of strategy?.matrix.include ?? []) if (values) read(values);
});

// --- internal ---

function job(workflow: string, name: string): Job {
  return workflows.get(`.github/workflows/${workflow}.yml`)?.jobs[name] ?? assert.fail(`${workflow}: no job ${name}`);
}

/** Those of its `make` commands; a name that a matrix gives stands in an array of it called `target`. */
function targetsOf({ steps, strategy }: Job): string[] {
  const commands = steps.flatMap(({ run = '' }) => run.split('\n')).filter((line) => line.startsWith('make '));
  return commands
    .flatMap((line) => line.split(' ').slice(1))
    .filter((word) => !word.includes('='))
    .flatMap((word) => (word === '"$TARGET"' ? (strategy?.matrix['target'] ?? []) : [word]));
}
