/** What the API server refuses of fields that are right each by itself. Schemas can't say these (pkg/apis/core/validation in Kubernetes). */
import { isObject } from '../json';

export interface Relation {
  /** Below what was looked at. */
  field: readonly (string | number)[];
  message: string;
  fix: string;
}

/** Everything of this kind in a part of an object, whatever its depth; maps are known by the key that leads to them. */
export function relationsIn(value: unknown, field: readonly (string | number)[] = []): Relation[] {
  const said = about(field.findLast((step) => typeof step === 'string') ?? '', value).map((one) => ({
    ...one,
    field: [...field, ...one.field],
  }));
  const children: [string | number, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : isObject(value)
      ? Object.entries(value)
      : [];
  return [...said, ...children.flatMap(([key, child]) => relationsIn(child, [...field, key]))];
}

/** Empty counts as nothing, as it does to the API server. */
export const isSet = (value: unknown) => value !== undefined && value !== null && value !== '';

/** The older way to name the class of an Ingress; a new one that has the field, too, is refused. */
export const INGRESS_CLASS = 'kubernetes.io/ingress.class';

/** An address and the length of its prefix. */
export function isNetwork(text: string): boolean {
  const [, address = '', bits = ''] = /^([0-9a-fA-F.:]+)\/([0-9]{1,3})$/.exec(text) ?? [];
  if (address.includes(':')) return Number(bits) <= 128;
  const parts = address.split('.');
  return (
    Number(bits) <= 32 && parts.length === 4 && parts.every((part) => /^[0-9]{1,3}$/.test(part) && Number(part) < 256)
  );
}

// --- internal ---

type Map = Readonly<Record<string, unknown>>;

const relation = (key: string, message: string, fix: string): Relation => ({ field: [key], message, fix });

/** @param key the one that leads to the map, or to the list that it is in */
function about(key: string, value: unknown): Relation[] {
  if (!isObject(value)) return [];
  if (key === 'tolerations') return toleration(value);
  if (key === 'env') return variable(value);
  if (key === 'matchExpressions') return expression(value);
  if (key === 'ipBlock') return block(value);
  if (key === 'volumes') return volume(value);
  if (key === 'preferredDuringSchedulingIgnoredDuringExecution') return weight(value);
  return PROBES.has(key) ? probe(key, value) : [];
}

function toleration({ key, operator, value, effect, tolerationSeconds }: Map): Relation[] {
  if (operator === 'Exists' && isSet(value))
    return [relation('value', 'is set, and the operator Exists takes none', 'delete it, or set operator to Equal')];
  if (!isSet(key) && operator !== 'Exists')
    return [relation('operator', 'has to be Exists where no key is named', 'name the key, or set operator to Exists')];
  if (isSet(tolerationSeconds) && isSet(effect) && effect !== 'NoExecute')
    return [relation('tolerationSeconds', 'is for the effect NoExecute alone', 'delete it')];
  return [];
}

function variable({ value, valueFrom }: Map): Relation[] {
  if (!isSet(value) || !isSet(valueFrom)) return [];
  return [relation('valueFrom', 'stands beside value, and a variable has one of the two', 'delete one of them')];
}

function expression({ operator, values }: Map): Relation[] {
  const count = Array.isArray(values) ? values.length : 0;
  if ((operator === 'In' || operator === 'NotIn') && count === 0)
    return [relation('values', `are missing, and the operator ${operator} needs some`, 'name them as a list')];
  if ((operator === 'Exists' || operator === 'DoesNotExist') && count > 0)
    return [
      relation('values', `are set, and the operator ${operator} takes none`, 'delete them, or set operator to In'),
    ];
  if ((operator === 'Gt' || operator === 'Lt') && count !== 1)
    return [relation('values', `are ${count}, and the operator ${operator} takes one`, 'name one')];
  return [];
}

const PROBES = new Set(['livenessProbe', 'readinessProbe', 'startupProbe']);
const HANDLERS = ['exec', 'grpc', 'httpGet', 'tcpSocket'];

function probe(key: string, value: Map): Relation[] {
  const handlers = HANDLERS.filter((handler) => isSet(value[handler]));
  const second = handlers[1];
  if (second !== undefined)
    return [relation(second, `stands beside ${handlers[0]}, and a probe has one of these`, 'delete one of them')];
  const { successThreshold } = value;
  if (key !== 'readinessProbe' && typeof successThreshold === 'number' && successThreshold > 1)
    return [relation('successThreshold', `is ${successThreshold}; a ${key} takes 1 alone`, 'delete it')];
  return [];
}

function volume({ name, ...sources }: Map): Relation[] {
  const [first, second] = Object.keys(sources).filter((source) => isSet(sources[source]));
  if (name === undefined || first === undefined || second === undefined) return [];
  return [relation(second, `stands beside ${first}, and a volume comes from one of the two`, 'delete one of them')];
}

function weight({ weight: given }: Map): Relation[] {
  return typeof given !== 'number' || (given >= 1 && given <= 100)
    ? []
    : [relation('weight', `is ${given}, and Kubernetes takes 1 to 100`, 'lower it')];
}

function block({ cidr }: Map): Relation[] {
  return typeof cidr !== 'string' || isNetwork(cidr)
    ? []
    : [relation('cidr', `is ${cidr}, which is no network`, 'write an address and a length, such as 10.0.0.0/8')];
}
