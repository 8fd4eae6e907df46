/** What the API server refuses of fields beside each other, in values that reach it as they are. */
import type { Finding } from '../findings';
import { nodeAt, type SourceNode, toJson } from '../yaml/source';
import { relationsIn } from './kubernetes-relations';

/** @param path of a value that a chart calls as Kubernetes does, or nearly so */
export function checkRelations(node: SourceNode, path: readonly (string | number)[]): Finding[] {
  const key = String(path.at(-1));
  const name = KUBERNETES_NAMES.reduce((one, [pattern, as]) => {
    if (!pattern.test(one)) return one;
    return as || one.replace(/^custom./, (start) => start.slice(-1).toLowerCase());
  }, key);
  return relationsIn(toJson(node), [name]).map(({ field: [, ...field], message, fix }) => {
    const at = nodeAt(node, field) ?? nodeAt(node, field.slice(0, -1)) ?? node;
    return { place: at.place, path: [...path, ...field], severity: 'error', rule: 'kubernetes-field', message, fix };
  });
}

// --- internal ---

/** Charts have several names for the list that is a container's `env`, and for a probe. */
const KUBERNETES_NAMES: readonly [RegExp, string][] = [
  [/^(extraEnvVars|extraEnv)$/, 'env'],
  [/^extraVolumes$/, 'volumes'],
  [/^custom(Liveness|Readiness|Startup)Probe$/, ''],
];
