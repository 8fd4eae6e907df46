/** What Helm says when it refuses to render, in plain words and with the values paths that it names. */
import { templatePaths } from '../subcharts/template-paths';
import type { ChartKey } from './chart-tree';
import { chartOfTemplate } from './objects';

export interface HelmProblem {
  rule: 'subchart-schema' | 'helm-render';
  message: string;
  fix?: string;
  /** Values paths that it may be about, the likeliest first. */
  paths: string[][];
  /** The chart whose template it is; undefined when no template speaks. */
  chart?: ChartKey;
}

/** Everything in one refusal: a schema's errors and a list of reasons are several. */
export function readRefusal(refusal: string): HelmProblem[] {
  const text = refusal.replace(/^Error: /, '').trim();
  return schemaErrors(text) ?? refusals(text) ?? yamlError(text) ?? [templateError(text) ?? other(text)];
}

/** Values that Helm drops with no more than a warning; each once. */
export function readWarnings(warnings: string): { path: string[]; message: string }[] {
  const found = new Map<string, { path: string[]; message: string }>();
  for (const line of warnings.split('\n')) {
    const [, over] = /cannot overwrite table with non table for (\S+) /.exec(line) ?? [];
    const [, under] = /destination for (\S+) is a table/.exec(line) ?? [];
    const path = (over ?? under)?.split('.').slice(1);
    if (!path) continue;
    const message = over
      ? 'stands where the chart has a map, and Helm takes it with no more than a warning'
      : 'is a map where the chart has a single value or a list';
    found.set(path.join('.'), { path, message });
  }
  return [...found.values()];
}

// --- internal ---

/** `- at '/a/b': got array, want object`, by chart: https://github.com/santhosh-tekuri/jsonschema */
function schemaErrors(text: string): HelmProblem[] | undefined {
  if (!text.startsWith("values don't meet the specifications of the schema(s)")) return undefined;
  let chart: string[] = [];
  const found: HelmProblem[] = [];
  for (const line of text.split('\n').slice(1)) {
    const [, name] = /^(\S+):$/.exec(line) ?? [];
    // The outermost chart speaks of its own values, any other one of those under its name.
    if (name) chart = [name];
    const [, pointer = '', said = ''] = /^\s*- at '([^']*)': (.*)$/.exec(line) ?? [];
    // The lines below say what failed.
    if (!said || said === 'validation failed' || /^(anyOf|oneOf|allOf) failed/.test(said)) continue;
    const path = pointer
      .split('/')
      .slice(1)
      .map((step) => step.replace(/~1/g, '/').replace(/~0/g, '~'));
    const keys = /^additional propert/.test(said)
      ? [...said.matchAll(/'([^']+)'/g)].map(([, key]) => key as string)
      : [];
    const add = (at: string[], words: string) =>
      found.push({
        rule: 'subchart-schema',
        message: `${chart.join('.')}'s schema refuses it: ${words}`,
        paths: [[...chart, ...at], at],
      });
    for (const key of keys) add([...path, key], 'there is no such key');
    if (keys.length === 0) add(path, inWords(said));
  }
  return found;
}

const inWords = (said: string) =>
  said.replace(
    /\bgot (\w+), want (.+)$/,
    (_, got: string, want: string) =>
      `is ${kind(got)}; expects ${want
        .split(/,? or |, /)
        .map(kind)
        .join(' or ')}`,
  );

const KINDS: Readonly<Record<string, string>> = {
  object: 'a map',
  array: 'a list',
  string: 'a string',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'nothing',
};
const kind = (word: string) => KINDS[word] ?? word;

/** `fail` in a template. Several reasons in one text stand in a list. */
function refusals(text: string): HelmProblem[] | undefined {
  const [, template = '', said = ''] =
    /^execution error at \(([^:]+):\d+(?::\d+)?\): ([\s\S]*)$/.exec(text) ??
    /^template: ([^:]+):[\s\S]*error calling fail: ([\s\S]*)$/.exec(text) ??
    [];
  if (!template) return undefined;
  const reasons = [...said.matchAll(/^- (.*(?:\n(?!- ).+)*)/gm)].map(([, reason = '']) => reason.replace(/\s+/g, ' '));
  const all = reasons.length > 0 ? reasons : [said.replace(/\s+/g, ' ').trim()];
  const chart = chartOfTemplate(template);
  return all.map((message) => ({
    rule: 'helm-render',
    message: `${shown(template)} refuses it: ${message}`,
    paths: pathsIn(message, chart),
    chart,
  }));
}

/** Words with dots in a text: as they are, and below the chart that says them. */
function pathsIn(text: string, chart: ChartKey): string[][] {
  const words = [...text.matchAll(/(?<![\w/])\.?[A-Za-z][\w-]*(?:\.[A-Za-z][\w-]*)+/g)].map(([word]) =>
    word
      .replace(/^\./, '')
      .replace(/^Values\./, '')
      .split('.'),
  );
  return words.flatMap((path) => (chart.length > 0 ? [path, [...chart, ...path]] : [path]));
}

function yamlError(text: string): HelmProblem[] | undefined {
  const [, template, said = ''] = /^(?:YAML parse error on|unable to parse YAML[^:]*on) ([^:]+): (.*)/.exec(text) ?? [];
  if (!template) return undefined;
  const reason = said.replace(/^error converting YAML to JSON: /, '').replace(/^yaml: /, '');
  const message = `${shown(template)} makes text of it that is no YAML: ${reason}`;
  return [{ rule: 'helm-render', message, paths: [], chart: chartOfTemplate(template) }];
}

/** `template: FILE:LINE:COLUMN: executing "…" at <…>: …`, several within each other; the innermost says what is wrong. */
function templateError(text: string): HelmProblem | undefined {
  const [, template] = /^(?:template: )?([^:\s]+\/templates\/[^:]+):\d+:\d+: /.exec(text) ?? [];
  if (!template) return undefined;
  const asked = [...text.matchAll(/ at <([\s\S]*?)>: /g)].map(([, one = '']) => one);
  const end = text.lastIndexOf('>: ');
  const said = (end < 0 ? text : text.slice(end + 3)).replace(/\s+/g, ' ').trim();
  const chart = chartOfTemplate(template);
  const paths = asked
    .reverse()
    .flatMap(templatePaths)
    .flatMap((path) => (chart.length > 0 ? [[...chart, ...path], path] : [path]));
  // A text of the user's that is a template itself.
  const [, own] = /error during tpl function execution for ("(?:[^"\\]|\\.)*")/.exec(text) ?? [];
  const where = own ? `the template in it, which ${shown(template)} fills in, fails` : `${shown(template)} fails`;
  const at = asked[0] === undefined ? '' : ` at \`${asked[0]}\``;
  return { rule: 'helm-render', message: `${where}${at}: ${plain(said)}`, paths, chart };
}

/** Go's words. */
const PLAIN: readonly [RegExp, (...found: string[]) => string][] = [
  [
    /nil pointer evaluating (?:interface \{\}|\S+)\.(\S+)$/,
    (name) => `it asks for \`${name}\` of something that isn't set`,
  ],
  [/wrong type for value; expected (.+?); got (.+)$/, (want, got) => `it expects ${go(want)} and got ${go(got)}`],
  [/can't index item of type (.+)$/, (got) => `it can't look into ${go(got)}`],
  [/range can't iterate over (.+)$/, (got) => `it expects a list or a map and got ${got}`],
  [/can't evaluate field (\S+) in type (.+)$/, (name, got) => `it asks for \`${name}\` of ${go(got)}`],
  [/invalid value; expected (.+)$/, (want) => `it expects ${go(want)}, and nothing is set`],
  [/incompatible types for comparison$/, () => 'it compares two values of different types'],
  [/function "(.+)" not defined$/, (name) => `Helm has no function \`${name}\``],
];

const TYPES: readonly [RegExp, string][] = [
  [/^map\[string\]/, 'a map'],
  [/^\[\]/, 'a list'],
  [/^string$/, 'a text'],
  [/^(float64|int64|int)$/, 'a number'],
  [/^bool$/, 'true or false'],
  [/^interface \{\}$/, 'something else'],
];
const go = (type = '') => TYPES.find(([pattern]) => pattern.test(type))?.[1] ?? type;

function plain(said: string): string {
  for (const [pattern, words] of PLAIN) {
    const found = pattern.exec(said);
    if (found) return words(...found.slice(1));
  }
  return said;
}

const MAX_SHOWN = 600;

function other(text: string): HelmProblem {
  const line = text.replace(/\s+/g, ' ');
  const message = line.length > MAX_SHOWN ? `${line.slice(0, MAX_SHOWN)}…` : line;
  const fix = 'look for a template without end, in the chart or in a value';
  return { rule: 'helm-render', message, paths: [], ...(line.startsWith('Helm was ended') ? { fix } : {}) };
}

/** A template's file without the outermost chart's name. */
const shown = (template: string) => template.split('/').slice(1).join('/');
