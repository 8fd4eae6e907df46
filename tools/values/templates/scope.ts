import { NOTHING, union, type Values } from './values';

/** The variables of a template, block by block. */
export class Scope {
  private readonly variables = new Map<string, Values>();

  constructor(
    readonly root: Values,
    public dot: Values,
    private readonly outer?: Scope,
  ) {}

  get(name: string): Values {
    if (name === '') return this.variables.get('') ?? this.outer?.get('') ?? this.root;
    return this.variables.get(name) ?? this.outer?.get(name) ?? NOTHING;
  }

  declare(name: string, value: Values): void {
    this.variables.set(name, value);
  }

  /** Other branches may have set it to something else. */
  set(name: string, value: Values): void {
    const owner = this.ownerOf(name) ?? this;
    owner.variables.set(name, union(name === '' ? owner.get('') : (owner.variables.get(name) ?? NOTHING), value));
  }

  private ownerOf(name: string): Scope | undefined {
    return this.variables.has(name) ? this : this.outer?.ownerOf(name);
  }
}
