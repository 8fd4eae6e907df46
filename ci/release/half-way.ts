/** Releases that fail at each of their steps: nothing may stand under the version's tags, and the same command then ends the release. */
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { resolve } from '../../tools/release/registry';
import type { Checks } from '../checks';
import { refused } from '../refused';
import type { Run, World } from './world';

/** Where it fails: the first command for which this is true. */
type Point = readonly [name: string, fails: (program: string, args: readonly string[]) => boolean];

/**
 * @param done a version that was released: what builder and syft made for it stands in for what they would make again
 * @param version the one that fails, again and again
 */
export async function halfWay(checks: Checks, world: World, done: string, version: string): Promise<void> {
  for (const [name, fails] of points(world)) {
    await checks.check(`a release that fails at ${name} leaves no tag`, async () => {
      await refused(world.release(version, { run: failing(world, done, version, fails) }), OWN_FAILURE);
      assert.equal(await resolve(world.context(version), `${world.chart}:${version}`), undefined);
      assert.equal(await resolve(world.context(version), `${world.image}:${version}`), undefined);
    });
  }
  await checks.check('a release that fails between its two tags leaves the chart without one', async () => {
    const atChart: Point[1] = (_, args) => args[0] === 'tag' && args.some((arg) => arg.startsWith(`${world.chart}@`));
    await refused(world.release(version, { run: failing(world, done, version, atChart) }), OWN_FAILURE);
    assert.equal(await resolve(world.context(version), `${world.chart}:${version}`), undefined);
  });
  const tagged = await resolve(world.context(version), `${world.image}:${version}`);
  await checks.check('another commit may not end that release', async () => {
    const before = world.repository.git('rev-parse', 'HEAD');
    world.repository.commit('Something else');
    try {
      await refused(world.release(version), /is there already, of commit/);
    } finally {
      world.repository.git('reset', '--quiet', '--hard', before);
    }
  });
  await checks.check('the same command ends it, with the image that is there', async () => {
    assert.ok(tagged);
    const { image } = await world.release(version, { run: failing(world, done, version, () => false) });
    assert.equal(image, tagged);
    assert.ok(await resolve(world.context(version), `${world.chart}:${version}`));
  });
}

// --- internal ---

function points({ tools, image, chart }: World): Point[] {
  const about = (repository: string, args: readonly string[]) => args.some((arg) => arg.startsWith(`${repository}@`));
  const cosign =
    (verb: string, repository: string, type?: string): Point[1] =>
    (program, args) =>
      program === tools.cosign &&
      args[0] === verb &&
      about(repository, args) &&
      (type === undefined || args.includes(type));
  return [
    ['the image for arm64', (_, args) => args.includes('linux/arm64')],
    ['the list of packages', (program) => program === tools.syft],
    ['the push of the image', (program, args) => program === tools.oras && args[0] === 'cp'],
    [
      'the push of the index',
      (program, args) => program === tools.oras && args[0] === 'manifest' && args[1] === 'push',
    ],
    ["the image's list of packages", cosign('attest', image, 'spdxjson')],
    ["the image's provenance", cosign('attest', image, 'slsaprovenance1')],
    ["the image's signature", cosign('sign', image)],
    ['the package of the chart', (program, args) => program === tools.helm && args[0] === 'package'],
    ['the push of the chart', (program, args) => program === tools.oras && args[0] === 'push'],
    ["the chart's list of packages", cosign('attest', chart, 'spdxjson')],
    ["the chart's provenance", cosign('attest', chart, 'slsaprovenance1')],
    ["the chart's signature", cosign('sign', chart)],
    ["the image's tag", (program, args) => program === tools.oras && args[0] === 'tag' && about(image, args)],
  ];
}

/**
 * Runs programs, but fails at one point. Builder and syft are copies of what they made before, and cosign, which sets no tag of a version, does nothing:
 * the first release has shown what they do.
 */
function failing(world: World, done: string, version: string, fails: Point[1]): Run {
  return async (program, args, options) => {
    if (fails(program, args)) return { code: 1, stdout: '', stderr: OWN_FAILURE };
    if (program === world.tools.cosign) return NOTHING_DONE;
    const layout = args.at(-1) ?? '';
    if (args.includes('release-builder')) return copied(layout.replace(world.made(version), world.made(done)), layout);
    if (program === world.tools.syft) {
      const file = args.find((arg) => arg.startsWith('spdx-json='))?.slice('spdx-json='.length) ?? '';
      return copied(file.replace(world.made(version), world.made(done)), file);
    }
    return world.run(program, args, options);
  };
}

function copied(from: string, to: string) {
  cpSync(join(from), to, { recursive: true });
  return NOTHING_DONE;
}

const OWN_FAILURE = "the test's own failure";
const NOTHING_DONE = { code: 0, stdout: '', stderr: '' };
