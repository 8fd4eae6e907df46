/** What holds for every plan, whatever is required. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { validateFiles } from '../../values/check/validate';
import { formatText } from '../../values/findings';
import { CONTEXT } from '../../values/testing/chart';
import { parseRedisBytes } from '../../values/tme1crv/redis-conf/bytes';
import { parsePrometheusBytes } from '../../values/units/bytes';
import { parseDuration } from '../../values/units/duration';
import { parseQuantity } from '../../values/units/quantity';
import { makePlan } from '.';
import { loadOf } from './load';
import { readCapacity } from './measurements';
import type { Recommendation } from './recommendation';
import type { Requirements } from './requirements';
import { renderValuesFile } from './values-file';

const CAPACITY = readCapacity();
const RUNS = 1000;

/** Amounts of all magnitudes alike: whole steps between, as fc.double would give mostly numbers next to zero. */
const magnitude = (least: number, most: number) =>
  fc.integer({ min: 0, max: 10_000 }).map((step) => least * (most / least) ** (step / 10_000));
const orNone = (amount: fc.Arbitrary<number>) => fc.oneof({ weight: 9, arbitrary: amount }, fc.constant(0));

/** What is more of a load, or a harder requirement, when it grows. */
const LOADS = {
  reads: orNone(magnitude(0.1, 1e6)),
  writes: orNone(magnitude(0.1, 2e4)),
  items: orNone(magnitude(1, 1e8)),
  itemBytes: magnitude(1, 4e6),
  idBytes: fc.integer({ min: 1, max: 256 }),
  expiringPercent: fc.integer({ min: 0, max: 100 }),
  growthPercent: fc.integer({ min: 0, max: 300 }),
  quietPercent: fc.integer({ min: 0, max: 100 }),
  availability: fc.constantFrom<number[]>(95, 98, 99, 99.5, 99.9, 99.95, 99.99),
  retention: fc.integer({ min: 24, max: 17_520 }).map((hours) => hours * 3600),
  otherSeries: orNone(magnitude(1, 1e7)),
};

const rest = {
  zones: fc.integer({ min: 1, max: 4 }),
  primaryRestarts: fc.constantFrom(0, 1, 2),
  autoscaling: fc.boolean(),
  maxPodMemory: fc.constant(2 ** 40),
  nodeBandwidth: fc.constantFrom(125e6, 1.25e9, 1e10),
  scrapeInterval: fc.constantFrom(5, 15, 30),
};

const failures = fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined });
const withFailures = ({
  failures: count,
  ...others
}: Omit<Requirements, 'failures'> & { failures: number | undefined }): Requirements =>
  count === undefined ? others : { ...others, failures: count };

const anyRequirements: fc.Arbitrary<Requirements> = fc.record({ ...LOADS, ...rest, failures }).map(withFailures);

/** What may grow by a little: that is where a number falls that is rounded or shared out the wrong way. */
const CONTINUOUS = ['reads', 'writes', 'items', 'itemBytes', 'growthPercent', 'retention', 'otherSeries'] as const;

const byLittle = fc
  .record({ less: fc.record({ ...LOADS, ...rest, failures }), step: magnitude(1.001, 2), which: fc.nat() })
  .map(({ less, step, which }) => {
    const more = { ...less };
    for (const [at, name] of CONTINUOUS.entries()) if (which % (at + 2) === 0) more[name] = less[name] * step;
    return { less, more };
  });

const byMuch = fc
  .record({
    less: fc.record({ ...LOADS, ...rest, failures }),
    other: fc.record({ ...LOADS, failures }),
    which: fc.nat(),
  })
  .map(({ less, other, which }) => {
    const more = { ...less };
    for (const [at, name] of (Object.keys(LOADS) as (keyof typeof LOADS)[]).entries())
      if (which % (at + 2) === 0) more[name] = Math.max(less[name], other[name]);
    if (less.failures !== undefined && other.failures !== undefined)
      more.failures = Math.max(less.failures, other.failures);
    return { less, more };
  });

/** Two lists of requirements, of which the second asks for more in one or several ways. */
const growing: fc.Arbitrary<[Requirements, Requirements]> = fc
  .oneof({ weight: 3, arbitrary: byLittle }, byMuch)
  .map(({ less, more }) => [withFailures(less), withFailures(more)]);

test('every plan passes validate without a warning', () => {
  let planned = 0;
  fc.assert(
    fc.property(anyRequirements, (requirements) => {
      const { recommendations, refusals } = makePlan(requirements, CAPACITY);
      assert.equal(recommendations.length > 0, refusals.length === 0);
      if (refusals.length > 0) return;
      planned += 1;
      const text = renderValuesFile(recommendations, 'values.schema.json', 'plan');
      const findings = validateFiles([{ name: 'plan.yaml', bytes: text }], CONTEXT);
      assert.deepEqual(
        findings.map((finding) => formatText(finding)),
        [],
      );
    }),
    { numRuns: RUNS / 10 },
  );
  assert.ok(planned > RUNS / 25, `only ${planned} requirements could be planned for`);
});

test('more load never yields less of anything', () => {
  let compared = 0;
  fc.assert(
    fc.property(growing, ([less, more]) => {
      const [small, large] = [makePlan(less, CAPACITY), makePlan(more, CAPACITY)];
      // What can't be done can't be done with more load either.
      if (small.refusals.length > 0) return assert.notDeepEqual(large.refusals, []);
      if (large.refusals.length > 0) return;
      compared += 1;
      const after = amountsOf(large.recommendations);
      for (const [name, amount] of amountsOf(small.recommendations)) {
        assert.ok((after.get(name) ?? -1) >= amount, `${name}: ${amount}, then ${after.get(name)}`);
      }
    }),
    { numRuns: RUNS },
  );
  assert.ok(compared > RUNS / 10, `only ${compared} pairs could be planned for`);
});

test('an item that expires never takes less memory than one that stays, far beyond the measured sizes too', () => {
  const requirements = fc.sample(anyRequirements, { seed: 1, numRuns: 1 })[0] as Requirements;
  for (const itemBytes of [1, 1e3, 1e5, 4e6]) {
    for (const idBytes of [1, 36, 256]) {
      const memory = [0, 50, 100].map(
        (expiringPercent) => loadOf({ ...requirements, itemBytes, idBytes, expiringPercent }, CAPACITY).itemMemoryBytes,
      );
      assert.deepEqual(
        memory,
        memory.toSorted((a, b) => a - b),
        `${itemBytes} bytes, ids of ${idBytes}`,
      );
    }
  }
});

test('of everything that is a number, the comparison above looks at each', () => {
  const { recommendations } = makePlan(
    {
      ...(fc.sample(anyRequirements, { seed: 1, numRuns: 1 })[0] as Requirements),
      reads: 10,
      writes: 10,
      items: 10,
      zones: 1,
      failures: 0,
    },
    CAPACITY,
  );
  const numbers = recommendations.filter(({ value }) => /[0-9]/.test(String(value))).length;
  assert.ok(numbers >= 20);
  assert.equal(amountsOf(recommendations).size, numbers);
});

// --- internal ---

/** Every value that is an amount, in its base unit. */
function amountsOf(recommendations: readonly Recommendation[]): Map<string, number> {
  const amounts = new Map<string, number>();
  for (const { path, directive, value } of recommendations) {
    const text = String(value)
      .replace(/^replica /, '')
      .split(' ')[0] as string;
    const readers = directive ? [parseRedisBytes] : [parseQuantity, parseDuration, parsePrometheusBytes];
    const amount =
      typeof value === 'number' ? value : readers.map((read) => read(text)).find((one) => one !== undefined);
    if (amount !== undefined) amounts.set(`${path} ${directive ?? ''}`, amount);
  }
  return amounts;
}
