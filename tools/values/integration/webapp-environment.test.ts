/**
 * Values that reach the web app's environment have the bounds of that environment: what the values' schema accepts, the web app
 * starts with, and what it refuses, the web app would refuse. Each such value is rendered at its bounds and one beyond.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { parse } from 'yaml';
import { loadConfig } from '../../../webapp/src/config/config';
import { ConfigError } from '../../../webapp/src/config/environment';
import { copyChartAlone } from '../../deploy/chart-alone';
import { PROJECT_ROOT } from '../io';
import type { JsonSchema } from '../schema/types';
import { CONTEXT } from '../testing/chart';
import { helmTemplate } from '../testing/helm';

type Leaf = { path: string; schema: JsonSchema };

/** The environment takes lower ones, but a container without privileges can't listen there. */
const NARROWER = ['webapp.ports.http', 'webapp.ports.metrics'];
/** With room for the largest body. */
const ROOM = '8Gi';

const leaves = leavesOf(CONTEXT.schema.definitions?.['webapp'] as JsonSchema, 'webapp').filter(
  ({ schema: { type, enum: words } }) => type === 'integer' || words !== undefined,
);

describe('the values of the web app and its environment have the same bounds', () => {
  let folder: string;
  let chart: string;
  let usual: Record<string, string>;

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'tme1crv-environment-'));
    chart = path.join(folder, 'chart');
    copyChartAlone(PROJECT_ROOT, chart);
    usual = await environment();
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  test('each value that reaches it', async () => {
    const reached: string[] = [];
    for (const leaf of leaves) {
      const tries = triesOf(leaf.schema);
      if (!(await reaches(leaf, tries))) continue;
      reached.push(leaf.path);
      for (const value of tries) {
        const accepted = schemaAccepts(leaf.path, value);
        const starts = startsWith(await environment(leaf.path, value));
        if (NARROWER.includes(leaf.path) && !accepted) continue;
        assert.equal(
          accepted,
          starts,
          `${leaf.path}: ${value}: ${accepted ? 'accepted' : 'refused'} by the schema alone`,
        );
      }
    }
    // A value that no template reads any more would pass unseen.
    assert.ok(reached.length >= 16, reached.join(', '));
  });

  /** The container's environment, without regard to the schema, which Helm checks first. */
  async function environment(name?: string, value?: string | number): Promise<Record<string, string>> {
    const set = [`webapp.resources.limits.memory=${ROOM}`, ...(name === undefined ? [] : [`${name}=${value}`])];
    const options = [
      '--show-only',
      'templates/webapp/deployment.yaml',
      '--skip-schema-validation',
      '--set',
      set.join(','),
    ];
    const { manifest, refusal } = await helmTemplate(chart, [], ...options);
    assert.ok(manifest, `${name}=${value}: ${refusal}`);
    const entries: { name: string; value?: string }[] = parse(manifest.replace(/^---\n/, '')).spec.template.spec
      .containers[0].env;
    return Object.fromEntries(
      entries.flatMap((entry) => (entry.value === undefined ? [] : [[entry.name, entry.value]])),
    );
  }

  async function reaches(
    { path: name, schema: { default: usually } }: Leaf,
    tries: (string | number)[],
  ): Promise<boolean> {
    const other = tries.find((value) => value !== usually && schemaAccepts(name, value));
    return other !== undefined && JSON.stringify(await environment(name, other)) !== JSON.stringify(usual);
  }
});

// --- internal ---

/** The bounds, and one beyond each; a word of a list, and one that isn't in it. */
function triesOf({ minimum, maximum, enum: words }: JsonSchema): (string | number)[] {
  if (words !== undefined) return [...(words as string[]), 'another'];
  return [
    ...(minimum === undefined ? [0] : [minimum - 1, minimum]),
    ...(maximum === undefined ? [Number.MAX_SAFE_INTEGER] : [maximum, maximum + 1]),
  ].filter((value) => Number.isSafeInteger(value));
}

function schemaAccepts(name: string, value: string | number): boolean {
  const values = parse(String(CONTEXT.defaults.bytes));
  const keys = name.split('.');
  const last = keys.pop() as string;
  keys.reduce((node, key) => node[key], values)[last] = value;
  return CONTEXT.validator(values) as boolean;
}

function startsWith(env: Record<string, string>): boolean {
  try {
    // The Secret is mounted on a cluster alone.
    loadConfig({ ...env, REDIS_PASSWORD_FILE: '', MEMORY_LIMIT_BYTES: String(8 * 2 ** 30) });
    return true;
  } catch (error) {
    if (error instanceof ConfigError) return false;
    throw error;
  }
}

function leavesOf(node: JsonSchema, at: string): Leaf[] {
  if (node.properties === undefined) return [{ path: at, schema: node }];
  return Object.entries(node.properties).flatMap(([key, child]) => leavesOf(child, `${at}.${key}`));
}
