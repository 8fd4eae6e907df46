/**
 * Asks the API server (--dry-run=server) for every example that `validate --deep` says it refuses, and for those that it is said to take; likewise for
 * pods in namespaces that enforce a Pod Security level. Prints those of which it says otherwise; ends with 1 when there are any.
 */
import { spawnSync } from 'node:child_process';
import { ADMITTED, type Changes, podSpec, REFUSED } from '../../tools/values/deep/pod-security-examples';
import { objectOf, RIGHT, refusedExamples } from '../../tools/values/deep/server/examples';

/** Custom resources need their definitions, whose names follow a rule of their own. */
const NOT_ASKED = new Set(['CustomResourceDefinition', 'Prometheus']);

const refused = refusedExamples();
const taken = Object.keys(RIGHT).filter((kind) => !NOT_ASKED.has(kind));
const items = [
  ...refused.map(({ kind, changes }, at) => objectOf(kind, changes, `refused-${at}`)),
  ...taken.map((kind, at) => objectOf(kind, {}, `taken-${at}`)),
];
const { created, said } = ask('default', items);

const wrong = [
  ...refused.flatMap(({ kind, changes, later }, at) =>
    created.has(`refused-${at}`) === (later !== undefined)
      ? []
      : [`${later === undefined ? 'takes' : 'refuses at once'} ${kind} ${JSON.stringify(changes)}`],
  ),
  ...taken.flatMap((kind, at) => (created.has(`taken-${at}`) ? [] : [`refuses ${kind} as it is in the examples`])),
  ...(['baseline', 'restricted'] as const).flatMap(wrongPods),
];
for (const line of wrong) console.log(`the API server ${line}`);
if (created.size === 0) console.log(said);
console.log(
  `${refused.length} refused and ${taken.length} taken were asked for, and ${REFUSED.length} pods at two levels`,
);
process.exitCode = wrong.length === 0 ? 0 : 1;

// --- internal ---

/** What of these objects the API server would create, and what it says of the others. */
function ask(namespace: string, objects: readonly unknown[]): { created: Set<string | undefined>; said: string } {
  const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
  const args = ['create', '--dry-run=server', '--validate=false', '--namespace', namespace, '--filename', '-'];
  const { stdout, stderr } = kubectl(args, input);
  return { created: new Set([...stdout.matchAll(/\/(\S+) created/g)].map(([, name]) => name)), said: stderr };
}

function kubectl(args: readonly string[], input = '') {
  return spawnSync('kubectl', args, { input, encoding: 'utf8', maxBuffer: 2 ** 26 });
}

/** Pods of which the API server says otherwise in a namespace that enforces the level. */
function wrongPods(level: 'baseline' | 'restricted'): string[] {
  const name = `tme1crv-${level}-pods`;
  const labels = { 'pod-security.kubernetes.io/enforce': level };
  kubectl(
    ['create', '--filename', '-'],
    JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }),
  );
  try {
    // Pods are refused until their namespace has its ServiceAccount.
    kubectl(['wait', '--for=create', 'serviceaccount/default', '--namespace', name, '--timeout=60s']);
    const pod = (changes: Changes, at: string) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `pod-${at}` },
      spec: podSpec(changes),
    });
    const right = [{}, ...ADMITTED];
    const answer = ask(name, [
      ...right.map((changes, at) => pod(changes, `right-${at}`)),
      ...REFUSED.map((changes, at) => pod(changes, `${at}`)),
    ]);
    const refusedOnes = right.filter((_, at) => !answer.created.has(`pod-right-${at}`));
    if (refusedOnes.length > 0)
      return [`refuses at the level ${level} pods with ${JSON.stringify(refusedOnes)}: ${answer.said}`];
    return REFUSED.flatMap(({ level: from, said: what }, at) => {
      const admitted = level === 'baseline' && from === 'restricted';
      if (answer.created.has(`pod-${at}`) === admitted) return [];
      return [`${admitted ? 'refuses' : 'takes'} at the level ${level} a pod whose ${what}`];
    });
  } finally {
    kubectl(['delete', 'namespace', name, '--timeout=60s']);
  }
}
