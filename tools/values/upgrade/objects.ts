/** Objects of two revisions, side by side. */
import { type RenderedObject, readObjects } from '../deep/objects';
import { isObject } from '../json';

/** What identifies an object: its version may change with the manifest. */
export interface ObjectId {
  group: string;
  kind: string;
  /** Of an object that states none: the release's, whether the kind has namespaces or not. */
  namespace: string;
  name: string;
}

export type Fields = Readonly<Record<string, unknown>>;

/** An object as the running revision has it, as the upgrade would have it, and as it runs. */
export interface ObjectPair extends ObjectId {
  /** As the manifest writes it; of the new revision, where both have it. */
  apiVersion: string;
  old?: Fields;
  next?: Fields;
  /** Absent where it wasn't or couldn't be read. */
  live?: Fields;
  /** It was looked for and isn't there: somebody has deleted it, and the upgrade makes it anew. */
  deleted?: true;
}

/** The objects of both manifests, those of the new one first, each in the order of its manifest. */
export function pairObjects(oldManifest: string, newManifest: string, namespace: string): ObjectPair[] {
  const pairs = new Map<string, ObjectPair>();
  for (const [side, manifest] of [
    ['next', newManifest],
    ['old', oldManifest],
  ] as const) {
    for (const object of readObjects(manifest)) {
      const id = idOf(object, namespace);
      const pair = pairs.get(keyOf(id)) ?? { ...id, apiVersion: object.apiVersion };
      pairs.set(keyOf(id), { ...pair, [side]: object.value });
    }
  }
  return [...pairs.values()];
}

/** For finding the same object again. */
export const keyOf = ({ group, kind, namespace, name }: ObjectId) => [group, kind, namespace, name].join('/');

/** Of an object as the API server or a manifest writes it. */
export function idOf(object: Pick<RenderedObject, 'apiVersion' | 'kind' | 'name' | 'namespace'>, namespace: string) {
  const { apiVersion, kind, name } = object;
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
  return { group, kind, namespace: object.namespace || namespace, name };
}

/** `StatefulSet shop/db`. */
export const describeId = ({ kind, namespace, name }: ObjectId) => `${kind} ${namespace}/${name}`;

/** The value at a dotted path; undefined where there is none. */
export function fieldAt(object: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), object);
}

export function annotationsOf(object: Fields | undefined): Fields {
  const found = fieldAt(object, 'metadata.annotations');
  return isObject(found) ? found : {};
}
