/** `--set`, `--set-string` and `--set-json` against Helm's own reading of them. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { UsageError } from '../errors';
import type { JsonObject } from '../json';
import { helmTemplate, writeTree } from '../testing/helm';
import { temporaryFolder } from '../testing/io';
import { assign } from '../yaml/assign';
import { mergeAsHelm } from '../yaml/merge';
import { readValues } from '../yaml/read';
import { parseSetOption, type SetOption } from '../yaml/set-option';
import { type MapNode, toJson } from '../yaml/source';

const CHART = {
  'Chart.yaml': 'apiVersion: v2\nname: probe\nversion: 1.0.0\n',
  'values.yaml': 'a: {b: 1, c: [1, {d: 2}], z: null}\nb: text\nl: [[1], {a: 1}, 3]\n',
  'file.yaml': 'a: {c: [{d: 1}, [2]], x: true}\nl: [{a: {b: 1}}, [1, 2]]\n',
  'templates/values.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: probe}\ndata: {values: {{ .Values | toJson | quote }}}\n',
};

const CASES: SetOption[][] = [
  ...[
    'a.b=2',
    'a.b=',
    'a.b=2,',
    'a=1,b=2',
    'a.c[0]=x',
    'a.c[1].d=3',
    'a.c[3].e.f=3',
    'a.c[0].d.e=1',
    'l[0][1]=9',
    'l[1][0]=9',
    'l[4][1]=9',
    'l={1,two,null,}',
    'l={}',
    'l={a\\,b,c\\}d},b=1',
    'l={1}b=2',
    'a\\.b=1',
    'x\\=y=1',
    'b=a\\,b',
    'b=a=b',
    'b=a b ',
    ' b=1',
    'b=C:\\\\folder',
    'b=NULL',
    'a=null',
    'a.z=null',
    'b=True',
    'b=007',
    'b=0',
    'b=-0',
    'b=+3',
    'b=-12',
    'b=1.5',
    'b=1e3',
    'b=9223372036854775807',
    'b=9223372036854775808',
    'b="quoted"',
    'b={{ .Values.a }}',
    '',
    'b',
    'b,',
    '=1',
    'a..b=1',
    'a.=1',
    'a[=1',
    'a[x]=1',
    'l[-1]=1',
    'l[65537]=1',
    'l[0]x=1',
    'l[0]',
    'l={1',
    'b.c=1',
    'a[0]=1',
    'l.x=1',
    'a.x.y=1',
    'l[0].a.b.c=1',
    'ü.ö=ä',
    'b=1\n2',
  ].map((text) => [{ kind: 'set', text } as const]),
  ...['b=007', 'b=true', 'b=null', 'l={1,2}', 'a.b=1,b=2'].map((text) => [{ kind: 'set-string', text } as const]),
  ...[
    'b=1.5',
    'b="x,y",a.b=[1,{"c":2}]',
    'b=',
    'b= , a.b=1',
    'b= {"c": "}\\""} ,a.b=2',
    'b=x',
    'b="x',
    'b=[1',
    'b=1 2',
    '{"a":',
    'l[1]={"z":1}',
    'a.c[0].d=[]',
  ].map((text) => [{ kind: 'set-json', text } as const]),
  [
    { kind: 'set', text: 'b=1' },
    { kind: 'set-json', text: 'b={"x":1}' },
    { kind: 'set-string', text: 'l[0].a.b=2' },
  ],
  [
    { kind: 'set', text: 'new.list[0].name=a' },
    { kind: 'set', text: 'new.list[0].value=b' },
  ],
];

describe('--set says what it says to Helm', () => {
  test('in every form, with and without a file below it', async (t) => {
    const chart = writeTree(temporaryFolder(t), CHART);
    const wrong: string[] = [];
    for (const options of CASES) {
      for (const files of [[], ['file.yaml']]) {
        const theirs = await helmSays(chart, files, options);
        const own = weSay(files, options);
        // Helm ignores an empty key, or a broken end; a tool that checks says so.
        const stricter = own === 'refused' && STRICTER.has(options[0]?.text ?? '');
        if (!stricter && JSON.stringify(own) !== JSON.stringify(theirs)) {
          wrong.push(
            `${JSON.stringify(options)} over ${files}: ${JSON.stringify(own)}, Helm: ${JSON.stringify(theirs)}`,
          );
        }
      }
    }
    assert.deepEqual(wrong, []);
  });

  test('on random paths and values', async (t) => {
    const chart = writeTree(temporaryFolder(t), CHART);
    const key = fc.constantFrom('a', 'b', 'c', 'd', 'l', 'x');
    const step = fc.oneof(
      { weight: 3, arbitrary: key.map((name) => `.${name}`) },
      fc.constantFrom('[0]', '[1]', '[2]'),
    );
    const value = fc.constantFrom('1', 'text', 'true', 'null', '', '{1,2}', 'a\\,b');
    const pair = fc
      .tuple(key, fc.array(step, { maxLength: 3 }), value)
      .map(([first, steps, text]) => `${first}${steps.join('')}=${text}`)
      // Helm loses such a value at the end of an option when the list has no item there yet.
      .filter((text) => !/\].*=$/.test(text));
    const option = fc
      .array(pair, { minLength: 1, maxLength: 3 })
      .map((pairs): SetOption => ({ kind: 'set', text: pairs.join(',') }));
    const property = fc.asyncProperty(
      fc.array(option, { minLength: 1, maxLength: 3 }),
      fc.boolean(),
      async (options, file) => {
        const files = file ? ['file.yaml'] : [];
        assert.deepEqual(weSay(files, options), await helmSays(chart, files, options));
      },
    );
    await fc.assert(property, { numRuns: 100, seed: 20_261_126, endOnFailure: true });
  });
});

// --- internal ---

const STRICTER = new Set(['=1', 'a..b=1', 'a.=1', 'b=1 2', 'l[0]']);

type Outcome = JsonObject | 'refused';

async function helmSays(chart: string, files: string[], options: readonly SetOption[]): Promise<Outcome> {
  const flags = options.flatMap(({ kind, text }) => [`--${kind}`, text]);
  const paths = files.map((file) => path.join(chart, file));
  const { manifest } = await helmTemplate(chart, paths, ...flags);
  return manifest === undefined ? 'refused' : JSON.parse(parse(manifest.replace(/^---\n/, '')).data.values);
}

function weSay(files: string[], options: readonly SetOption[]): Outcome {
  const read = (name: 'values.yaml' | 'file.yaml') => readValues(CHART[name], name).root as MapNode;
  const kinds = ['set-json', 'set', 'set-string'];
  try {
    const sorted = [...options].sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind));
    const empty = readValues(stringify({}), 'none').root as MapNode;
    const over = sorted.flatMap(parseSetOption).reduce(assign, files.length > 0 ? read('file.yaml') : empty);
    return sortKeys(toJson(mergeAsHelm(read('values.yaml'), [over])) as JsonObject);
  } catch (error) {
    if (error instanceof UsageError) return 'refused';
    throw error;
  }
}

/** As Go prints maps. */
function sortKeys(value: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(value), (_, one) =>
    one !== null && typeof one === 'object' && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}
