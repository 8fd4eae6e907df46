/** The commands of the tutorials that take a cluster, run as they stand there; what they print has to be what the page shows. */
import { rmSync } from 'node:fs';
import { program } from '../programs';
import type { World } from '../world';

/** Pages with commands for a cluster. */
const CLUSTER_TUTORIALS = ['docs/tutorials/kind-in-five-minutes.md'];

export async function tutorialSteps(world: World): Promise<void> {
  for (const page of CLUSTER_TUTORIALS) {
    await world.steps.check(`${page}: every command for a cluster`, async () => {
      try {
        // Port 3000 may be taken on this machine.
        await program('ts-node', ['tools/docs/run.ts', page, 'cluster', '3000=23100']);
      } finally {
        rmSync('/tmp/my-values.yaml', { force: true });
        // The release gets its own values again.
        await world.release.upgrade();
      }
    });
  }
}
