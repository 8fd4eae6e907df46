import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { watched } from '../progress';
import { type BinaryName, findBinaries } from '.';
import { parseSimulation, unpackAptPackage } from './apt';
import { createAtomically } from './cache';
import { findOnPath } from './find';
import { isSupported } from './helm';
import release from './helm-release.json';
import { installHint, knownSystem } from './install-hint';
import { relocate } from './relocate';
import { shellQuote, wrapperFor } from './wrapper';

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'stack-test-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

test('the packages that a simulated installation names are read, the C library left out', () => {
  const output = `NOTE: This is only a simulation!
Inst libjemalloc2 (5.3.0-1 Debian:12.15/oldstable [amd64])
Inst libc6 [2.36-9] (2.36-10 Debian:12.15/oldstable [amd64])
Inst redis-tools [5:7.0.14-1] (5:7.0.15-1~deb12u10 Debian-Security:12/oldstable-security [amd64])
Conf redis-tools (5:7.0.15-1~deb12u10 Debian-Security:12/oldstable-security [amd64])
`;
  assert.deepEqual(parseSimulation(output), [
    { name: 'libjemalloc2', version: '5.3.0-1' },
    { name: 'redis-tools', version: '5:7.0.15-1~deb12u10' },
  ]);
});

test('Helm 3.18 and later and Helm 4 will do', () => {
  for (const version of ['v3.18.0', 'v3.20.1', 'v4.0.0', '3.19.2']) assert.ok(isSupported(version), version);
  for (const version of ['v3.17.4', 'v2.17.0', '', 'unknown', 'v5.0.0']) assert.ok(!isSupported(version), version);
});

test('the Helm that is downloaded is the one that is pinned, so that its checksums belong to it', () => {
  const goMod = readFileSync(join(__dirname, '../../../ci/tools/go.mod'), 'utf8');
  assert.equal(release.version, /helm\.sh\/helm\/v3 (v\S+)/.exec(goMod)?.[1]);
});

test('a binary named by its variable is taken, and a wrong name refused', async (t) => {
  t.after(() => delete process.env['REDIS_SERVER_BIN']);
  process.env['REDIS_SERVER_BIN'] = process.execPath;
  assert.deepEqual(await findBinaries(['redis-server']), { 'redis-server': process.execPath });
  process.env['REDIS_SERVER_BIN'] = '/nowhere/redis-server';
  await assert.rejects(findBinaries(['redis-server']), /REDIS_SERVER_BIN=\/nowhere\/redis-server is not an executable/);
});

test('only executable files on PATH count', (t) => {
  const path = folder(t);
  writeFileSync(join(path, 'prometheus'), '', { mode: 0o644 });
  assert.equal(findOnPath(['prometheus'], path), undefined);
  writeFileSync(join(path, 'prometheus-2'), '', { mode: 0o755 });
  assert.equal(findOnPath(['prometheus', 'prometheus-2'], path), join(path, 'prometheus-2'));
});

test('a folder that could not be filled leaves nothing behind', async (t) => {
  const parent = folder(t);
  const broken = createAtomically(join(parent, 'package'), async (temporary) => {
    writeFileSync(join(temporary, 'half'), '');
    throw new Error('the network went away');
  });
  await assert.rejects(broken, /the network went away/);
  assert.deepEqual(readdirSync(parent), []);
});

test('of two processes that fill the same folder one wins, whole', async (t) => {
  const target = join(folder(t), 'package');
  const fill = (text: string) => async (temporary: string) => writeFileSync(join(temporary, text), text);
  await Promise.all([createAtomically(target, fill('a')), createAtomically(target, fill('b'))]);
  assert.equal(readdirSync(target).length, 1);
});

test('a relocated binary keeps its length and looks below its working directory', (t) => {
  const path = folder(t);
  const original = join(path, 'original');
  writeFileSync(original, 'x/usr/share/prometheus/alertmanager/default.tmpl\0/usr/share/prometheus/alertmanager\0y');
  relocate(original, join(path, 'copy'));
  const copy = readFileSync(join(path, 'copy'), 'utf8');
  assert.equal(copy, 'x././/share/prometheus/alertmanager/default.tmpl\0././/share/prometheus/alertmanager\0y');
  writeFileSync(original, 'nothing');
  assert.throws(() => relocate(original, join(path, 'other')), /does not contain/);
  assert.ok(!existsSync(join(path, 'other')));
});

test('an unpacked binary finds its libraries, those that a library keeps for itself, and a font', async (t) => {
  const path = folder(t);
  const libraries = join(path, 'root/usr/lib/x86_64-linux-gnu');
  for (const name of ['own', 'data']) mkdirSync(join(libraries, name), { recursive: true });
  writeFileSync(join(libraries, 'own/libown-1.so'), '');
  writeFileSync(join(libraries, 'data/library.txt'), '');
  mkdirSync(join(path, 'root/usr/bin'));
  const script = '#!/bin/sh\nprintf "%s\\n" "$LD_LIBRARY_PATH" "$FONTCONFIG_FILE" "$@"\n';
  writeFileSync(join(path, 'root/usr/bin/tool'), script, { mode: 0o755 });
  const tool = { name: 'tool', variable: 'T', aptPackage: 't', path: 'usr/bin/tool', drawsText: true, elsewhere: 't' };
  const env = { ...process.env, LD_LIBRARY_PATH: '' };
  const output = execFileSync(await wrapperFor(path, tool), ['an argument'], { encoding: 'utf8', env });
  const [found, fonts = '', argument] = output.split('\n');
  assert.equal(found, `${libraries}:${libraries}/own`);
  assert.match(readFileSync(fonts, 'utf8'), new RegExp(`<dir>${path}/root/usr/share/fonts</dir>`));
  assert.equal(argument, 'an argument');
});

test('a quoted text reaches a shell unchanged', () => {
  const text = `a b'c"d$HOME\`x\``;
  assert.equal(execFileSync('sh', ['-c', `printf %s ${shellQuote(text)}`], { encoding: 'utf8' }), text);
});

const redisAndMore: BinaryName[] = ['redis-server', 'prometheus', 'promtool', 'alertmanager'];
const hints: [string, NodeJS.Platform, Record<string, string>, string][] = [
  [
    'Fedora',
    'linux',
    { ID: 'fedora' },
    'Install it: sudo dnf install valkey-compat-redis golang-github-prometheus, and put on PATH what has no package there: Alertmanager (https://prometheus.io/download/); or use a cluster: --target kubernetes.',
  ],
  [
    'macOS',
    'darwin',
    {},
    'Install it: brew install redis prometheus, and put on PATH what has no package there: Alertmanager (https://prometheus.io/download/); or use a cluster: --target kubernetes.',
  ],
  [
    'another system',
    'linux',
    { ID: 'alpine' },
    'Install Redis 7 or later, Prometheus (https://prometheus.io/download/), Alertmanager (https://prometheus.io/download/) and put the binaries on PATH, or use a cluster: --target kubernetes.',
  ],
];
for (const [name, platform, osRelease, expected] of hints) {
  test(`on ${name} one line says what to install`, () => {
    assert.equal(installHint(redisAndMore, knownSystem(osRelease, platform)), expected);
  });
}

test('while apt is slow a line every 4 s says what is being fetched', async (t) => {
  const bin = folder(t);
  const slow = '#!/bin/sh\ncase " $* " in *" install "*) sleep 6 ;; esac\nexit 100\n';
  for (const name of ['apt-get', 'dpkg', 'sudo']) writeFileSync(join(bin, name), slow, { mode: 0o755 });
  const before = { ...process.env };
  t.after(() => {
    process.env = before;
  });
  process.env['PATH'] = `${bin}:${before['PATH']}`;
  process.env['XDG_CACHE_HOME'] = folder(t);
  let output = '';
  const write = (text: string) => {
    output += text;
  };
  await assert.rejects(
    watched({ write }, () => unpackAptPackage('redis-server')),
    /apt-get update failed/,
  );
  assert.match(output, /^ {6}4 s: fetching redis-server: asking apt what it takes\n$/);
});
