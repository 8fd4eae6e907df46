import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { PROFILES } from '.';

/** What stands beside the profiles in their folder. */
const NO_PROFILES = ['index', 'profile'];

test('every file with a profile is in the index, and has its name', () => {
  const files = readdirSync(__dirname).flatMap((file) => /^([\w-]+)\.ts$/.exec(file)?.[1] ?? []);
  assert.deepEqual([...PROFILES.map(({ name }) => name), ...NO_PROFILES].sort(), files.sort());
});
