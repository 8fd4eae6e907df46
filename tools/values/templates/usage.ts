/** What templates do with a value: a tree in the form of the values themselves. */

/** Deeper than any values go; what templates walk down without end stays in its last map. */
const MAX_DEPTH = 24;

export class Usage {
  readonly fields = new Map<string, Usage>();
  /** What is done with each entry of the map or list, whatever its key. */
  entries: Usage | undefined;
  /** It is printed with all that is in it. */
  whole = false;
  /** It is gone through entry by entry. */
  ranged = false;
  /** It is asked whether it is true, or not empty. */
  condition = false;
  /** It is printed, or compared with a text. */
  text = false;
  /** Kinds that the template asks for: it takes several. */
  readonly kinds = new Set<string>();

  constructor(
    readonly id: number,
    private readonly counter: { next: number },
    private readonly depth = 0,
  ) {}

  static root(counter: { next: number }): Usage {
    return new Usage(counter.next++, counter);
  }

  field(name: string): Usage {
    const known = this.fields.get(name);
    if (known) return known;
    if (this.depth >= MAX_DEPTH) return this;
    const made = new Usage(this.counter.next++, this.counter, this.depth + 1);
    this.fields.set(name, made);
    return made;
  }

  entry(): Usage {
    if (this.depth >= MAX_DEPTH) return this;
    this.entries ??= new Usage(this.counter.next++, this.counter, this.depth + 1);
    return this.entries;
  }
}
