/** The dashboards against the types that Grafana publishes, in the version that the chart's stack runs. */
import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import ts from 'typescript';
import { dashboards } from './index';
import { panelsOf } from './inspect';

test('Grafana’s own types know every field and every value of the dashboards, and of the panels in them', () => {
  assert.deepEqual(
    dashboards().flatMap((dashboard) => complaints(source(dashboard))),
    [],
  );
});

test('a field and a value that Grafana doesn’t know are found', () => {
  const dashboard = JSON.parse(JSON.stringify(dashboards()[0])) as Dashboard;
  const [panel] = panelsOf(dashboard).filter(({ type }) => type === 'timeseries');
  Object.assign(panel?.fieldConfig?.defaults ?? {}, { decimal: 1 });
  Object.assign(panel?.fieldConfig?.defaults.custom as object, { showPoints: 'sometimes' });
  const found = complaints(source(dashboard)).join('\n');
  assert.match(found, /"decimal"/);
  assert.match(found, /"sometimes"/);
});

// --- internal ---

const KINDS: Record<string, string> = {
  timeseries: 'timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen',
  stat: 'stat/panelcfg/x/StatPanelCfg_types.gen',
  table: 'table/panelcfg/x/TablePanelCfg_types.gen',
  text: 'text/panelcfg/x/TextPanelCfg_types.gen',
};
/** Fields of queries, variables and annotations that only the data source knows. */
const PROMETHEUS_OWN = new Set([
  'expr',
  'instant',
  'range',
  'interval',
  'definition',
  'titleFormat',
  'textFormat',
  'tagKeys',
]);
const RAW = '@grafana/schema/dist/esm/raw/composable';

/** A program that is right only where Grafana's types accept the dashboard; enums are compared by their values. */
function source(dashboard: Dashboard): string {
  const lines = [
    `import type { Dashboard } from '@grafana/schema';`,
    ...Object.entries(KINDS).map(([kind, path]) => `import type * as ${kind} from '${RAW}/${path}';`),
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a type of the program
    'type Plain<T> = T extends string ? `${T}` : T extends object ? { [K in keyof T]: Plain<T[K]> } : T;',
    `(${JSON.stringify(dashboard, (key, value) => (PROMETHEUS_OWN.has(key) ? undefined : value))}) satisfies Plain<Dashboard>;`,
  ];
  for (const { type, options, fieldConfig } of panelsOf(dashboard)) {
    lines.push(`(${JSON.stringify(options ?? {})}) satisfies Plain<Partial<${type}.Options>>;`);
    const custom = fieldConfig?.defaults.custom;
    if (custom !== undefined) lines.push(`(${JSON.stringify(custom)}) satisfies Plain<Partial<${type}.FieldConfig>>;`);
  }
  return lines.join('\n');
}

/** What the compiler says of a program that lies, in memory only, beside this file. */
function complaints(text: string): string[] {
  const file = join(__dirname, 'in-memory.ts');
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(file, text, ts.ScriptTarget.ESNext) : getSourceFile(name, ...rest);
  host.fileExists = (name) => name === file || fileExists(name);
  host.getCurrentDirectory = () => dirname(file);
  const program = ts.createProgram([file], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}
