/** What was changed after it was signed is refused by whoever pulls or verifies it. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PLATFORMS } from '../../tools/release/image/build';
import { fetchManifest } from '../../tools/release/registry';
import type { Checks } from '../checks';
import { refused } from '../refused';
import type { Keys } from './keys';
import type { Registry } from './registry';
import { statement, verify } from './user';
import type { World } from './world';

export async function damaged(
  checks: Checks,
  world: World,
  registry: Registry,
  version: string,
  another: Keys,
): Promise<void> {
  const context = world.context(version);
  const [image, chart] = [`${world.image}:${version}`, `${world.chart}:${version}`];
  const digestOf = async (reference: string, ...platform: string[]) =>
    (await world.as('oras', 'resolve', '--plain-http', ...platform, reference)).trim();
  const manifestOf = async (reference: string) => JSON.parse(await fetchManifest(context, reference)) as Manifest;
  const layerOf = async (reference: string) => (await manifestOf(reference)).layers[0]?.digest ?? '';
  /** Damages a blob, expects the work to fail, and puts it right, after which the work succeeds. */
  const refuses = async (digest: string, work: () => Promise<unknown>, how: RegExp) => {
    const mend = registry.damage(digest);
    try {
      await refused(work(), how);
    } finally {
      mend();
    }
    await work();
  };
  const target = join(world.folder, 'damaged');
  mkdirSync(target, { recursive: true });
  let pulls = 0;
  const fresh = () => join(target, String(pulls++));

  await checks.check("another key's owner has not signed it", async () => {
    await refused(verify(world, image, another.publicKey), /signature/i);
    await refused(verify(world, chart, another.publicKey), /signature/i);
  });
  for (const platform of PLATFORMS) {
    await checks.check(`a changed byte in a layer of the image for ${platform} is refused`, async () => {
      const pull = () =>
        world.as(
          'oras',
          'cp',
          '--no-tty',
          '--from-plain-http',
          '--platform',
          platform,
          '--to-oci-layout',
          image,
          fresh(),
        );
      const manifest = `${world.image}@${await digestOf(image, '--platform', platform)}`;
      await refuses(await layerOf(manifest), pull, /digest|mismatch/i);
    });
  }
  await checks.check('a changed byte in the chart is refused by helm', async () => {
    const pull = () => {
      const folder = fresh();
      mkdirSync(folder);
      return world.pullChart(version, '--destination', folder);
    };
    await refuses(await layerOf(chart), pull, /digest|mismatch/i);
  });
  await checks.check('a changed byte in the manifest of image or chart is refused by cosign', async () => {
    for (const reference of [image, chart])
      await refuses(await digestOf(reference), () => verify(world, reference), /.+/s);
  });
  /** The layers of what cosign has put beside a digest, by the type of the statement inside. */
  const statementsOf = async (digest: string) => {
    const found = await world.as('oras', 'discover', '--plain-http', '--format', 'json', `${world.image}@${digest}`);
    const { referrers } = JSON.parse(found) as { referrers: { reference: string }[] };
    return Promise.all(
      referrers.map(async ({ reference }) => {
        const { annotations, layers } = await manifestOf(reference);
        return [annotations?.[PREDICATE_TYPE], layers[0]?.digest ?? ''] as const;
      }),
    );
  };
  await checks.check('a changed byte in a signed list of packages or provenance is refused by cosign', async () => {
    const amd64 = await digestOf(image, '--platform', PLATFORMS[0]);
    for (const [digest, type, predicate] of [
      [await digestOf(image), 'slsaprovenance1', 'https://slsa.dev/provenance/v1'],
      [amd64, 'spdxjson', 'https://spdx.dev/Document'],
    ] as const) {
      const [, layer = ''] = (await statementsOf(digest)).find(([found]) => found === predicate) ?? [];
      await refuses(layer, () => statement(world, `${world.image}@${digest}`, type), /.+/s);
    }
  });
  await checks.check('an image whose signatures are all damaged is refused by cosign', async () => {
    const mends = (await statementsOf(await digestOf(image))).map(([, layer]) => registry.damage(layer));
    assert.ok(mends.length >= 2, 'a signature and a provenance');
    try {
      await refused(verify(world, image), /.+/s);
    } finally {
      for (const mend of mends) mend();
    }
    await verify(world, image);
  });
}

// --- internal ---

interface Manifest {
  layers: { digest: string }[];
  annotations?: Record<string, string>;
}

/** Under which cosign says what kind of statement an artifact holds. */
const PREDICATE_TYPE = 'dev.sigstore.bundle.predicateType';
