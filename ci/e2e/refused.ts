/**
 * Reads manifests from standard input and prints "Kind namespace/name" for each object that the API server refuses to change so, sorted. It only asks
 * (--dry-run=server). The argument is the namespace of objects that name none.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseManifests } from '../../tools/deploy/manifests';

/** Kinds that have such fields; asking for all objects would take minutes. */
const KINDS = /^(StatefulSet|Deployment|DaemonSet|Service|PersistentVolumeClaim|(Cluster)?RoleBinding)$/;

const [release = 'default'] = process.argv.slice(2);
const refused = parseManifests(readFileSync(0, 'utf8'))
  .filter(({ kind }) => KINDS.test(kind))
  .flatMap((object) => {
    const namespace = object.metadata?.namespace ?? release;
    const apply = ['apply', '--dry-run=server', '--namespace', namespace, '--filename', '-'];
    const { status, stderr } = spawnSync('kubectl', apply, { input: JSON.stringify(object), encoding: 'utf8' });
    if (status === 0) return [];
    process.stderr.write(stderr);
    return [`${object.kind} ${namespace}/${object.metadata?.name}`];
  });
process.stdout.write(
  refused
    .sort()
    .map((line) => `${line}\n`)
    .join(''),
);
