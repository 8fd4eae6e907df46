import { UsageError } from '../errors';
import type { Io } from '../io';
import { formatPath, isObject, type Json, parsePath } from '../json';
import { inRoot, PATHS } from '../project';
import { RULES } from '../rules';
import type { Rule } from '../rules/rule';
import { bundleSchema } from '../schema/bundle';
import { defaultOf, describeBounds, describeType, namedProperties, schemaAt } from '../schema/tree';
import type { JsonSchema } from '../schema/types';
import { explainInSubchart, type SubchartValue } from '../subcharts/explain';
import { suggest } from '../text/suggest';
import { wrap } from '../text/wrap';
import type { Command } from './command';
import { knownKeys, type ValueNames } from './known-keys';
import { parseCommandLine } from './parse';

export const explain: Command = {
  name: 'explain',
  args: 'PATH|RULE',
  summary: 'type, default, unit and meaning of a value, also of the subcharts, or what a rule is for',
  help: `PATH is dotted, as in findings; a key with dots of its own goes in brackets: webapp.podLabels["example.com/team"].
RULE is what \`--format json\` names, for example redis-memory. Subchart values come from the packages that \`make deps\`
brings; their descriptions are the comments of their values.yaml.

Options:
  --list   the names of all values whose path begins with PATH, or of all rules when PATH is \`rules\`

Examples:
  gen-values explain webapp.limits.bodyBytes
  gen-values explain kube-prometheus-stack.prometheus.prometheusSpec.retention
  gen-values explain --list redis.replica.`,
  async run(argv, io) {
    const { values, positionals } = parseCommandLine(argv, { list: { type: 'boolean', default: false } });
    const [given] = positionals;
    if (positionals.length > 1 || (given === undefined && !values.list)) throw new UsageError('explain takes one path');
    if (values.list) return list(given ?? '', io);
    const rule = RULES.find(({ name }) => name === given);
    return rule ? explainRule(rule, io) : explainValue(given as string, io);
  },
};

// --- internal ---

function list(prefix: string, io: Io): number {
  const rules = RULES.map(({ name }) => name).sort();
  const names = prefix === 'rules' ? rules : knownKeys(io).startingWith(prefix);
  io.stdout(names.map((name) => `${name}\n`).join(''));
  return names.length > 0 ? 0 : 1;
}

function explainRule({ name, why, inChart }: Rule, io: Io): number {
  const where = inChart ? 'gen-values validate, and the chart itself' : 'gen-values validate';
  io.stdout(sheet(name, why, [['checked by', where]]));
  return 0;
}

function explainValue(given: string, io: Io): number {
  const path = parsePath(given);
  const schema = bundleSchema(inRoot(io.root, PATHS.valuesSchema));
  const own = schemaAt(schema, path);
  const subchart = explainInSubchart(path, io);
  if (!own?.description && !subchart) {
    io.stderr(`${given}: there is no such value${nearby(knownKeys(io), given, path)}\n`);
    return 1;
  }
  io.stdout(
    own?.description ? describeOwn(path, own, schema, subchart) : describeSubchart(path, subchart as SubchartValue),
  );
  return 0;
}

function describeOwn(path: string[], own: JsonSchema, root: JsonSchema, subchart: SubchartValue | undefined): string {
  const bounds = describeBounds(own);
  return sheet(formatPath(path), own.description ?? '', [
    ['type', describeType(own)],
    ['unit', own['x-unit'] ?? ''],
    ['allowed', bounds],
    ['default', own.properties ? '' : show(defaultOf(own, root))],
    ['subchart default', subchart && !own.properties ? show(subchart.default) : ''],
    ['example', own.examples?.[0] === undefined ? '' : show(own.examples[0])],
    [
      'keys',
      namedProperties(own, root)
        .map(([key]) => key)
        .join(', '),
    ],
  ]);
}

function describeSubchart(path: string[], { chart, description, default: value }: SubchartValue): string {
  const keys = isObject(value) ? Object.keys(value) : [];
  return sheet(formatPath(path), description, [
    ['from', chart],
    ['default', keys.length > 0 ? '' : show(value)],
    ['keys', keys.join(', ')],
  ]);
}

function sheet(title: string, description: string, rows: [string, string][]): string {
  const facts = rows.filter(([, value]) => value !== '').map(([name, value]) => `  ${name}: ${value}\n`);
  return `${title}\n${wrap(description || 'No description.', 100)
    .map((line) => `${`  ${line}`.trimEnd()}\n`)
    .join('')}${facts.join('')}`;
}

const show = (value: Json | undefined) => (value === undefined ? 'not set' : JSON.stringify(value));

/** The closest key where the path leaves what is known, or where a key of that name is. */
function nearby(known: ValueNames, given: string, path: readonly string[]): string {
  const rule =
    path.length === 1
      ? suggest(
          given,
          RULES.map(({ name }) => name),
        )
      : undefined;
  if (rule) return `; did you mean the rule ${rule}?`;
  const at = path.findIndex((key, depth) => !known.childrenOf(path.slice(0, depth)).includes(key));
  const close = suggest(path[at] ?? '', known.childrenOf(path.slice(0, at)));
  if (close) return `; did you mean ${formatPath([...path.slice(0, at), close, ...path.slice(at + 1)])}?`;
  const places = known.placesOf(path);
  return places.length > 0 ? `; did you mean ${places.join(' or ')}?` : '';
}
