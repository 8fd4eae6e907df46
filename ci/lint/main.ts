/**
 * make lint-test: every check that needs neither a cluster nor a running service.
 *
 * Each check is named and timed; all run, and the end says which failed. Checks of the chart with its subcharts are left out, with one line
 * that says so, where the subcharts can't be had.
 */
import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { findHelm } from '../../tools/deploy/binaries/helm';
import { copyChartAlone } from '../../tools/deploy/chart-alone';
import { type RunResult, run } from '../../tools/deploy/run';
import { bringSubcharts, haveSubcharts } from '../../tools/deploy/subcharts';
import { PROJECT_ROOT } from '../../tools/values/io';
import { provideSchemas, SCHEMA_LOCATION } from './schemas';

const MAX_LINES_SHOWN = 200;

interface Check {
  name: string;
  run: () => Promise<RunResult>;
  /** What it prints is shown also when all is well. */
  show?: boolean;
}

async function main(): Promise<void> {
  process.chdir(PROJECT_ROOT);
  const own = ['.venv/bin', '.tools/bin', 'node_modules/.bin'].map((folder) => join(PROJECT_ROOT, folder));
  process.env['PATH'] = [...own, process.env['PATH']].join(delimiter);
  const folder = mkdtempSync(join(tmpdir(), 'lint-'));
  try {
    await provideSchemas();
    const alone = join(folder, 'chart');
    copyChartAlone(PROJECT_ROOT, alone);
    const planned = join(folder, 'planned.yaml');
    const results = [await perform(ownChecks(alone)), await perform(valuesChecks(alone, planned))];
    if (haveSubcharts(PROJECT_ROOT)) {
      await bringSubcharts({ repository: PROJECT_ROOT, helm: () => findHelm(PROJECT_ROOT), say: () => {} });
      results.push(await perform(checksWithSubcharts(planned)));
    } else {
      console.log(LEFT_OUT);
    }
    report(results.flat());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// --- internal ---

const LEFT_OUT =
  'left out: checks of the chart with its subcharts (they are neither in chart/charts nor in CHART_DEPS_DIR; make deps brings them)';

const tool =
  (program: string, ...args: string[]) =>
  () =>
    run(program, args);
const generator = (...args: string[]) => tool('ts-node', 'tools/gen-values.ts', ...args);

function ownChecks(alone: string): Check[] {
  const yaml = [
    'ci/',
    'chart/Chart.yaml',
    'chart/values.yaml',
    'chart/profiles',
    'chart/ci',
    'chart/tests',
    '.github',
    'examples',
  ];
  return [
    { name: 'generated files are up to date (gen-values --check)', run: generator('--check') },
    {
      name: 'the local stack starts with what the chart renders (default-settings.ts --check)',
      run: tool('ts-node', 'tools/deploy/local/default-settings.ts', '--check'),
    },
    {
      name: "Kubernetes' schemas of validate --deep are the pinned ones (deep-schemas.ts --check)",
      run: tool('ts-node', 'ci/lint/deep-schemas.ts', '--check'),
    },
    { name: 'chart-testing lint', run: tool('ct', 'lint', '--config', 'ci/ct.yaml') },
    { name: 'yamllint', run: tool('yamllint', '--strict', '-c', 'ci/lintconf.yaml', ...yaml) },
    { name: 'shellcheck', run: tool('shellcheck', '-x', ...shellScripts()) },
    {
      // grep -q ends at the first match, and with pipefail what wrote into the pipe then fails: now and then
      name: 'no script pipes into grep -q (redirect to /dev/null instead)',
      run: tool(
        'bash',
        '-c',
        '! grep -nE "[|] *grep -[a-zA-Z]*q" -- "$@"',
        'no-grep-q',
        ...globSync('{ci,tools,chart}/**/*.sh'),
      ),
    },
    { name: 'actionlint', run: tool('actionlint') },
    { name: 'zizmor on the workflows', run: tool('zizmor', '--offline', '--no-progress', '.github') },
    {
      name: "Renovate's configuration fits its schema",
      run: tool('check-jsonschema', '--builtin-schema', 'vendor.renovate', '.github/renovate.json'),
    },
    { name: 'kubeconform, own templates, default values', run: () => conform(alone) },
    { name: 'kubeconform refuses a misspelled field', run: () => refusesUnknownFields(alone) },
    { name: 'kubeconform, examples', run: conformExamples },
    {
      name: 'helm-unittest, own templates',
      run: tool('helm-unittest', '--color=false', '-f', 'tests/*_test.yaml', alone),
    },
    { name: 'promtool on the rendered rules', run: tool('ts-node', 'tools/monitoring/rules/main.ts'), show: true },
  ];
}

/** @param planned where a plan is written, with what it sets only sometimes: zones, larger bodies */
function valuesChecks(alone: string, planned: string): Check[] {
  const plan = ['plan', '--reads', '500', '--writes', '20', '--items', '1e5', '--item-bytes', '100KiB', '--zones', '3'];
  return [
    { name: 'gen-values plan', run: generator(...plan, '-o', planned) },
    ...valuesFiles(planned).flatMap((file) => [
      { name: `gen-values validate ${shown(file)}`, run: generator('validate', '--strict', file) },
      { name: `kubeconform, own templates, ${shown(file)}`, run: () => conform(alone, '-f', file) },
    ]),
  ];
}

function checksWithSubcharts(planned: string): Check[] {
  const tests = ['--color=false', '-f', 'tests/with-subcharts/*_test.yaml', 'chart'];
  return [
    ...valuesFiles(planned).flatMap((file) => [
      { name: `kubeconform, with subcharts, ${shown(file)}`, run: () => conform('chart', '-f', file) },
      { name: `gen-values validate --deep ${shown(file)}`, run: () => deeply(file) },
    ]),
    { name: 'kubeconform, with subcharts, default values', run: () => conform('chart') },
    { name: 'helm-unittest, with subcharts', run: tool('helm-unittest', ...tests) },
  ];
}

/** Looking for values without effect takes most of the time, and a file of ours that has one shows it in review. */
const deeply = (file: string) => generator('validate', '--deep', '--strict', '--effect-seconds', '0', file)();

const valuesFiles = (planned: string) => [
  ...['chart/profiles', 'chart/ci', 'chart/tests/values'].flatMap((folder) => globSync(`${folder}/*.yaml`).sort()),
  planned,
];

const shown = (file: string) => (file.startsWith('/') ? 'a plan' : file);

/** Renders, and holds the result against the schemas: anything that isn't known is an error. */
async function conform(...chartAndOptions: string[]): Promise<RunResult> {
  const rendered = await run('helm', ['template', 'tme1crv', ...chartAndOptions]);
  return rendered.code === 0 ? kubeconform(rendered.stdout) : rendered;
}

const kubeconform = (manifests: string) =>
  run('kubeconform', ['-strict', '-summary', '-schema-location', SCHEMA_LOCATION], { input: manifests });

/** What is skipped is checked by ci/gitops/fields.ts, or is no object of a cluster. */
function conformExamples(): Promise<RunResult> {
  const skip = ['-skip', 'Application,ExternalSecret', '-ignore-filename-pattern', '/(\\.sops|kustomization)\\.yaml$'];
  return run('kubeconform', ['-strict', '-schema-location', SCHEMA_LOCATION, ...skip, 'examples']);
}

/** That the check of own templates can fail. */
async function refusesUnknownFields(chart: string): Promise<RunResult> {
  const { stdout } = await run('helm', ['template', 'tme1crv', chart]);
  const broken = await kubeconform(stdout.replace(/terminationGracePeriodSeconds:/, 'terminationGracePeriodSecond:'));
  return { ...broken, code: broken.code === 1 ? 0 : 1 };
}

function shellScripts(): string[] {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { encoding: 'utf8' }).trim().split('\n');
  return files.filter(
    (file) => statSync(file, { throwIfNoEntry: false })?.isFile() && /^#!.*\b(bash|sh)$/.test(firstLine(file)),
  );
}

const firstLine = (file: string) => readFileSync(file, 'latin1').split('\n', 1)[0] ?? '';

/** @returns the names of those that failed, and an empty text for each that passed */
async function perform(checks: readonly Check[]): Promise<string[]> {
  const results: string[] = [];
  for (const { name, run: check, show = false } of checks) {
    const start = performance.now();
    const { code, stdout, stderr } = await check().catch((error) => ({ code: 1, stdout: '', stderr: String(error) }));
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(code === 0 ? `ok    ${name.padEnd(70)} ${seconds.padStart(5)} s` : `FAIL  ${name}`);
    const lines = `${stdout}${stderr}`.trimEnd().split('\n').slice(0, MAX_LINES_SHOWN);
    if (code !== 0 || show) console.log(lines.map((line) => `      ${line}`).join('\n'));
    results.push(code === 0 ? '' : name);
  }
  return results;
}

function report(results: readonly string[]): void {
  const failed = results.filter((name) => name !== '');
  console.log(`lint-test: ${results.length - failed.length} passed, ${failed.length} failed`);
  if (failed.length === 0) return;
  console.log(failed.map((name) => `  failed: ${name}`).join('\n'));
  process.exitCode = 1;
}

main();
