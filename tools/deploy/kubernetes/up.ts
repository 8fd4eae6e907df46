/** The deployment to a cluster, step by step. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Context } from '../context';
import { StackError } from '../errors';
import { type Remark, Steps } from '../steps';
import { bringSubcharts } from '../subcharts';
import { mergedValues, validateObjects, validateValues } from '../values';
import { printAddresses } from './addresses';
import { type Cluster, requireCluster } from './cluster';
import { provideImage } from './image';
import { requireInPlace } from './in-place';
import * as release from './release';
import { lastLines, requireNotPending } from './release-state';

export async function up(context: Context): Promise<void> {
  const cluster = await requireCluster(context);
  await deploy(context, new Steps(context.output), () => cluster);
}

/** @param steps those before, to which the deployment's are added; they run here */
export async function deploy(context: Context, steps: Steps, target: () => Cluster): Promise<void> {
  const { options, repository } = context;
  let value: (name: string) => unknown = () => undefined;
  let workload = options.namespace;
  let image: string[] = [];
  let installed = false;

  steps.add('values', (note, remark) => validateValues(context, note, remark));
  steps.add('helm', async (_, remark) => {
    value = await mergedValues(context, await target().findHelm());
    workload = String(value('workload.namespace') || options.namespace);
    installed = await requireNotPending(context, target());
    await remarkOnAutoscaling(target(), value, remark);
  });
  steps.add('subcharts', async (note) => {
    const { run, signal, env } = context;
    const helm = () => target().findHelm();
    await bringSubcharts({ repository, helm, run, signal, env, say: note });
  });
  steps.add('rendered objects', async (note, remark) => {
    await validateObjects(context, note, remark, await target().version());
  });
  steps.add('what can change in place', async (note, remark) => {
    if (installed) await requireInPlace(context, target(), note, remark);
    else note('a new release');
  });
  steps.add('image', async (note) => {
    image = await provideImage(context, target(), value, note);
  });
  steps.add('custom resource definitions', async (note) => {
    if (value('kube-prometheus-stack.enabled') !== true) note("the cluster's own are used");
    else if (!installed) note('come with the release');
    else await applyDefinitions(context, target());
  });
  steps.add(`release ${options.release}`, () =>
    release.install(context, target(), image, [options.namespace, workload]),
  );
  steps.add('helm test', () => release.test(context, target(), [options.namespace, workload]));
  await steps.run();
  await printAddresses(context, target(), workload);
}

// --- internal ---

async function remarkOnAutoscaling(cluster: Cluster, value: (name: string) => unknown, remark: Remark): Promise<void> {
  if (value('webapp.autoscaling.enabled') !== true) return;
  const available = 'jsonpath={.status.conditions[?(@.type=="Available")].status}';
  const service = ['apiservice', 'v1beta1.metrics.k8s.io', '--ignore-not-found'];
  if ((await cluster.ask('get', ...service, '--output', available)) === 'True') return;
  remark(
    'webapp.autoscaling is on, but the cluster has no metrics API: the number of pods will not change until metrics-server',
  );
  remark('is installed (https://github.com/kubernetes-sigs/metrics-server).');
}

/** Helm installs definitions only with a new release: on an upgrade they would stay as they are, or stay away. */
async function applyDefinitions(context: Context, cluster: Cluster): Promise<void> {
  const folder = path.join(context.repository, 'chart/charts');
  const chart = (existsSync(folder) ? readdirSync(folder) : []).find((file) =>
    /^kube-prometheus-stack-.*\.tgz$/.test(file),
  );
  const { run, signal } = context;
  const shown = await run(await cluster.findHelm(), ['show', 'crds', path.join(folder, chart ?? '')], { signal });
  const apply = ['apply', '--server-side', '--force-conflicts', '--filename', '-'];
  const applied = shown.code === 0 ? await cluster.kubectl(apply, { input: shown.stdout }) : shown;
  if (applied.code === 0) return;
  const hint = 'Are you allowed to change CustomResourceDefinitions in this cluster?';
  throw new StackError('The definitions could not be applied.', hint, 1, lastLines(applied));
}
