/** What the user gave, as Helm takes it: whole, or with some of it left out. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ValuesFile } from '../check/validate';
import { isObject, type Json, type JsonObject } from '../json';
import { mergeFiles } from '../yaml/merge';
import type { SetOption } from '../yaml/set-option';
import { parseSetOption } from '../yaml/set-option';
import type { MapNode, Place, SourceNode } from '../yaml/source';
import { toJson } from '../yaml/source';

/** One value that a file sets, or one option of the command line. */
export interface Unit {
  /** Of the value; of an option with several assignments, the first. */
  path: readonly (string | number)[];
  place: Place;
  value: Json;
  /** The option, if it is one. */
  option?: SetOption;
}

export class GivenValues {
  /** Single values and lists; a map is as many units as it has. */
  readonly units: readonly Unit[];
  /** Every map on the way to them, and what is in lists, too. */
  readonly nodes: readonly Unit[];
  private readonly merged: MapNode;
  private readonly left = new Set<Unit>();

  constructor(
    private readonly files: readonly ValuesFile[],
    roots: readonly MapNode[],
    private readonly options: readonly SetOption[] = [],
  ) {
    this.merged = mergeFiles(roots);
    const fromOptions = options.map(unitOfOption);
    const nodes = [...this.merged.entries].flatMap(([key, node]) => below(node, [key]));
    this.nodes = [...nodes, ...fromOptions];
    const single = ({ path, value }: Unit) => path.every((step) => typeof step === 'string') && !isFilledMap(value);
    this.units = [...nodes.filter(single), ...fromOptions];
  }

  /** From now on these aren't given to Helm, as it refuses them. @returns whether that changes anything */
  leaveOut(units: readonly Unit[]): boolean {
    const before = this.left.size;
    for (const unit of units) this.left.add(unit);
    return this.left.size > before;
  }

  /** Nothing is left out. */
  get isWhole(): boolean {
    return this.left.size === 0;
  }

  /** Writes the files as they were given, and returns Helm's arguments for all. */
  whole(folder: string): string[] {
    const names = this.files.map(({ bytes }, at) => write(folder, `given-${at}.yaml`, bytes));
    return [...names.flatMap((name) => ['-f', name]), ...optionArguments(this.options)];
  }

  /** The same without these units. */
  without(units: readonly Unit[], folder: string, name: string): string[] {
    return this.changed(folder, name, units, () => undefined);
  }

  /** With another value for each of these units; undefined takes it away. Options are only taken away. */
  changed(folder: string, name: string, units: readonly Unit[], value: (unit: Unit) => Json | undefined): string[] {
    const values = toJson(this.merged) as JsonObject;
    for (const unit of this.left) if (!unit.option) setOrDelete(values, unit.path.map(String), undefined);
    for (const unit of units) if (!unit.option) setOrDelete(values, unit.path.map(String), value(unit));
    const gone = new Set([...this.left, ...units].map(({ option }) => option));
    const options = this.options.filter((option) => !gone.has(option));
    return ['-f', write(folder, `${name}.json`, JSON.stringify(values)), ...optionArguments(options)];
  }
}

// --- internal ---

const optionArguments = (options: readonly SetOption[]) => options.flatMap(({ kind, text }) => [`--${kind}`, text]);

function write(folder: string, name: string, bytes: Buffer | string): string {
  const file = path.join(folder, name);
  writeFileSync(file, bytes, { mode: 0o600 });
  return file;
}

function unitOfOption(option: SetOption): Unit {
  const [first] = parseSetOption(option);
  const place = { file: first?.name ?? `--${option.kind}`, line: 0, column: 0 };
  return { path: first?.path ?? [], place, value: first?.value ?? null, option };
}

const isFilledMap = (value: Json) => isObject(value) && Object.keys(value).length > 0;

function below(node: SourceNode, path: readonly (string | number)[]): Unit[] {
  const place = node.kind === 'scalar' && node.value !== null ? node.valuePlace : node.place;
  const own: Unit = { path, place, value: toJson(node) };
  if (node.kind === 'map') return [own, ...[...node.entries].flatMap(([key, one]) => below(one, [...path, key]))];
  return node.kind === 'list' ? [own, ...node.items.flatMap((one, at) => below(one, [...path, at]))] : [own];
}

/** A map that has nothing left in it goes as well: empty, it would still say something. */
function setOrDelete(root: JsonObject, path: readonly string[], value: Json | undefined): void {
  const [key = '', ...rest] = path;
  const child = root[key];
  if (rest.length === 0 && value !== undefined) root[key] = value;
  else if (rest.length === 0) delete root[key];
  else if (child === undefined && value !== undefined) setOrDelete(created(root, key), rest, value);
  else if (isObject(child)) {
    setOrDelete(child as JsonObject, rest, value);
    if (Object.keys(child).length === 0) delete root[key];
  }
}

function created(root: JsonObject, key: string): JsonObject {
  const child: JsonObject = {};
  root[key] = child;
  return child;
}
