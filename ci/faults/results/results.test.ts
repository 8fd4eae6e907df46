import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { budgetOf, type Costs, overBudget } from '../budgets';
import { FAULTS } from '../faults';
import { appendLine, parseResults, readResults } from './file';
import type { Result } from './result';
import { median, summarize } from './summary';
import { faultsTable } from './table';

const COSTS: Costs = {
  outageMs: 4000,
  failedWrites: 800,
  lost: 0,
  failedReads: 0,
  readGapMs: 20,
  failedConnects: 3,
  restarts: 0,
};

function result(
  date: string,
  costs: Partial<Costs> = {},
  chartDigest = 'aaa',
  topology = '1 primary, 2 replicas',
): Result {
  return {
    fault: 'F2',
    date,
    circumstances: {
      chartVersion: '0.1.0',
      chartDigest,
      image: 'tme1crv-webapp:0.1.0 (123)',
      topology,
      kubernetes: '1.36.3',
      redis: '8.0.2',
    },
    costs: { ...COSTS, ...costs },
    acknowledged: 5000,
    lostSpanMs: costs.lost ? 40 : 0,
    disturbedMs: 4000,
    wholeMs: 900,
    failures: {},
    figures: {},
    problems: overBudget(budgetOf('F2', false), { ...COSTS, ...costs }),
  };
}

const RUNS = [
  result('2026-11-25T10:00:00Z', { outageMs: 4000 }),
  result('2026-11-25T10:05:00Z', { outageMs: 7000, lost: 2 }),
  result('2026-11-25T10:10:00Z', { outageMs: 5000 }),
];

describe('a summary', () => {
  test('adds up the runs of the same circumstances', () => {
    const [summary, ...others] = summarize(RUNS);
    assert.deepEqual(others, []);
    assert.deepEqual(
      [
        summary?.runs,
        summary?.failedRuns,
        summary?.outageP50Ms,
        summary?.max.outageMs,
        summary?.lost,
        summary?.acknowledged,
      ],
      [3, 1, 5000, 7000, 2, 15000],
    );
  });

  test('is of the newest circumstances only, wherever they stand in the file', () => {
    const [summary] = summarize([result('2026-11-26T10:00:00Z', { outageMs: 1 }, 'bbb'), ...RUNS]);
    assert.deepEqual([summary?.runs, summary?.outageP50Ms, summary?.date], [1, 1, '2026-11-26']);
  });

  test('keeps topologies apart', () => {
    const standalone = result('2026-11-24T10:00:00Z', {}, 'aaa', '1 primary, 0 replicas');
    assert.deepEqual(
      summarize([...RUNS, standalone]).map(({ runs }) => runs),
      [3, 1],
    );
  });

  test('has the middle one as p50, which is always a measured one', () => {
    assert.equal(median([9, 1, 5]), 5);
    assert.equal(median([9, 1, 5, 7]), 5);
    assert.equal(median([]), 0);
  });
});

describe('the table', () => {
  test('has a row for each fault, also for one that was never run', () => {
    const rows = faultsTable(summarize(RUNS)).trim().split('\n').slice(2);
    assert.equal(rows.length, FAULTS.length);
    const [f2] = rows.filter((row) => row.startsWith('| F2'));
    assert.match(
      f2 ?? '',
      / \| 5\.0 s \/ 7\.0 s \(6\.0 s\) \| 0 \| 2 of 15000, within 0\.0 s \| not looked at \| 3, 1 over budget, 2026-11-25 \| /,
    );
    assert.match(rows.find((row) => row.startsWith('| F3')) ?? '', / \| not run \| /);
  });
});

describe('the results file', () => {
  test('gives back what was appended', (t) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'faults-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const file = path.join(folder, 'results.jsonl');
    assert.deepEqual(readResults(file), []);
    for (const run of RUNS) appendLine(file, run);
    assert.deepEqual(readResults(file), RUNS);
  });

  test('names the line that is no result', () =>
    assert.throws(
      () => parseResults(`${JSON.stringify(RUNS[0])}\n{"fault":1}\n`, 'r.jsonl'),
      /r\.jsonl:2: is no result/,
    ));
});

describe('the budget', () => {
  test('is known for every fault', () =>
    assert.deepEqual(
      FAULTS.filter(({ name, sentinel }) => Object.keys(budgetOf(name, sentinel ?? false)).length === 0),
      [],
    ));

  test('is kept by what costs as much, and named when it is not', () => {
    assert.deepEqual(overBudget(budgetOf('F3', false), { ...COSTS, outageMs: 6000 }), []);
    assert.deepEqual(overBudget(budgetOf('F3', false), { ...COSTS, outageMs: 60_000 }, true), []);
    assert.equal(overBudget(budgetOf('F3', false), { ...COSTS, lost: 1 }, true).length, 1);
    assert.deepEqual(overBudget(budgetOf('F3', false), { ...COSTS, outageMs: 6001, lost: 1 }), [
      'outageMs 6001, budget 6000',
      'lost 1, budget 0',
    ]);
  });
});
