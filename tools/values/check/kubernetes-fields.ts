/**
 * Values that reach Kubernetes or the Prometheus operator as they are. The schemas come from the operator's own definitions, where the
 * package of a subchart has them; they hold Kubernetes' types too.
 */
import type { Finding } from '../findings';
import { formatPath } from '../json';
import type { JsonSchema } from '../schema/types';
import type { CustomResources } from '../subcharts/custom-resources';
import type { KeyNode } from '../subcharts/key-tree';
import { type MapNode, nodeAt, type SourceNode, toJson } from '../yaml/source';
import { choicesOf } from './kubernetes-choices';
import type { KubernetesPlaces, SpecPlace } from './kubernetes-places';
import { checkShape, type ShapeOptions } from './shape';
import type { KnownKeys } from './unknown-key';
import { checkRelations } from './value-relations';
import { describeValue } from './words';

/** What the API server would refuse or drop of the merged values. Nothing without the packages. */
export function checkKubernetesFields(
  merged: MapNode,
  trees: ReadonlyMap<string, KeyNode>,
  known: KnownKeys,
  places: KubernetesPlaces,
): Finding[] {
  const [kubernetes, operator] = [
    { ...KUBERNETES, known },
    { ...OPERATOR, known },
  ];
  const resources = Object.assign({}, ...[...trees.values()].map((tree) => tree.resources ?? {})) as CustomResources;
  const types = new Types(resources, places.bitnami);
  const inSpecs = places.specs.flatMap((spec) => checkSpec(merged, spec, places.ownForm, resources, operator));
  const inLists = places.lists.flatMap(({ at, kind, pointer }) => {
    const schema = pointer.reduce<JsonSchema | undefined>(step, resources[kind]);
    const node = nodeAt(merged, at);
    return node && schema ? eachValue(node, at, (child, path) => checkShape(child, schema, path, operator)) : [];
  });
  // A field of a custom resource may bear the name of one of Kubernetes'.
  const said = new Set([...inSpecs, ...inLists].map(({ path }) => formatPath(path)));
  return [
    ...inSpecs,
    ...inLists,
    ...walk(merged, [], { types, skipped: places.skipped, kubernetes }).filter(
      ({ path }) => !said.has(formatPath(path)),
    ),
  ];
}

// --- internal ---

const KUBERNETES: ShapeOptions = { rule: 'kubernetes-field', who: 'Kubernetes', kubernetes: true };
const OPERATOR: ShapeOptions = { rule: 'kubernetes-field', who: 'the Prometheus operator', kubernetes: true };

/** Beside the resource's own fields, what the chart puts into its metadata. */
const METADATA: JsonSchema = {
  properties: {
    name: { type: 'string' },
    nameOverride: { type: 'string' },
    fullnameOverride: { type: 'string' },
    additionalLabels: { type: 'object', additionalProperties: { type: 'string' } },
    annotations: { type: 'object', additionalProperties: { type: 'string' } },
  },
};

function step(schema: JsonSchema | undefined, key: string): JsonSchema | undefined {
  if (!schema) return undefined;
  return key === 'items' && !schema.properties ? (schema.items as JsonSchema | undefined) : schema.properties?.[key];
}

function checkSpec(
  merged: MapNode,
  { at, kind, renamed }: SpecPlace,
  ownForm: ReadonlySet<string>,
  resources: CustomResources,
  operator: ShapeOptions,
): Finding[] {
  const node = nodeAt(merged, at);
  const schema = resources[kind];
  if (node?.kind !== 'map' || !schema) return [];
  return [...node.entries].flatMap(([key, child]) => {
    const field = schema.properties?.[renamed[key] ?? key];
    // The chart leaves out what is empty, whatever its kind.
    return field && !ownForm.has(key) && !isEmpty(child) ? checkShape(child, field, [...at, key], operator) : [];
  });
}

function isEmpty(node: SourceNode): boolean {
  if (node.kind === 'map') return node.entries.size === 0;
  return node.kind === 'list' ? node.items.length === 0 : !node.value;
}

/** Each entry of a map or list; the values that a chart puts into the metadata are no part of the resource. */
function eachValue(
  node: SourceNode,
  path: readonly string[],
  check: (child: SourceNode, path: (string | number)[]) => Finding[],
): Finding[] {
  const entries: [string | number, SourceNode][] =
    node.kind === 'map' ? [...node.entries] : node.kind === 'list' ? [...node.items.entries()] : [];
  return entries.flatMap(([key, child]) => {
    // The chart reads the resource's metadata from each, which stops where there is no map.
    if (child.kind !== 'map')
      return child.kind === 'scalar' && child.value === null ? [] : check(child, [...path, key]);
    const own = new Map([...child.entries].filter(([name]) => !Object.hasOwn(METADATA.properties ?? {}, name)));
    return check({ ...child, entries: own }, [...path, key]);
  });
}

/** Kubernetes' types by the names that charts give them. */
class Types {
  private readonly pod: JsonSchema | undefined;
  private readonly container: JsonSchema | undefined;

  constructor(
    resources: CustomResources,
    private readonly bitnami: ReadonlySet<string>,
  ) {
    this.pod = resources['Prometheus'];
    this.container = ['containers', 'items'].reduce<JsonSchema | undefined>(step, this.pod);
  }

  /** The type of a value, or undefined where its name says nothing. */
  of(path: readonly (string | number)[]): JsonSchema | undefined {
    const key = String(path.at(-1));
    if (POD_FIELDS.has(key)) return this.pod?.properties?.[key];
    if (/^(topologySpreadConstraints)$/.test(key)) return this.listOf('topologySpreadConstraints');
    if (/ecurityContext$/.test(key)) return this.securityContext();
    if (/^(extraEnvVars|extraEnv|env)$/.test(key)) return this.container?.properties?.['env'];
    if (key === 'hosts' && path.at(-2) === 'ingress') return HOSTS;
    if (key === 'tls' && path.at(-2) === 'ingress') return TLS;
    if (!this.bitnami.has(String(path[0]))) return undefined;
    if (/^custom(Liveness|Readiness|Startup)Probe$/.test(key)) return this.container?.properties?.['livenessProbe'];
    if (/^(liveness|readiness|startup)Probe$/.test(key))
      return withSwitch(this.container?.properties?.['livenessProbe']);
    if (key === 'lifecycleHooks') return this.container?.properties?.['lifecycle'];
    if (key === 'extraVolumes') return this.pod?.properties?.['volumes'];
    if (key === 'extraVolumeMounts') return this.pod?.properties?.['volumeMounts'];
    if (key === 'sidecars' || key === 'initContainers') return this.pod?.properties?.['containers'];
    return undefined;
  }

  private listOf(field: string): JsonSchema | undefined {
    const schema = this.pod?.properties?.[field];
    const items = schema?.items as JsonSchema | undefined;
    // The operator adds fields of its own to Kubernetes' type.
    return items && ({ type: 'array', items } as JsonSchema);
  }

  /** Charts call both the pod's and the container's by the same name. */
  private securityContext(): JsonSchema | undefined {
    const pod = this.pod?.properties?.['securityContext'];
    const container = this.container?.properties?.['securityContext'];
    if (!pod || !container) return undefined;
    return withSwitch({ ...pod, properties: { ...pod.properties, ...container.properties } });
  }
}

/** Of an Ingress: charts take the names alone. */
const HOSTS: JsonSchema = { type: 'array', items: { type: 'string' } };
const TLS: JsonSchema = {
  type: 'array',
  items: { type: 'object', properties: { hosts: HOSTS, secretName: { type: 'string' } } },
};

/** Fields of a pod that every chart calls as Kubernetes does. */
const POD_FIELDS = new Set(['tolerations', 'affinity', 'hostAliases', 'dnsConfig', 'resources']);

/** Bitnami's charts put an `enabled` into the type. */
function withSwitch(schema: JsonSchema | undefined): JsonSchema | undefined {
  return schema && { ...schema, properties: { ...schema.properties, enabled: { type: 'boolean' } } };
}

/** Maps of labels and annotations, whose values are strings. */
const TEXT_MAP = /^(?!additionalRuleGroup)(labels|annotations|matchLabels|nodeSelector|.*(Labels|Annotations))$/;

interface Walk {
  types: Types;
  skipped: ReadonlySet<string>;
  kubernetes: ShapeOptions;
}

function walk(node: SourceNode, path: readonly (string | number)[], about: Walk): Finding[] {
  const { types, skipped, kubernetes } = about;
  const children: [string | number, SourceNode][] =
    node.kind === 'map' ? [...node.entries] : node.kind === 'list' ? [...node.items.entries()] : [];
  return children.flatMap(([key, child]) => {
    const childPath = [...path, key];
    if (skipped.has(childPath.join('.'))) return [];
    if (node.kind === 'map' && child.kind === 'map' && TEXT_MAP.test(String(key))) return texts(child, childPath);
    const choices = node.kind === 'map' && !isEmpty(child) ? choicesOf(childPath) : undefined;
    if (choices && (choices.type === 'array') === (child.kind === 'list'))
      return checkShape(child, choices, childPath, kubernetes);
    const type = node.kind === 'map' && child.kind !== 'scalar' ? types.of(childPath) : undefined;
    if (!type || (type.type === 'array') !== (child.kind === 'list')) return walk(child, childPath, about);
    const wrong = checkShape(child, type, childPath, kubernetes);
    return wrong.length > 0 ? wrong : checkRelations(child, childPath);
  });
}

function texts(node: MapNode, path: readonly (string | number)[]): Finding[] {
  return [...node.entries].flatMap(([key, child]): Finding[] => {
    if (child.kind === 'scalar' && (child.value === null || typeof child.value === 'string')) return [];
    const written = child.kind === 'scalar' ? (child.written ?? String(child.value)) : undefined;
    const message = `is ${describeValue(toJson(child))}; Kubernetes takes only strings here`;
    const fix = written === undefined ? 'write a single value' : `put it in quotes: "${written}"`;
    const place = child.kind === 'scalar' ? child.valuePlace : child.place;
    return [{ place, path: [...path, key], severity: 'error', rule: 'kubernetes-field', message, fix }];
  });
}
