import type { Output } from '../../steps';

/** How the demo looks: numbered steps, a sentence or two on each, the command that one could type, and what came back. */
export class Narrator {
  private number = 0;

  /**
   * @param total how many steps there will be
   * @param pause is waited for before each step but the first
   */
  constructor(
    private readonly output: Output,
    private readonly total: number,
    private readonly pause: () => Promise<void> = async () => {},
  ) {}

  /** Begins a step. @param text what happens and why, a line each */
  async step(title: string, ...text: string[]): Promise<void> {
    if (this.number > 0) await this.pause();
    this.number += 1;
    this.output.write(`\n==> [${this.number}/${this.total}] ${title}\n`);
    for (const line of text) this.say(line);
  }

  say(line: string): void {
    this.output.write(`    ${line}\n`);
  }

  /** A command as one would type it. */
  command(line: string): void {
    this.output.write(`    $ ${line}\n`);
  }

  /** What came back, a line each. */
  reply(...lines: string[]): void {
    for (const line of lines) this.output.write(`      ${line}\n`);
  }
}
