/** A cluster of our own in Docker, then the same as for any other cluster. */
import path from 'node:path';
import { confirm } from '../confirm';
import type { Context } from '../context';
import { StackError } from '../errors';
import * as backups from '../kubernetes/backup';
import { type Cluster, KUBECTL_SOURCE, requireBinary, requireCluster } from '../kubernetes/cluster';
import * as kubernetes from '../kubernetes/down';
import { lastLines } from '../kubernetes/release-state';
import * as rotation from '../kubernetes/rotate';
import { status as clusterStatus } from '../kubernetes/status';
import { deploy } from '../kubernetes/up';
import { type Note, Steps } from '../steps';
import { dockerRuns } from '../target';

export async function up(context: Context): Promise<void> {
  await requireDocker(
    context,
    'Start Docker (https://docs.docker.com/get-docker/), or use --target local, which needs none.',
  );
  requireBinary('kind', 'https://kind.sigs.k8s.io/docs/user/quick-start/#installation');
  requireBinary('kubectl', KUBECTL_SOURCE);
  let cluster: Cluster | undefined;
  const steps = new Steps(context.output)
    .add(`kind cluster ${NAME}`, (note) => create(context, note))
    .between(async () => {
      cluster = await requireCluster(context, KUBE_CONTEXT);
    });
  await deploy(context, steps, () => cluster as Cluster);
}

export const status = onOurs(clusterStatus);
export const backup = onOurs(backups.backup);
export const restore = onOurs(backups.restore);
export const rotate = onOurs(rotation.rotate);

/** The cluster itself stays, as a namespace does; with --delete-data it goes with all that is in it. */
export async function down(context: Context): Promise<void> {
  await requireOurs(context);
  if (!context.options.deleteData) return kubernetes.down(context, KUBE_CONTEXT);
  await confirm(context, `Delete the kind cluster ${NAME} with all its data?`);
  await new Steps(context.output)
    .add(`kind cluster ${NAME}`, () => kind(context, 'delete', 'cluster', '--name', NAME))
    .run();
}

// --- internal ---

const NAME = 'tme1crv';
const KUBE_CONTEXT = `kind-${NAME}`;

/** A command for any cluster, on this one. */
function onOurs(command: (context: Context, kubeContext: string) => Promise<void>) {
  return async (context: Context): Promise<void> => {
    await requireOurs(context);
    await command(context, KUBE_CONTEXT);
  };
}

async function create(context: Context, note: Note): Promise<void> {
  const { stdout } = await context.run('kind', ['get', 'clusters'], { signal: context.signal });
  if (stdout.split('\n').includes(NAME)) {
    note('is there');
    return kind(context, 'export', 'kubeconfig', '--name', NAME);
  }
  await kind(
    context,
    'create',
    'cluster',
    '--name',
    NAME,
    '--config',
    path.join(__dirname, 'cluster.yaml'),
    '--wait',
    '3m',
  );
}

/** @throws StackError with what kind printed */
async function kind({ run, signal }: Context, ...args: string[]): Promise<void> {
  const result = await run('kind', args, { signal });
  if (result.code !== 0)
    throw new StackError(`kind ${args.slice(0, 2).join(' ')} failed; see above.`, '', 1, lastLines(result));
}

async function requireDocker(context: Context, hint = ''): Promise<void> {
  if (await dockerRuns(context)) return;
  throw new StackError("--target kind takes a running Docker, and 'docker info' gets no response.", hint);
}

async function requireOurs(context: Context): Promise<void> {
  await requireDocker(context);
  requireBinary('kubectl', KUBECTL_SOURCE);
  const { code } = await context.run('kubectl', ['config', 'get-contexts', KUBE_CONTEXT], { signal: context.signal });
  if (code !== 0) throw new StackError(`There is no kind cluster ${NAME}.`);
}
