import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from '../fault';
import { releaseOf } from './release';

/** Of load before the command and after it, so that clients with an old connection and a new one both meet it. */
const AROUND_MS = 150_000;

export const rotation: Fault = {
  name: 'rotation',
  title: 'planned: another Redis password',
  what: '`./deploy-all.sh rotate redis`, with two and a half minutes of load before it and after it',
  needsNode: false,
  changesRelease: true,

  async inject({ injected, signal, ...scene }) {
    const release = releaseOf(scene);
    injected();
    await delay(AROUND_MS, undefined, { signal });
    await release.rotatePassword();
    await delay(AROUND_MS, undefined, { signal });
  },
};
