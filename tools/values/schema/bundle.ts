/**
 * Makes one self-contained schema of a file and the files that it refers to: Helm refuses to fetch remote ones.
 *
 * Each referred place becomes an entry of `definitions`, named after its file (`values/server.schema.json` → `server`) or
 * after its own definition's name. A single property of another file is copied to where it is referred to, so that a reader, an
 * editor or Helm finds its bounds there; what stands beside such a reference wins.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { SourceError } from '../errors';
import { isObject } from '../json';
import type { JsonSchema } from './types';

/** Reads and bundles the schema in `file`; throws SourceError for a reference that leads nowhere. */
export function bundleSchema(file: string): JsonSchema {
  return new Bundler(path.resolve(file)).bundle();
}

// --- internal ---

class Bundler {
  private readonly files = new Map<string, JsonSchema>();
  /** By `file#pointer`. */
  private readonly names = new Map<string, string>();
  private readonly definitions: Record<string, JsonSchema> = {};

  constructor(private readonly rootFile: string) {}

  bundle(): JsonSchema {
    const { definitions: _, $id: __, ...root } = this.read(this.rootFile);
    const bundled = this.rewrite(root, this.rootFile) as JsonSchema;
    const sorted = Object.entries(this.definitions).sort(([a], [b]) => (a < b ? -1 : 1));
    return sorted.length > 0 ? { ...bundled, definitions: Object.fromEntries(sorted) } : bundled;
  }

  private read(file: string): JsonSchema {
    const known = this.files.get(file);
    if (known) return known;
    let parsed: unknown;
    try {
      parsed = JSON.parse(readFileSync(file, 'utf8'));
    } catch (error) {
      throw new SourceError(`${this.shown(file)}: ${(error as Error).message}`);
    }
    if (!isObject(parsed)) throw new SourceError(`${this.shown(file)}: is not a JSON object`);
    this.files.set(file, parsed as JsonSchema);
    return parsed as JsonSchema;
  }

  /** A copy with every `$ref` pointing into the bundle. */
  private rewrite(node: unknown, file: string): unknown {
    if (Array.isArray(node)) return node.map((item) => this.rewrite(item, file));
    if (!isObject(node)) return node;
    const copy: Record<string, unknown> = {};
    for (const [keyword, value] of Object.entries(node)) {
      const literal = keyword === 'default' || keyword === 'examples' || keyword === 'enum' || keyword === 'const';
      copy[keyword] = literal ? value : this.rewrite(value, file);
    }
    if (typeof node['$ref'] !== 'string') return copy;
    const value = this.singleValue(node['$ref'], file);
    if (value === undefined) return { ...copy, $ref: `#/definitions/${this.define(node['$ref'], file)}` };
    const { $ref: _, ...beside } = copy;
    return { ...value, ...beside };
  }

  /** What a reference into another file leads to, where that is no map, no list and no schema of several. */
  private singleValue(ref: string, fromFile: string): JsonSchema | undefined {
    const [filePart = '', pointer = ''] = ref.split('#', 2);
    if (filePart === '' || !pointer.startsWith('/properties/')) return undefined;
    const target = this.lookUp(this.resolve(filePart, ref, fromFile), pointer, ref, fromFile);
    const single = ['string', 'integer', 'number', 'boolean'].includes(String(target.type));
    return single ? target : undefined;
  }

  private resolve(filePart: string, ref: string, fromFile: string): string {
    if (/^[a-z][a-z0-9+.-]*:/i.test(filePart)) {
      throw new SourceError(`${this.shown(fromFile)}: $ref ${ref} is remote; keep schemas in local files`);
    }
    return filePart === '' ? fromFile : path.resolve(path.dirname(fromFile), filePart);
  }

  private define(ref: string, fromFile: string): string {
    const [filePart = '', pointer = ''] = ref.split('#', 2);
    const file = this.resolve(filePart, ref, fromFile);
    const id = `${file}#${pointer}`;
    const known = this.names.get(id);
    if (known) return known;
    const name = this.freeName(file, pointer);
    this.names.set(id, name);
    const { $schema: _, $id: __, definitions: ___, ...target } = this.lookUp(file, pointer, ref, fromFile);
    this.definitions[name] = this.rewrite(target, file) as JsonSchema;
    return name;
  }

  private lookUp(file: string, pointer: string, ref: string, fromFile: string): JsonSchema {
    const steps = pointer.split('/').slice(1);
    const target = steps.reduce<unknown>(
      (node, step) => (isObject(node) ? node[step.replace(/~1/g, '/').replace(/~0/g, '~')] : undefined),
      this.read(file),
    );
    if (!isObject(target)) throw new SourceError(`${this.shown(fromFile)}: $ref ${ref} leads nowhere`);
    return target as JsonSchema;
  }

  private freeName(file: string, pointer: string): string {
    const fileName = path.basename(file).replace(/(\.schema)?\.json$/, '');
    const last = pointer.split('/').at(-1);
    const name = last ? last : fileName;
    const taken = new Set(this.names.values());
    return taken.has(name) ? `${fileName}-${last}` : name;
  }

  private shown(file: string): string {
    return path.relative(path.dirname(path.dirname(this.rootFile)), file);
  }
}
