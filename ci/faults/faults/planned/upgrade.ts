import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { output } from '../../../cluster/command';
import type { Fault } from '../fault';
import { releaseOf } from './release';

/** The chart before backups, rotation and the web app's tokens. */
const EARLIER = '253eb58';

export const upgrade: Fault = {
  name: 'upgrade',
  title: 'planned: upgrade from an earlier chart',
  what: `\`helm upgrade\` from the chart of commit ${EARLIER}, before there were backups and rotation: every pod is replaced`,
  needsNode: false,
  changesRelease: true,

  async prepare({ onEnd, say, ...scene }) {
    const release = releaseOf(scene);
    const earlier = mkdtempSync(path.join(tmpdir(), 'faults-'));
    onEnd('remove the earlier chart', async () => rmSync(earlier, { recursive: true, force: true }));
    const archive = path.join(earlier, 'chart.tar');
    await output('git', ['-C', release.root, 'archive', '--output', archive, EARLIER, 'chart']);
    await output('tar', ['-xf', archive, '-C', earlier]);
    cpSync(path.join(release.root, 'chart/charts'), path.join(earlier, 'chart/charts'), { recursive: true });
    say(`the release is made anew from the chart of commit ${EARLIER}`);
    await release.remove();
    await release.install(earlier);
  },

  async inject({ injected, ...scene }) {
    injected();
    await releaseOf(scene).upgrade();
  },
};
