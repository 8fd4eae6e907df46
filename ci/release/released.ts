/** A release, and what a user finds in it. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parse } from 'yaml';
import { PLATFORMS } from '../../tools/release/image/build';
import { resolve } from '../../tools/release/registry';
import type { Released } from '../../tools/release/release';
import { dependencies } from '../../tools/values/subcharts/packages';
import type { Checks } from '../checks';
import { refused } from '../refused';
import type { Registry } from './registry';
import { locked, packagesOf, statement, verify } from './user';
import type { World } from './world';

const CHANGE = 'Web app: a change with "quotes", a colon: and `ticks`';

/** @returns whether there is a release that further checks can go on with */
export async function released(checks: Checks, world: World, registry: Registry, version: string): Promise<boolean> {
  const commit = world.repository.commit(CHANGE);
  let done: Released | undefined;
  await checks.check('a release', async () => {
    done = await world.release(version);
  });
  if (done === undefined) return false;
  const { image, chart } = done;
  const [imageAt, chartAt] = [`${world.image}:${version}`, `${world.chart}:${version}`];
  const oras = async (...args: string[]) => (await world.as('oras', ...args, '--plain-http')).trim();

  await checks.check('image and chart stand under the version, and under no other', async () => {
    assert.deepEqual(await registry.versions('team/tme1crv-webapp'), [version]);
    assert.deepEqual(await registry.versions('team/charts/tme1crv'), [version]);
    assert.equal(await oras('resolve', imageAt), image);
    assert.equal(await oras('resolve', chartAt), chart);
  });
  await checks.check("the key's owner has signed the image, each platform of it, and the chart", async () => {
    await verify(world, imageAt);
    for (const platform of PLATFORMS)
      await verify(world, `${world.image}@${await oras('resolve', '--platform', platform, imageAt)}`);
    await verify(world, chartAt);
  });
  for (const platform of PLATFORMS) {
    await checks.check(
      `the signed list of packages for ${platform} has express and ioredis, at the pinned versions`,
      async () => {
        const digest = await oras('resolve', '--platform', platform, imageAt);
        const packages = packagesOf(await statement(world, `${world.image}@${digest}`, 'spdxjson'));
        const lock = join(world.repository.root, 'webapp/package-lock.json');
        for (const name of ['express', 'ioredis']) assert.equal(packages.get(name), locked(lock, name), name);
        assert.equal(packages.has('typescript'), false, 'what only builds it is not in it');
      },
    );
  }
  await checks.check(
    "the chart's signed list has its subcharts and images, in a form that other programs read",
    async () => {
      const { predicate } = await statement(world, chartAt, 'spdxjson');
      const file = join(world.folder, 'chart.spdx.json');
      writeFileSync(file, JSON.stringify(predicate));
      const read = await world.as('syft', 'convert', file, '--output', 'syft-json');
      const { artifacts } = JSON.parse(read) as { artifacts: { name: string; version: string }[] };
      const found = new Map(artifacts.map(({ name, version }) => [name, version]));
      for (const { name, version } of dependencies(join(world.repository.root, 'chart')))
        assert.equal(found.get(name), version);
      assert.equal(found.get(world.image), image);
      assert.ok([...found.keys()].some((name) => name.endsWith('/redis_exporter')));
    },
  );
  await checks.check('the provenance names the commit, the builder and what else went in', async () => {
    for (const reference of [imageAt, chartAt]) {
      const { subject, predicate } = await statement(world, reference, 'slsaprovenance1');
      assert.equal(`sha256:${subject[0]?.digest.sha256}`, reference === imageAt ? image : chart);
      const { buildDefinition, runDetails } = predicate;
      assert.equal(buildDefinition.resolvedDependencies[0].digest.gitCommit, commit);
      assert.match(runDetails.builder.id, /^https:\/\//);
      const uris = buildDefinition.resolvedDependencies.map(({ uri }: { uri: string }) => uri).join(' ');
      assert.match(uris, /pkg:docker\/node@\S+ pkg:helm\/redis@\S+ pkg:helm\/kube-prometheus-stack@/);
      if (reference === chartAt) assert.match(uris, /tme1crv-webapp$/);
    }
  });
  await checks.check(
    'helm pull brings the chart with its subcharts, the image by its digest, and what Artifact Hub shows',
    async () => {
      const target = join(world.folder, 'pulled');
      mkdirSync(target, { recursive: true });
      await world.pullChart(version, '--untar', '--untardir', target);
      const read = (file: string) => parse(readFileSync(join(target, 'tme1crv', file), 'utf8'));
      const about = read('Chart.yaml');
      assert.deepEqual([about.version, about.appVersion], [version, version]);
      const { annotations } = about;
      assert.equal(annotations['artifacthub.io/prerelease'], 'false');
      assert.deepEqual(parse(annotations['artifacthub.io/changes']), [CHANGE]);
      const [host, ...path] = world.image.split('/');
      const values = read('values.yaml').webapp.image;
      assert.deepEqual([values.registry, values.repository, values.digest], [host, path.join('/'), image]);
      const images: { image: string }[] = parse(annotations['artifacthub.io/images']);
      assert.ok(images.some(({ image: one }) => one === `${world.image}@${image}`));
      const rendered = await world.as('helm', 'template', 'tme1crv', join(target, 'tme1crv'));
      assert.ok(
        rendered.includes(`image: "${world.image}@${image}"`) || rendered.includes(`image: ${world.image}@${image}`),
      );
      assert.match(rendered, /kind: Prometheus\n/);
    },
  );
  await checks.check('the release notes name the changes since the last release', async () => {
    const notes = readFileSync(join(world.made(version), 'notes.md'), 'utf8');
    assert.match(notes, /## Changes since v0\.0\.1\n/);
    assert.ok(notes.includes(`- ${CHANGE} (`));
    assert.ok(!notes.includes('Everything'));
  });
  await checks.check('the same version again is refused, from this commit and from another', async () => {
    await refused(world.release(version), /is released already/);
    const before = world.repository.git('rev-parse', 'HEAD');
    world.repository.commit('Something else');
    await refused(world.release(version), /is released already/);
    world.repository.git('reset', '--quiet', '--hard', before);
    assert.equal(await oras('resolve', chartAt), chart);
  });
  await checks.check('a registry that can not be asked is an error, not one without this version', async () => {
    for (const status of [401, 403, 500]) {
      const server = createServer((_, response) => response.writeHead(status).end()).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      await refused(resolve(world.context(version), `127.0.0.1:${port}/team/x:1`), /can't be asked/);
      server.close();
    }
    await refused(resolve(world.context(version), '127.0.0.1:1/team/x:1'), /can't be asked/);
  });
  return true;
}
