/** Kubernetes' own schemas, and those of the custom resources that the packages define. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Io } from '../io';
import type { Json } from '../json';
import { inRoot, KUBERNETES_SCHEMAS } from '../project';
import type { Definitions } from './custom-definitions';

/** The schema of whole objects of one kind. */
export interface ObjectSchema {
  schema: ForeignSchema;
  /** What its `$ref`s name. */
  definitions: Readonly<Record<string, ForeignSchema>>;
  custom: boolean;
}

/** What Kubernetes' schemas use of JSON Schema and OpenAPI. */
export interface ForeignSchema {
  $ref?: string;
  type?: string | string[];
  nullable?: boolean;
  enum?: Json[];
  const?: Json;
  format?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  items?: ForeignSchema;
  properties?: Readonly<Record<string, ForeignSchema>>;
  additionalProperties?: boolean | ForeignSchema;
  required?: string[];
  anyOf?: ForeignSchema[];
  oneOf?: ForeignSchema[];
  allOf?: ForeignSchema[];
  'x-kubernetes-int-or-string'?: boolean;
  'x-kubernetes-list-map-keys'?: string[];
}

interface Bundle {
  version: string;
  /** The definition of each object, by `group/version/Kind`. */
  kinds: Readonly<Record<string, string>>;
  definitions: Readonly<Record<string, ForeignSchema>>;
}

export class Schemas {
  private readonly bundle: Bundle;
  private readonly groups: ReadonlySet<string>;

  constructor(
    root: string,
    private readonly custom: Definitions,
  ) {
    this.bundle = JSON.parse(gunzipSync(readFileSync(inRoot(root, KUBERNETES_SCHEMAS))).toString());
    this.groups = new Set([...Object.keys(this.bundle.kinds), ...Object.keys(custom)].map(groupOf));
  }

  /** Of the Kubernetes that the schemas are of: `1.36.0`. */
  get version(): string {
    return this.bundle.version;
  }

  /**
   * `unknown` is a kind that this Kubernetes or a package's group doesn't have, `elsewhere` one of a group that nobody here defines: it comes
   * with something else that is in the cluster.
   */
  find(apiVersion: string, kind: string): ObjectSchema | 'unknown' | 'elsewhere' {
    const id = `${apiVersion}/${kind}`;
    const { kinds, definitions } = this.bundle;
    const name = Object.hasOwn(kinds, id) ? kinds[id] : undefined;
    const own = name === undefined ? undefined : definitions[name];
    if (own) return { schema: own, definitions, custom: false };
    const custom = Object.hasOwn(this.custom, id) ? this.custom[id] : undefined;
    if (custom) return { schema: custom as ForeignSchema, definitions: {}, custom: true };
    return this.groups.has(groupOf(id)) ? 'unknown' : 'elsewhere';
  }
}

/** The schemas of the project's Kubernetes and of a chart's custom resources. */
export function loadSchemas(custom: Definitions, io: Io): Schemas {
  return new Schemas(io.root, custom);
}

// --- internal ---

/** `apps/v1/Deployment` → `apps`; the core group has no name. */
function groupOf(id: string): string {
  const parts = id.split('/');
  return parts.length > 2 ? (parts[0] as string) : '';
}
