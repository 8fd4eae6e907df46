/** Whether a value is of a kind that a chart takes: that of its default, or another that its templates can do something with. */
import type { Finding } from '../findings';
import type { KeyNode } from '../subcharts/key-tree';
import { isTemplate } from '../text/template';
import type { SourceNode } from '../yaml/source';
import { toJson } from '../yaml/source';
import { describeValue, typeFix } from './words';

type Problem = Pick<Finding, 'severity' | 'message' | 'fix'>;

/** What is wrong with the kind of a value; undefined when nothing is, or nobody knows. */
export function kindProblem(node: SourceNode, tree: KeyNode): Problem | undefined {
  if (node.kind === 'scalar' && (node.value === null || isTemplate(node.value))) return undefined;
  if (takes(tree, node)) return undefined;
  if (node.kind === 'scalar')
    return tree.kind === 'map' || tree.kind === 'list' ? forMap(node, tree) : forBoolean(node, tree);
  if (tree.kind === node.kind) return undefined;
  if (tree.kind === 'map' || tree.kind === 'list') return forMap(node, tree);
  return forScalar(node, tree);
}

// --- internal ---

const KINDS: Readonly<Record<SourceNode['kind'], RegExp>> = {
  map: /^(map|dict|map\[string\]interface.*|\*)$/,
  list: /^(slice|list|\[\]interface.*|\*)$/,
  scalar: /^(string|bool|int|int64|float64|number|\*)$/,
};

/** Whether a template asks for values of this kind (`kindIs "string"`). */
function takes(tree: KeyNode, node: SourceNode): boolean {
  const kinds = tree.usage?.kinds ?? [];
  if (node.kind === 'scalar' && tree.kind === 'boolean') return false;
  return kinds.some((kind) => KINDS[node.kind].test(kind));
}

const is = (node: SourceNode) => `is ${describeValue(toJson(node))}; the chart expects`;

/** Something else for a map or a list. What is empty is nothing to most templates, but a list has no keys to ask for. */
function forMap(node: SourceNode, tree: KeyNode): Problem | undefined {
  const keys = Object.keys(tree.keys);
  const empty =
    node.kind === 'scalar'
      ? node.value === '' || node.value === false
      : node.kind === 'list'
        ? node.items.length === 0
        : node.entries.size === 0;
  if (tree.kind === 'map') {
    const asked = keys.length > 0 && tree.usage?.whole !== true;
    if (empty && !asked) return undefined;
    const fix = keys.length > 0 ? `its keys are ${keys.slice(0, 8).join(', ')}` : typeFix(toJson(node), ['object']);
    return { severity: asked || keys.length > 0 ? 'error' : 'warning', message: `${is(node)} a map`, fix };
  }
  const { ranged, text, whole } = tree.usage ?? {};
  // An empty list for “nothing”, where the templates print a text.
  const printed = node.kind === 'scalar' && text === true && !ranged && !whole && isEmptyList(tree.default);
  if (empty || printed) return undefined;
  const sure = ranged === true && node.kind === 'scalar';
  return { severity: sure ? 'error' : 'warning', message: `${is(node)} a list`, fix: typeFix(toJson(node), ['array']) };
}

const isEmptyList = (value: unknown) => Array.isArray(value) && value.length === 0;

function forBoolean(node: SourceNode, tree: KeyNode): Problem | undefined {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return undefined;
  const { condition = false, text = false } = tree.usage ?? {};
  const word = /^(true|false|yes|no|on|off)$/i.test(node.value);
  if (tree.kind === 'boolean') {
    const message = `${is(node)} a boolean, and takes any string for true`;
    if (word) return { severity: condition || !text ? 'error' : 'warning', message, fix: 'remove the quotes' };
    return undefined;
  }
  const nothingElse = tree.kind === 'any' && !tree.open && (condition || text);
  if (!/^(true|false)$/.test(node.value) || !nothingElse) return undefined;
  return {
    severity: 'warning',
    message: `${is(node)} a boolean, and takes any string for true`,
    fix: 'remove the quotes',
  };
}

/** A map or a list where the default is a single value, or where templates only print it or ask whether it is true. */
function forScalar(node: SourceNode, tree: KeyNode): Problem | undefined {
  const { whole, ranged, text, condition } = tree.usage ?? {};
  if (whole || ranged || Object.keys(tree.keys).length > 0) return undefined;
  const message = `${is(node)} a single value`;
  const fix =
    tree.default === undefined || tree.default === ''
      ? 'write a single value'
      : `its default is ${JSON.stringify(tree.default)}`;
  if (tree.kind === 'boolean')
    return { severity: 'error', message: `${is(node)} a boolean`, fix: 'write true or false' };
  if (tree.kind === 'scalar') return { severity: text ? 'error' : 'warning', message, fix };
  return text && !condition && tree.hasDefault ? { severity: 'warning', message, fix } : undefined;
}
