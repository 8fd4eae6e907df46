/** Whatever is done to a values file, `validate` reports findings, at a place in it, and lets no key of our own through that nobody knows. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { schemaAt } from '../schema/tree';
import { CONTEXT } from '../testing/chart';
import { mutatedProfiles } from '../testing/mutations';
import { readValues } from '../yaml/read';
import type { SourceNode } from '../yaml/source';
import { validateFiles } from './validate';

const SEED = { seed: 20_261_124, numRuns: 200 };
const SUBCHARTS = new Set(['redis', 'kube-prometheus-stack', 'global']);

/** Every path of keys in a file, but those that belong to a subchart. */
function ownPaths(node: SourceNode, path: readonly string[] = []): string[][] {
  if (node.kind !== 'map') return [];
  return [...node.entries].flatMap(([key, child]) =>
    path.length === 0 && SUBCHARTS.has(key) ? [] : [[...path, key], ...ownPaths(child, [...path, key])],
  );
}

describe('a mutated profile', () => {
  test('gets findings that lie inside it, and never a crash', () => {
    fc.assert(
      fc.property(mutatedProfiles(CONTEXT.schema), (bytes) => {
        const lines = bytes.split('\n').length;
        for (const { place } of validateFiles([{ name: 'f', bytes }], CONTEXT)) {
          assert.ok(['f', CONTEXT.defaults.name].includes(place.file), place.file);
          if (place.file === 'f') assert.ok(place.line >= 1 && place.line <= lines && place.column >= 1);
        }
      }),
      SEED,
    );
  });

  test('is accepted only when the schema names every key of our own in it', () => {
    let accepted = 0;
    fc.assert(
      fc.property(mutatedProfiles(CONTEXT.schema), (bytes) => {
        const findings = validateFiles([{ name: 'f', bytes }], CONTEXT);
        if (findings.some(({ severity }) => severity === 'error')) return;
        accepted += 1;
        const { root } = readValues(bytes, 'f');
        const unknown = root ? ownPaths(root).filter((path) => schemaAt(CONTEXT.schema, path) === undefined) : [];
        const inFreeMaps = unknown.filter(
          (path) => schemaAt(CONTEXT.schema, path.slice(0, -1))?.additionalProperties !== true,
        );
        assert.deepEqual(inFreeMaps, []);
      }),
      SEED,
    );
    assert.ok(accepted > 10, `${accepted} were accepted: too few to tell`);
  });
});

test('random YAML gets a report', () => {
  const yaml = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.string({ unit: fc.constantFrom(...'ab: -[]{}&*<"\'|>#?!%@\n\t,01'), maxLength: 120 }),
    fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
  );
  fc.assert(
    fc.property(yaml, (bytes) => void validateFiles([{ name: 'f', bytes }], CONTEXT)),
    { ...SEED, numRuns: 200 },
  );
});
