import { UsageError } from '../errors';
import { formatPath, isObject, type Json, parsePath } from '../json';
import { inRoot, PATHS } from '../project';
import { bundleSchema } from '../schema/bundle';
import { defaultOf, describeBounds, describeType, namedProperties, resolveRef, schemaAt } from '../schema/tree';
import type { JsonSchema } from '../schema/types';
import { explainInSubchart, type SubchartValue } from '../subcharts/explain';
import { suggest } from '../text/suggest';
import { wrap } from '../text/wrap';
import type { Command } from './command';
import { parseCommandLine } from './parse';

export const explain: Command = {
  name: 'explain',
  args: 'PATH',
  summary: 'type, default, unit and meaning of a value, also of the subcharts',
  help: `PATH is dotted, as in findings: webapp.limits.bodyBytes, redis.replica.replicaCount.
Subchart values come from the packages that \`make deps\` brings.`,
  async run(argv, io) {
    const { positionals } = parseCommandLine(argv, {});
    const [given] = positionals;
    if (given === undefined || positionals.length > 1) throw new UsageError('explain takes one path');
    const path = parsePath(given);
    const schema = bundleSchema(inRoot(io.root, PATHS.valuesSchema));
    const own = schemaAt(schema, path);
    const subchart = explainInSubchart(path, io);
    if (!own?.description && !subchart) {
      io.stderr(`${given}: there is no such value${nearby(schema, path)}\n`);
      return 1;
    }
    io.stdout(
      own?.description ? describeOwn(path, own, schema, subchart) : describeSubchart(path, subchart as SubchartValue),
    );
    return 0;
  },
};

// --- internal ---

function describeOwn(path: string[], own: JsonSchema, root: JsonSchema, subchart: SubchartValue | undefined): string {
  const bounds = describeBounds(own);
  return sheet(path, own.description ?? '', [
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
  return sheet(path, description, [
    ['from', chart],
    ['default', keys.length > 0 ? '' : show(value)],
    ['keys', keys.join(', ')],
  ]);
}

function sheet(path: string[], description: string, rows: [string, string][]): string {
  const facts = rows.filter(([, value]) => value !== '').map(([name, value]) => `  ${name}: ${value}\n`);
  return `${formatPath(path)}\n${wrap(description || 'No description.', 100)
    .map((line) => `${`  ${line}`.trimEnd()}\n`)
    .join('')}${facts.join('')}`;
}

const show = (value: Json | undefined) => (value === undefined ? 'not set' : JSON.stringify(value));

/** The closest key where the path leaves what is known. */
function nearby(schema: JsonSchema, path: readonly string[]): string {
  let node: JsonSchema = resolveRef(schema, schema);
  for (const [at, key] of path.entries()) {
    const next = node.properties?.[key];
    if (!next) {
      const close = suggest(key, Object.keys(node.properties ?? {}));
      return close ? `; did you mean ${formatPath([...path.slice(0, at), close])}?` : '';
    }
    node = resolveRef(next, schema);
  }
  return '';
}
