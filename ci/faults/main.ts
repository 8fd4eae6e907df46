/**
 * make faults: breaks a release on purpose while clients write and read, and says what that cost.
 *
 * docs/faults.md has the scenarios, what is measured and how, and the settings.
 */
import { describeError, StackError } from '../../tools/deploy/errors';
import { PROJECT_ROOT } from '../../tools/values/io';
import { updatePage } from '../../tools/values/tme1crv/generate/documents';
import { inRoot, PATHS } from '../../tools/values/tme1crv/project';
import { eventually } from '../cluster/eventually';
import { releaseExists } from '../cluster/helm';
import { requireLocalCluster } from '../cluster/kubectl';
import { Alerts } from './cluster/alerts';
import { ClusterNode } from './cluster/node';
import { replicationProblem } from './cluster/redis';
import { Release } from './cluster/release';
import { readTopology } from './cluster/topology';
import { FAULTS } from './faults';
import type { Fault } from './faults/fault';
import { runInstalls } from './installs';
import { type Options, readOptions } from './options';
import { describeResult } from './report';
import { readCircumstances } from './results/circumstances';
import { appendLine } from './results/file';
import { type RunOptions, runFault } from './run';
import { NotHealedError } from './undo';

const RESULTS_FILE = inRoot(PROJECT_ROOT, PATHS.faultsResults);

async function main(signal: AbortSignal): Promise<boolean> {
  const known = FAULTS.map(({ name }) => name);
  const options = readOptions(process.env, known, RESULTS_FILE);
  const node = new ClusterNode(options.nodeCommand);
  const context = await requireLocalCluster('FAULTS_ANY_CLUSTER', 'This program kills processes and deletes claims');
  if (options.installs > 0) {
    say(`${options.installs} installs on context ${context}`);
    return runInstalls(options, node, say);
  }
  say(`faults on context ${context}: ${options.faults.join(' ')}, ${options.runs} run(s) each`);
  const release = await install(options, node);
  try {
    return await runAll(options, node, release, signal);
  } finally {
    if (release !== undefined && !options.keep) {
      say(`removing release ${options.release}`);
      await release.remove();
    }
  }
}

// --- internal ---

const say = (line: string) => process.stdout.write(`${line}\n`);

async function install(options: Options, node: ClusterNode): Promise<Release | undefined> {
  if (await releaseExists(options)) {
    say(`release ${options.release} in ${options.namespace} is there: it is used and left`);
    return undefined;
  }
  const start = Date.now();
  const release = new Release(PROJECT_ROOT, options, node);
  await release.install();
  say(`release ${options.release} installed in ${seconds(start)} s`);
  return release;
}

async function runAll(
  options: Options,
  node: ClusterNode,
  release: Release | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  const topology = await readTopology(options.release);
  const wait = { what: 'the release to be whole', timeoutMs: 120_000, intervalMs: 1000, signal };
  await eventually(() => replicationProblem(topology), wait);
  const circumstances = await readCircumstances(PROJECT_ROOT, topology);
  say(Object.values(circumstances).join(', '));
  const alerts = options.alerts ? await Alerts.find(options.release) : undefined;
  const run: RunOptions = {
    topology,
    node,
    release,
    alerts,
    circumstances,
    items: options.items,
    short: options.short,
    signal,
    say: (line) => say(`      ${line}`),
  };
  let failed = 0;
  let passed = 0;
  for (const name of options.faults) {
    const fault = FAULTS.find((candidate) => candidate.name === name) as Fault;
    if (fault.sentinel !== undefined && fault.sentinel !== topology.sentinel) {
      say(`left out: ${name} is for a release ${fault.sentinel ? 'with Sentinel' : 'with one fixed primary'}`);
      continue;
    }
    if (fault.changesRelease && release === undefined) {
      say(`left out: ${name} changes the release, and this one was there before`);
      continue;
    }
    for (let turn = 1; turn <= options.runs; turn += 1) {
      if (await runOnce(fault, run, options, turn)) passed += 1;
      else failed += 1;
    }
  }
  say(`\nfaults: ${passed} passed, ${failed} failed`);
  return failed === 0;
}

async function runOnce(fault: Fault, run: RunOptions, options: Options, turn: number): Promise<boolean> {
  const start = Date.now();
  const label = options.runs === 1 ? fault.name : `${fault.name} ${turn}/${options.runs}`;
  try {
    if (fault.needsNode && !run.node.available) {
      throw new StackError(
        `${fault.name} needs the node`,
        'Set FAULTS_NODE to a command that runs its arguments there, for example: docker exec kind-control-plane',
      );
    }
    const result = await runFault(fault, run);
    if (options.resultsFile !== '') {
      appendLine(options.resultsFile, result);
      if (options.resultsFile === RESULTS_FILE) updatePage(PROJECT_ROOT, 'docs/faults.md');
    }
    const passed = result.problems.length === 0;
    say(`${passed ? 'ok   ' : 'FAIL '} ${label} (${seconds(start)} s)`);
    for (const line of describeResult(result)) say(`      ${line}`);
    return passed;
  } catch (error) {
    run.signal.throwIfAborted();
    if (error instanceof NotHealedError) throw error;
    say(`FAIL  ${label} (${seconds(start)} s)\n      ${describeError(error).replaceAll('\n', '\n      ')}`);
    return false;
  }
}

const seconds = (start: number) => Math.round((Date.now() - start) / 1000);

const interruption = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    if (!interruption.signal.aborted) say(`${name}: healing first; this takes a while`);
    interruption.abort(new StackError(`interrupted by ${name}`));
  });
}

main(interruption.signal).then(
  (passed) => {
    process.exitCode = passed ? 0 : 1;
  },
  (error: unknown) => {
    const shown =
      interruption.signal.aborted && !(error instanceof NotHealedError) ? interruption.signal.reason : error;
    process.stderr.write(`faults: ${describeError(shown)}\n`);
    process.exitCode = error instanceof StackError ? error.exitCode : 1;
  },
);
