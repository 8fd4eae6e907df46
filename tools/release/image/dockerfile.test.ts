import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { PROJECT_ROOT } from '../../values/io';
import { builderCommand } from './build';

const WEBAPP = join(PROJECT_ROOT, 'webapp');
const stages = readFileSync(join(WEBAPP, 'Dockerfile'), 'utf8')
  .split(/^(?=FROM )/m)
  .slice(1);

test('whatever runs while the image is built, runs on the platform that builds: no emulation for arm64', () => {
  assert.ok(stages.length > 1);
  for (const stage of stages.slice(0, -1)) assert.match(stage, /^FROM --platform=\$BUILDPLATFORM /);
  const last = stages.at(-1) ?? '';
  assert.doesNotMatch(last, /^FROM --platform/);
  assert.doesNotMatch(last, /^RUN /m);
});

test('what is copied into it is the same on every platform: no package of the web app is for one alone', () => {
  const { packages } = JSON.parse(readFileSync(join(WEBAPP, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean; os?: string[]; cpu?: string[] }>;
  };
  const production = Object.entries(packages).filter(([, { dev }]) => dev !== true);
  assert.ok(production.length > 20);
  assert.deepEqual(
    production.filter(([, { os, cpu }]) => os ?? cpu).map(([name]) => name),
    [],
  );
  // Packages that compile something name no platform: without their install scripts they don't.
  for (const stage of stages)
    for (const line of stage.match(/^RUN npm ci.*/gm) ?? []) assert.match(line, /--ignore-scripts/);
});

test('Docker builds unless told; a builder of ones own gets platform, source and layout', () => {
  const [docker, ...args] = builderCommand(undefined, 'linux/arm64', '/source', '/layout');
  assert.deepEqual([docker, args[0], args[3], args.at(-1)], ['docker', 'buildx', 'linux/arm64', '/source']);
  assert.ok(args.some((arg) => /^type=oci,dest=\/layout,tar=false\b/.test(arg)));
  assert.deepEqual(builderCommand('my builder --fast', 'linux/arm64', '/source', '/layout'), [
    ...['bash', '-c', 'my builder --fast "$@"', 'release-builder'],
    ...['linux/arm64', '/source', '/layout'],
  ]);
});
