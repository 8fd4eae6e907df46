/**
 * Asks the API server (--dry-run=server) for every example that `validate --deep` says it refuses, and for those that it is said to take. Prints those of
 * which it says otherwise; ends with 1 when there are any.
 */
import { spawnSync } from 'node:child_process';
import { objectOf, RIGHT, refusedExamples } from '../../tools/values/deep/server/examples';

/** Custom resources need their definitions, whose names follow a rule of their own. */
const NOT_ASKED = new Set(['CustomResourceDefinition', 'Prometheus']);

const refused = refusedExamples();
const taken = Object.keys(RIGHT).filter((kind) => !NOT_ASKED.has(kind));
const items = [
  ...refused.map(({ kind, changes }, at) => objectOf(kind, changes, `refused-${at}`)),
  ...taken.map((kind, at) => objectOf(kind, {}, `taken-${at}`)),
];
const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
const create = ['create', '--dry-run=server', '--validate=false', '--namespace', 'default', '--filename', '-'];
const { stdout, stderr } = spawnSync('kubectl', create, { input: list, encoding: 'utf8', maxBuffer: 2 ** 26 });
const created = new Set([...stdout.matchAll(/\/(\S+) created/g)].map(([, name]) => name));

const wrong = [
  ...refused.flatMap(({ kind, changes, later }, at) =>
    created.has(`refused-${at}`) === (later !== undefined)
      ? []
      : [`${later === undefined ? 'takes' : 'refuses at once'} ${kind} ${JSON.stringify(changes)}`],
  ),
  ...taken.flatMap((kind, at) => (created.has(`taken-${at}`) ? [] : [`refuses ${kind} as it is in the examples`])),
];
for (const line of wrong) console.log(`the API server ${line}`);
if (created.size === 0) console.log(stderr);
console.log(`${refused.length} refused and ${taken.length} taken were asked for`);
process.exitCode = wrong.length === 0 ? 0 : 1;
