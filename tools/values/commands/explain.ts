import { UsageError } from '../errors';
import { formatPath, isObject, type Json, parsePath } from '../json';
import type { CommandIo } from '../plugin';
import type { BookedRule } from '../rule-book';
import { defaultOf, describeBounds, describeType, namedProperties, schemaAt } from '../schema/tree';
import type { JsonSchema } from '../schema/types';
import type { SubchartValue } from '../subcharts/explain';
import { suggest } from '../text/suggest';
import { wrap } from '../text/wrap';
import { knownKeys, type ValueNames } from './known-keys';

/** Tells what a value or a rule is, or lists their names. */
export function explain(io: CommandIo, given: string | undefined, options: { list?: true }): number {
  if (options.list) return list(given ?? '', io);
  if (given === undefined) throw new UsageError('explain takes the path of a value, or a rule');
  const rule = io.chart.book.find(({ name }) => name === given);
  if (!rule && io.own.book.some(({ name }) => name === given))
    throw new UsageError(`${given} is a rule about this project's chart alone; ask for it without --chart`);
  return rule ? explainRule(rule, io) : explainValue(given, io);
}

// --- internal ---

function list(prefix: string, io: CommandIo): number {
  const rules = io.chart.book.map(({ name }) => name);
  const names = prefix === 'rules' ? rules : knownKeys(io).startingWith(prefix);
  io.stdout(names.map((name) => `${name}\n`).join(''));
  return names.length > 0 ? 0 : 1;
}

function explainRule({ name, what, why, example, inChart }: BookedRule, io: CommandIo): number {
  const where = inChart ? 'gen-values validate, and the chart itself' : 'gen-values validate';
  const inLines = (yaml: string) => (yaml.includes('\n') ? `\n${yaml.replace(/^/gm, '    ')}` : yaml);
  io.stdout(
    sheet(name, `${what}\n${why}`, [
      ['checked by', where],
      ['wrong', example ? inLines(example.wrong) : ''],
      ['right', example ? inLines(example.right) : ''],
    ]),
  );
  return 0;
}

function explainValue(given: string, io: CommandIo): number {
  const path = parsePath(given);
  const schema = io.chart.schema;
  const own = schemaAt(schema, path);
  const subchart = io.chart.explain(path) ?? explainGlobal(path, io);
  if (!own?.description && !subchart) {
    const known = knownKeys(io);
    const chart = known.childrenOf(path.slice(0, -1)).includes(path.at(-1) as string) && io.chart.owner(path);
    if (chart) {
      const said = 'No description: it stands in no values.yaml, but templates of the chart use it.';
      io.stdout(
        sheet(formatPath(path), said, [
          ['from', chart],
          ['no effect', losesTo(path, io)],
        ]),
      );
      return 0;
    }
    const within = explainWithin(given, path, known, io);
    if (within) {
      io.stdout(within);
      return 0;
    }
    io.stderr(`${given}: there is no such value${nearby(known, given, path, io)}\n`);
    return 1;
  }
  io.stdout(
    own?.description ? describeOwn(path, own, schema, subchart) : describeSubchart(path, subchart as SubchartValue, io),
  );
  return 0;
}

/** A global value reaches every chart inside; the one that knows it describes it. */
function explainGlobal(path: readonly string[], io: CommandIo): SubchartValue | undefined {
  if (path[0] !== 'global' || path.length < 2) return undefined;
  for (const name of knownKeys(io).childrenOf([])) {
    const found = io.chart.explain([name, ...path]);
    if (found) return found;
  }
  return undefined;
}

/** A part of a list, or of a map whose keys are the user's own: what is said about the whole. */
function explainWithin(given: string, path: readonly string[], known: ValueNames, io: CommandIo): string | undefined {
  for (let depth = path.length - 1; depth > 0; depth -= 1) {
    const around = path.slice(0, depth);
    const own = schemaAt(io.chart.schema, around);
    const subchart = io.chart.explain(around);
    const description = own?.description ?? subchart?.description;
    if (description === undefined) continue;
    const takes = own?.description
      ? own.type === 'array' || (own.type === 'object' && own.additionalProperties !== false)
      : isObject(subchart?.default) || Array.isArray(subchart?.default);
    if (!takes || known.childrenOf(around).length > 0) return undefined;
    return sheet(given, `Part of ${formatPath(around)}: ${description}`, [['from', subchart?.chart ?? '']]);
  }
  return undefined;
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

function describeSubchart(
  path: string[],
  { chart, description, default: value }: SubchartValue,
  io: CommandIo,
): string {
  const keys = isObject(value) ? Object.keys(value) : [];
  return sheet(formatPath(path), description, [
    ['from', chart],
    ['default', keys.length > 0 ? '' : show(value)],
    ['no effect', losesTo(path, io)],
    ['keys', keys.join(', ')],
  ]);
}

/** When another value wins over it. */
function losesTo(path: readonly string[], { chart }: CommandIo): string {
  const winners = chart.knowledge.precedences.filter(({ loses }) => loses.includes(path.join('.')));
  return winners.map(({ to, when }) => `${when ? 'depends on' : 'while something is set in'} ${to}`).join('; ');
}

function sheet(title: string, description: string, rows: [string, string][]): string {
  const facts = rows.filter(([, value]) => value !== '').map(([name, value]) => `  ${name}: ${value}\n`);
  return `${title}\n${wrap(description || 'No description.', 100)
    .map((line) => `${`  ${line}`.trimEnd()}\n`)
    .join('')}${facts.join('')}`;
}

const show = (value: Json | undefined) => (value === undefined ? 'not set' : JSON.stringify(value));

/** The closest key where the path leaves what is known, or where a key of that name is. */
function nearby(known: ValueNames, given: string, path: readonly string[], io: CommandIo): string {
  const rule =
    path.length === 1
      ? suggest(
          given,
          io.chart.book.map(({ name }) => name),
        )
      : undefined;
  if (rule) return `; did you mean the rule ${rule}?`;
  const renamed = io.chart.knowledge.renamedTo(path);
  if (renamed) return `: ${renamed.to}`;
  const at = path.findIndex((key, depth) => !known.childrenOf(path.slice(0, depth)).includes(key));
  const close = suggest(path[at] ?? '', known.childrenOf(path.slice(0, at)));
  if (close) return `; did you mean ${formatPath([...path.slice(0, at), close, ...path.slice(at + 1)])}?`;
  const dotted = [2, 3].map((steps) => path.slice(at, at + steps).join('.'));
  const whole = dotted.findIndex((key) => known.childrenOf(path.slice(0, at)).includes(key));
  if (whole >= 0)
    return `; did you mean ${formatPath([...path.slice(0, at), dotted[whole] as string, ...path.slice(at + whole + 2)])}?`;
  if (path.length > 1) {
    const fix = known.adviceOn(path.slice(0, at + 1));
    return fix ? `: ${fix}` : '';
  }
  const places = known.placesOf(path);
  return places.length > 0 ? `; did you mean ${places.join(' or ')}?` : '';
}
