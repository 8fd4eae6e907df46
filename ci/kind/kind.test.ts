/**
 * kind itself, the pinned one, reads the configurations of both clusters and every option that it is given, by the workflows and by
 * `./deploy-all.sh --target kind`. Docker is played by a script that notes what kind asks of it and starts no container.
 */
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Context } from '../../tools/deploy/context';
import * as deployer from '../../tools/deploy/kind/kind';
import type { Cluster } from '../../tools/deploy/kubernetes/cluster';
import { provideImage } from '../../tools/deploy/kubernetes/image';
import { readOptions } from '../../tools/deploy/options';
import { type RunResult, run } from '../../tools/deploy/run';
import { PROJECT_ROOT } from '../../tools/values/io';
import { down, NODE_COMMAND, up, VERSIONS } from './commands';
import nodeImages from './node-images.json';

const folder = mkdtempSync(join(tmpdir(), 'kind-test-'));
const calls = join(folder, 'calls');
const nodes = join(folder, 'nodes');
const path = process.env['PATH'];

/** `docker run` is where kind would start a node: it fails there, and takes back what it did. */
const DOCKER = `#!/bin/sh
printf '%s\\n' "$*" >>'${calls}'
case "$1 $2" in
  'info '*) echo '{}' ;;
  'ps '*) cat '${nodes}' ;;
  'network ls') echo kind ;;
  'network inspect') echo '[]' ;;
  'save --output') : >"$3" ;;
  'image inspect') echo sha256:1 ;;
  'inspect --format') echo control-plane ;;
  'run '*) exit 1 ;;
esac
`;
/** What cobra says of a command line, and kind of a configuration, that it can't read. */
const UNREADABLE = /unknown (shorthand )?(flag|command)|flag needs|invalid argument|required flag|accepts \d|decode/i;

before(() => {
  const programs = join(folder, 'bin');
  mkdirSync(programs);
  for (const [name, text] of Object.entries({ docker: DOCKER, kubectl: '#!/bin/sh\n' })) {
    writeFileSync(join(programs, name), text);
    chmodSync(join(programs, name), 0o755);
  }
  process.env['PATH'] = [programs, join(PROJECT_ROOT, '.tools/bin'), path].join(delimiter);
});
beforeEach(() => {
  writeFileSync(calls, '');
  writeFileSync(nodes, '');
});
after(() => {
  process.env['PATH'] = path;
  rmSync(folder, { recursive: true, force: true });
});

const docker = () => readFileSync(calls, 'utf8').trim().split('\n');
/** The commands with which kind would have started a node. */
const started = () => docker().filter((call) => call.startsWith('run '));

describe("the workflows' cluster", () => {
  for (const version of VERSIONS) {
    test(`Kubernetes ${version}: one node, of the image for it, its API server on loopback`, async () => {
      const [[program, ...args] = ['']] = up(version);
      const { stdout, stderr } = await run(program, args);
      assert.doesNotMatch(stdout + stderr, UNREADABLE);
      assert.equal(started().length, 1, stderr);
      assert.match(started()[0] ?? '', new RegExp(` --name ${NODE_COMMAND.split(' ').at(-1)} `));
      assert.match(started()[0] ?? '', new RegExp(`--publish=127\\.0\\.0\\.1:\\d+:6443/TCP .* ${image(version)}$`));
    });
  }

  test('kind reads the commands that load the image and delete the cluster', async () => {
    writeFileSync(nodes, `${NODE_COMMAND.split(' ').at(-1)}\n`);
    for (const [program, ...args] of [...up('1.36').slice(1), ...down()]) {
      const { stdout, stderr } = await run(program, args);
      assert.doesNotMatch(stdout + stderr, UNREADABLE);
    }
    assert.ok(docker().some((call) => call.startsWith('build --tag tme1crv-webapp:')));
    assert.ok(docker().some((call) => call.startsWith('rm -f -v tme1crv-ci-control-plane')));
  });

  test('a version without an image is refused with those that there are', () =>
    assert.throws(() => up('1.20'), { message: 'KUBERNETES=1.20: no node image of that version', hint: /1\.36/ }));
});

describe('./deploy-all.sh --target kind', () => {
  test('up: two nodes of the pinned image', async () => {
    const results = await deploy(deployer.up, 'up');
    assert.deepEqual(commands(results), ['get clusters', 'create cluster']);
    for (const { output } of results) assert.doesNotMatch(output, UNREADABLE);
    assert.equal(started().length, 2);
    for (const call of started()) assert.match(call, /kindest\/node:v[\d.]+@sha256:[\da-f]{64}$/);
  });

  test('up, with the cluster there: its kubeconfig is asked for', async () => {
    writeFileSync(nodes, 'tme1crv\n');
    const results = await deploy(deployer.up, 'up');
    assert.deepEqual(commands(results), ['get clusters', 'export kubeconfig']);
    for (const { output } of results) assert.doesNotMatch(output, UNREADABLE);
  });

  test("up: the web app's image is loaded", async () => {
    writeFileSync(nodes, 'tme1crv-control-plane\n');
    const value = (path: string) => path === 'webapp.enabled';
    const cluster = { name: 'kind-tme1crv' } as Cluster;
    const results = await deploy((context) => provideImage(context, cluster, value, () => {}), 'up');
    assert.deepEqual(commands(results), ['load image-archive']);
    assert.doesNotMatch(results[0]?.output ?? '', UNREADABLE);
    assert.ok(docker().some((call) => call.startsWith('exec --privileged tme1crv-control-plane ')));
  });

  test('down --delete-data', async () => {
    const results = await deploy(deployer.down, 'down', '--delete-data', '--yes');
    assert.deepEqual(commands(results), ['delete cluster']);
    assert.equal(results[0]?.code, 0);
  });
});

describe('what these tests would find', () => {
  test('an option that kind does not have', async () => {
    const { stderr } = await run('kind', ['create', 'cluster', '--nmae', 'x']);
    assert.match(stderr, UNREADABLE);
  });

  test('a key that a configuration does not have', async () => {
    const config = join(folder, 'wrong.yaml');
    writeFileSync(config, 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnoodes: []\n');
    const { stderr } = await run('kind', ['create', 'cluster', '--config', config]);
    assert.match(stderr, UNREADABLE);
    assert.deepEqual(started(), []);
  });
});

const image = (version: string) => nodeImages[version as keyof typeof nodeImages].replaceAll('.', '\\.');

interface KindCall {
  args: readonly string[];
  code: number;
  output: string;
}

const commands = (results: readonly KindCall[]) => results.map(({ args }) => args.slice(0, 2).join(' '));

/** Runs a command of the deployer as far as it comes without a container. @returns what it asked of kind */
async function deploy(command: (context: Context) => Promise<unknown>, ...argv: string[]): Promise<KindCall[]> {
  const results: KindCall[] = [];
  const note = (args: readonly string[], { code, stdout, stderr }: RunResult) =>
    results.push({ args, code, output: stdout + stderr });
  const context: Context = {
    options: readOptions([...argv, '--target', 'kind'], PROJECT_ROOT) ?? assert.fail('help was asked for'),
    repository: PROJECT_ROOT,
    stateFolder: join(folder, 'state'),
    output: { write: () => true },
    run: async (program, args, options) => {
      const result = await run(program, args, options);
      if (program === 'kind') note(args, result);
      return result;
    },
    env: process.env,
    signal: AbortSignal.timeout(60_000),
    nextSignal: () => AbortSignal.timeout(60_000),
    ask: async () => undefined,
    startedAt: 0,
  };
  await command(context).catch(() => {});
  return results;
}
