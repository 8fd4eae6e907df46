import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type InstallResult, installsTable } from './installs';

const circumstances = (chartDigest: string, topology: string) => ({
  chartVersion: '1.0.0',
  chartDigest,
  image: 'app:1 (abc)',
  topology,
  kubernetes: '1.36.3',
  redis: '8.0.2',
});
const install = (day: number, readyMs: number, digest: string, topology: string, problem = ''): InstallResult => ({
  date: `2026-11-0${day}T00:00:00Z`,
  circumstances: circumstances(digest, topology),
  readyMs,
  problem,
});

test('installs with the circumstances of the newest one add up, and each topology has a row', () => {
  const rows = installsTable([
    install(1, 99_000, 'old', '3 nodes'),
    install(2, 40_000, 'new', '3 nodes', '2 primaries'),
    install(3, 30_000, 'new', '3 nodes'),
    install(4, 35_000, 'new', '3 nodes'),
    install(4, 20_000, 'new', '1 primary'),
  ]);
  const cells = rows
    .trim()
    .split('\n')
    .slice(2)
    .map((line) => line.split(' | ').slice(0, 3));
  assert.deepEqual(cells, [
    ['| 1, 2026-11-04', '1', '20.0 s / 20.0 s (60.0 s)'],
    ['| 3, 2026-11-04', '2', '35.0 s / 40.0 s (60.0 s)'],
  ]);
});

test('without an install it says so', () => assert.match(installsTable([]), /\| 0 \|.*not run/));
