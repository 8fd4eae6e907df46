/**
 * What `validate` accepts, Helm renders, and Kubernetes' schemas know every field of what comes out: a sample of profiles with
 * values changed at random within what the schema might allow, and all right files of ../testdata.
 */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import fc from 'fast-check';
import { provideSchemas, SCHEMA_LOCATION } from '../../../ci/lint/schemas';
import { findHelm } from '../../deploy/binaries/helm';
import { copyChartAlone } from '../../deploy/chart-alone';
import { bringSubcharts } from '../../deploy/subcharts';
import { validateFiles } from '../check/validate';
import { PROJECT_ROOT } from '../io';
import { dependencies, findPackage } from '../subcharts/packages';
import { CONTEXT } from '../testing/chart';
import { helmTemplate, tool } from '../testing/helm';
import { temporaryFolder } from '../testing/io';
import { mutatedProfiles } from '../testing/mutations';
import { chartFolder } from '../tme1crv/project';

const SAMPLE = 24;
/** The whole chart with its subcharts takes longer: every so many of them. */
const WHOLE_EVERY = 6;
const RIGHT = path.join(__dirname, '../testdata/right');

const accepted = (bytes: string) =>
  validateFiles([{ name: 'f', bytes }], CONTEXT).every(({ severity }) => severity !== 'error');

/** The first so many different accepted files of a fixed random sequence. */
function acceptedSample(): string[][] {
  const found = new Set<string>();
  for (const text of fc.sample(mutatedProfiles(CONTEXT.schema, true), { seed: 20_261_124, numRuns: 40 * SAMPLE })) {
    if (found.size < SAMPLE && !found.has(text) && accepted(text)) found.add(text);
  }
  return [...found].map((text) => [text]);
}

function conform(manifests: string): string {
  try {
    return execFileSync(tool('kubeconform'), ['-strict', '-schema-location', SCHEMA_LOCATION, manifests], {
      encoding: 'utf8',
    });
  } catch (error) {
    return (error as { stdout?: string }).stdout || String(error);
  }
}

describe('an accepted file', () => {
  before(provideSchemas);

  test('renders, and everything in it is known to Kubernetes', async (t) => {
    const folder = temporaryFolder(t);
    const chart = path.join(folder, 'chart');
    copyChartAlone(PROJECT_ROOT, chart);
    const cases = [...acceptedSample(), ...rightFiles()];
    assert.ok(cases.length >= SAMPLE + 20, `only ${cases.length} files`);
    await renderAll(cases, chart, folder);
    assert.equal(conform(path.join(folder, 'out')), '');
  });

  const there = dependencies(chartFolder(PROJECT_ROOT)).every((one) =>
    findPackage(one, chartFolder(PROJECT_ROOT), process.env),
  );
  test('renders with the subcharts too', { skip: there ? false : "they aren't there (make deps)" }, async (t) => {
    const folder = temporaryFolder(t);
    await bringSubcharts({ repository: PROJECT_ROOT, helm: () => findHelm(PROJECT_ROOT), say: () => {} });
    const some = acceptedSample().filter((_, at) => at % WHOLE_EVERY === 0);
    await renderAll(some, path.join(PROJECT_ROOT, 'chart'), folder);
    assert.equal(conform(path.join(folder, 'out')), '');
  });
});

// --- internal ---

/** NAME.yaml, with NAME.2.yaml where there is one: then the two are right only together. */
function rightFiles(): string[][] {
  const names = readdirSync(RIGHT);
  return names
    .filter((name) => !name.endsWith('.2.yaml'))
    .map((name) => [name, name.replace('.yaml', '.2.yaml')].filter((one) => names.includes(one)))
    .map((pair) => pair.map((name) => readFileSync(path.join(RIGHT, name), 'utf8')));
}

/** Renders each case, the texts of its files in order, into `folder`/out. */
async function renderAll(cases: readonly string[][], chart: string, folder: string): Promise<void> {
  const out = path.join(folder, 'out');
  mkdirSync(out);
  for (const [at, texts] of cases.entries()) {
    const files = texts.map((text, layer) => {
      const file = path.join(folder, `${at}.${layer}.yaml`);
      writeFileSync(file, text);
      return file;
    });
    const { manifest, refusal } = await helmTemplate(chart, files);
    assert.equal(refusal, undefined, texts.join('---\n'));
    writeFileSync(path.join(out, `${at}.yaml`), manifest ?? '');
  }
}
