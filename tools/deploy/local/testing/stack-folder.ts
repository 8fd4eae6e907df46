import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../../values/io';
import { down, freePorts, type Ports, type UpOptions } from '../index';

/** Ends what hangs, in ms; a busy machine may need minutes for a start. */
export const LIMIT_MS = 300_000;

/** A folder for a test file's own local stack: three Redis on free ports, whose rules are evaluated every second. */
export class StackFolder {
  readonly folder = mkdtempSync(join(tmpdir(), 'stack-'));
  readonly stateFolder = join(this.folder, 'state');
  /** What was printed. */
  output = '';

  private constructor(public ports: Ports) {}

  /** @param sentinels how many ports to have for them */
  static async create(sentinels = 0): Promise<StackFolder> {
    return new StackFolder(await freePorts(2, sentinels));
  }

  /** For `up`. */
  options(changes: Partial<UpOptions> = {}): UpOptions {
    const write = (text: string) => {
      this.output += text;
    };
    return {
      repository: PROJECT_ROOT,
      stateFolder: this.stateFolder,
      ports: () => this.ports,
      scrapeInterval: '1s',
      evaluationInterval: '1s',
      ignoreGroupIntervals: true,
      timeoutMs: LIMIT_MS,
      output: { write },
      ...changes,
    };
  }

  /** Stops the stack and removes everything. */
  async remove(): Promise<void> {
    await down(this.stateFolder);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
