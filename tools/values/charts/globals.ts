import { type KeyNode, unknownNode } from '../subcharts/key-tree';
import type { Usage } from '../templates/usage';

/** `global` is handed down to every chart, so that each knows what any of them asks for. */
export function shareGlobals(tree: KeyNode, usages: readonly (Usage | undefined)[]): void {
  const found: KeyNode[] = [];
  const look = (node: KeyNode) => {
    if (!node.usage?.chart) return;
    const own = node.keys['global'];
    if (own) found.push(own);
    for (const inner of Object.values(node.keys)) look(inner);
  };
  look(tree);
  const unsure = usages.some((one) => one?.whole);
  const all = found.reduce<KeyNode | undefined>((one, other) => (one ? both(one, other) : other), undefined);
  const shared = all ? { ...all, open: all.open || unsure } : unknownNode();
  const put = (node: KeyNode) => {
    if (!node.usage?.chart) return;
    for (const inner of Object.values(node.keys)) put(inner);
    node.keys['global'] = shared;
  };
  put(tree);
}

// --- internal ---

/** What either knows; open where one of them is. */
function both(a: KeyNode, b: KeyNode): KeyNode {
  const keys = { ...a.keys };
  for (const [key, node] of Object.entries(b.keys)) keys[key] = keys[key] ? both(keys[key], node) : node;
  const kind = a.kind === 'any' ? b.kind : a.kind;
  const whole = Boolean(a.usage?.whole || b.usage?.whole);
  const closed = Boolean(a.usage?.closed || b.usage?.closed) && !whole;
  const usage = { ...b.usage, ...a.usage, whole, closed, text: Boolean(a.usage?.text || b.usage?.text) };
  return { ...b, ...a, kind, open: whole || (a.open && b.open), usage, keys };
}
