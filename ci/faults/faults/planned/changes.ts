/** Changes of the release that people make on purpose: they cost no more than a restart of each Redis does. */
import { StackError } from '../../../../tools/deploy/errors';
import { output } from '../../../cluster/command';
import type { Fault, FaultyScene } from '../fault';
import { releaseOf } from './release';

/** A value of the web app alone, and back. */
export const webappChange: Fault = {
  name: 'webapp-change',
  title: 'planned: another value of the web app',
  what: '`helm upgrade --set webapp.logLevel=debug`: its pods are replaced one after the other, Redis stays',
  needsNode: false,
  changesRelease: true,

  inject: (scene) => upgradeForNow(scene, OTHER_WEBAPP),
};

export const imageChange: Fault = {
  name: 'image-change',
  title: 'planned: another Redis image',
  what: '`helm upgrade --set redis.image.tag=…`: every Redis is replaced one after the other; the outage is the longest of its steps',
  needsNode: false,
  changesRelease: true,

  inject: (scene) => upgradeForNow(scene, otherImage()),
};

export const rollback: Fault = {
  name: 'rollback',
  title: 'planned: back to the revision before',
  what: '`helm rollback` after another Redis image: every Redis is replaced once more',
  needsNode: false,
  changesRelease: true,

  prepare: (scene) => releaseOf(scene).upgrade(otherImage()),

  async inject({ injected, ...scene }) {
    injected();
    await releaseOf(scene).rollback();
  },
};

export const helm4: Fault = {
  name: 'helm-4',
  title: 'planned: from Helm 3 to Helm 4 and back',
  what: '`helm upgrade` with Helm 4, then with Helm 3 again; each changes a value of the web app',
  needsNode: false,
  changesRelease: true,

  async prepare() {
    await output('ts-node', [`${__dirname}/../../../tools/build.ts`, 'helm4'], { timeoutMs: 900_000 });
  },

  async inject({ injected, ...scene }) {
    const release = releaseOf(scene);
    injected();
    await release.upgrade(OTHER_WEBAPP, { helm: 'helm4' });
    await release.upgrade();
  },
};

// --- internal ---

const OTHER_WEBAPP = ['webapp.logLevel=debug'];

/** Upgrades to these settings, which are taken back when the run ends. */
async function upgradeForNow({ injected, onEnd, ...scene }: FaultyScene, settings: readonly string[]): Promise<void> {
  const release = releaseOf(scene);
  onEnd(`take back ${settings.join(', ')}`, () => release.upgrade());
  injected();
  await release.upgrade(settings);
}

function otherImage(): string[] {
  const tag = process.env['FAULTS_REDIS_TAG'];
  if (tag) return [`redis.image.tag=${tag}`];
  const hint = 'Set FAULTS_REDIS_TAG to another tag of the same image, which the node has or can pull.';
  throw new StackError('no other Redis image is named', hint);
}
