import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from '../../deploy/run';
import type { Context } from '../context';
import { readOptions } from '../options';
import { baseImages, provenance } from './provenance';

const SOURCE = { commit: 'c'.repeat(40), committedAt: 0 };
const STARTED_AT = Date.UTC(2030, 0, 1);

test('it names commit, materials, builder and times', () => {
  const material = { uri: 'file:chart/charts/redis-1.2.3.tgz', digest: { sha256: 'a' } };
  const { buildDefinition, runDetails } = make({}, [material]);
  assert.deepEqual(buildDefinition.resolvedDependencies, [
    { uri: 'git+https://github.com/tme1crv/tme1crv', digest: { gitCommit: SOURCE.commit } },
    material,
  ]);
  assert.deepEqual(buildDefinition.externalParameters, { version: '1.2.3', registry: 'registry.example.com' });
  assert.match(runDetails.builder.id, /docs\/releases\.md#by-hand$/);
  assert.deepEqual(
    [runDetails.metadata.startedOn, runDetails.metadata.finishedOn],
    ['2030-01-01T00:00:00.000Z', '2030-01-01T00:00:05.000Z'],
  );
});

test('a job on GitHub is named by its workflow and run, and its repository is the source', () => {
  const { buildDefinition, runDetails } = make({
    GITHUB_ACTIONS: 'true',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'someone/fork',
    GITHUB_WORKFLOW_REF: 'someone/fork/.github/workflows/release.yaml@refs/tags/v1.2.3',
    GITHUB_RUN_ID: '7',
    GITHUB_RUN_ATTEMPT: '2',
    RELEASE_BUILDER_ID: 'https://example.com/ignored',
  });
  assert.equal(
    runDetails.builder.id,
    'https://github.com/someone/fork/.github/workflows/release.yaml@refs/tags/v1.2.3',
  );
  assert.equal(runDetails.metadata.invocationId, 'https://github.com/someone/fork/actions/runs/7/attempts/2');
  assert.equal(buildDefinition.resolvedDependencies[0].uri, 'git+https://github.com/someone/fork');
});

test('another builder says who it is', () => {
  assert.equal(make({ RELEASE_BUILDER_ID: 'https://example.com/ci' }).runDetails.builder.id, 'https://example.com/ci');
});

test('the base images of a Dockerfile, each once', () => {
  const dockerfile =
    'FROM --platform=$BUILDPLATFORM node:24.1.0-slim AS build\nRUN x\nFROM example.com:5000/base\nFROM node:24.1.0-slim\n';
  assert.deepEqual(baseImages(dockerfile), [
    { uri: 'pkg:docker/node@24.1.0-slim' },
    { uri: 'pkg:docker/example.com:5000/base' },
  ]);
});

// --- helpers ---

// biome-ignore lint/suspicious/noExplicitAny: read by path
function make(env: Record<string, string>, materials: Parameters<typeof provenance>[3] = []): any {
  const context: Context = {
    options: readOptions({ VERSION: '1.2.3', REGISTRY: 'registry.example.com' }),
    root: '',
    folder: '',
    tools: { helm: '', oras: '', cosign: '', syft: '' },
    run,
    env,
    output: { write: () => {} },
    signal: new AbortController().signal,
    now: () => STARTED_AT + 5000,
  };
  return provenance(context, SOURCE, STARTED_AT, materials);
}
