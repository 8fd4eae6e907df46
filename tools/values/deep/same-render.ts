/** Whether two renders are the same, apart from what differs by itself: what is drawn anew each time, and sums over all values. */

export class SameRender {
  private readonly lines: readonly string[];
  private readonly noise = new Set<string>();

  /**
   * @param render what others are compared with
   * @param again the same values once more, and with one that no template can know
   */
  constructor(render: string, again: readonly string[]) {
    const lines = named(render);
    for (const other of again) {
      const others = new Set(named(other));
      for (const line of lines) if (!others.has(line)) this.noise.add(keyOf(line));
    }
    this.lines = this.quiet(lines);
  }

  is(render: string): boolean {
    const lines = this.quiet(named(render));
    return lines.length === this.lines.length && lines.every((line, at) => line === this.lines[at]);
  }

  private quiet(lines: readonly string[]): string[] {
    return lines.filter((line) => !this.noise.has(keyOf(line)));
  }
}

// --- internal ---

/** Each line with the template that it comes from. */
function named(render: string): string[] {
  let source = '';
  return render.split('\n').map((line) => {
    if (line.startsWith('# Source: ')) source = line.slice('# Source: '.length);
    return `${source}\t${line}`;
  });
}

/** The template, and the key at the start of the line or all of it. */
const keyOf = (line: string) => /^[^\t]*\t\s*(?:- )?[\w./"-]+:(?=\s|$)/.exec(line)?.[0] ?? line;
