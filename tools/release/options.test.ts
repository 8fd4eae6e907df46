import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readOptions } from './options';

const RIGHT = { VERSION: '1.2.3', REGISTRY: 'registry.example.com/team' };

test('version and registry are enough', () => {
  const { version, registry, key, builder, plainHttp } = readOptions(RIGHT);
  assert.deepEqual(
    [version, registry, key, builder, plainHttp],
    ['1.2.3', 'registry.example.com/team', undefined, undefined, false],
  );
});

for (const version of ['0.0.1', '10.20.30', '1.0.0-rc.1', '1.0.0-alpha-2.x', '1.0.0-0a']) {
  test(`${version} is a version`, () => assert.equal(readOptions({ ...RIGHT, VERSION: version }).version, version));
}
for (const version of [
  '',
  'v1.2.3',
  '1.2',
  '1.2.3.4',
  '01.2.3',
  '1.2.3-01',
  '1.2.3-',
  '1.2.3+build',
  '1.2.3 ',
  `1.2.3-${'a'.repeat(50)}`,
]) {
  test(`${JSON.stringify(version.slice(0, 12))} is no version, and the error says so`, () => {
    assert.throws(() => readOptions({ ...RIGHT, VERSION: version }), {
      name: 'StackError',
      exitCode: 2,
      message: /^VERSION must /,
    });
  });
}

for (const registry of [
  'ghcr.io',
  'localhost/team',
  'localhost:5000',
  '127.0.0.1:5000/a/b',
  'registry:5000/team',
  'a-b.example.com/x_y/z.w',
]) {
  test(`${registry} is a registry`, () =>
    assert.equal(readOptions({ ...RIGHT, REGISTRY: registry }).registry, registry));
}
for (const registry of [
  '',
  'https://ghcr.io',
  'ghcr.io/',
  'ghcr.io/Team',
  'team',
  'team/x',
  'ghcr.io/team:tag',
  'ghcr.io/../x',
  'ghcr.io/a b',
  '-o/x',
]) {
  test(`${JSON.stringify(registry)} is no registry, and the error says so`, () => {
    assert.throws(() => readOptions({ ...RIGHT, REGISTRY: registry }), {
      name: 'StackError',
      exitCode: 2,
      message: /^REGISTRY must /,
    });
  });
}

test('a signing configuration that is not there is named', () => {
  assert.throws(
    () => readOptions({ ...RIGHT, RELEASE_SIGNING_CONFIG: '/no/such/file' }),
    /RELEASE_SIGNING_CONFIG .*\/no\/such\/file/,
  );
});
