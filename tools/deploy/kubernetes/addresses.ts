/** What to do with a release that runs: where everything is, and how to look inside. */
import { type Context, say } from '../context';
import type { Cluster } from './cluster';
import { installedMonitoring } from './release-state';

/** @param workload the namespace of the web app */
export async function printAddresses(context: Context, cluster: Cluster, workload: string): Promise<void> {
  const { release } = context.options;
  const { namespace, grafana, grafanaNamespace } = await installedMonitoring(context, cluster);
  /** Its name and port. */
  const service = async (space: string, name: string) => {
    const output = 'jsonpath={.items[0].metadata.name} {.items[0].spec.ports[0].port}';
    const found = await cluster.ask('get', 'services', '--namespace', space, ...of(release, name), '--output', output);
    const [service = '', port = '80'] = found.trim().split(' ');
    return { service, port };
  };
  const kubectl = (space: string) => `kubectl --context ${cluster.name} --namespace ${space}`;
  const forward = (what: string, space: string, name: string, ports: string) =>
    say(context, `${what.padEnd(13)} ${kubectl(space)} port-forward service/${name} ${ports}`);

  const { service: webapp, port } = await service(workload, 'webapp');
  say(context, '');
  if (webapp !== '') forward('web app', workload, webapp, `3000:${port}`);
  for (const [what, name, ports] of [
    ['Prometheus', 'prometheus-operated', '9090:9090'],
    ['Alertmanager', 'alertmanager-operated', '9093:9093'],
  ] as const) {
    const { code } = await cluster.kubectl(['get', 'service', '--namespace', namespace, name]);
    if (code === 0) forward(what, namespace, name, ports);
  }
  const boards = await service(grafanaNamespace, grafana);
  if (boards.service !== '') {
    forward('Grafana', grafanaNamespace, boards.service, `3001:${boards.port}`);
    const [secret, key] = await grafanaPassword(cluster, grafanaNamespace, of(release, grafana));
    if (secret && key) say(context, `its password  ${kubectl(grafanaNamespace)} ${showsSecret(secret, key)}`);
  }
  if (webapp === '') return;
  const token = await tokenCommand(cluster, workload, release);
  const header = token === '' ? '' : ' -H "authorization: Bearer $token"';
  say(
    context,
    `
With the web app forwarded, write an item and read it back from a replica (see Served-By):${token === '' ? '' : `\n  token=$(${kubectl(workload)} ${token})`}
  curl -i -X PUT http://127.0.0.1:3000/items/hello${header} -H 'content-type: application/json' -d '{"value": "world"}'
  curl -i http://127.0.0.1:3000/items/hello${header}`,
  );
}

/** What prints the value of a Secret's key, after `kubectl`. */
export function showsSecret(name: string, key: string): string {
  return `get secret ${name} --output 'jsonpath={.data.${key.replaceAll('.', '\\.')}}' | base64 --decode`;
}

// --- internal ---

/** What selects the release's objects of one component. */
const of = (release: string, name: string) => [
  '--selector',
  `app.kubernetes.io/instance=${release},app.kubernetes.io/name=${name}`,
];

/** The Secret and the key that Grafana's Deployment takes its admin's password from. */
async function grafanaPassword(cluster: Cluster, namespace: string, selection: string[]): Promise<string[]> {
  const from =
    '.items[0].spec.template.spec.containers[?(@.name=="grafana")].env[?(@.name=="GF_SECURITY_ADMIN_PASSWORD")].valueFrom.secretKeyRef';
  const output = `jsonpath={${from}.name} {${from}.key}`;
  const found = await cluster.ask('get', 'deployments', '--namespace', namespace, ...selection, '--output', output);
  return found.trim().split(' ');
}

/** What prints a token that may write, after `kubectl`; '' when the web app asks for none. The Deployment says where they are, also without the values. */
async function tokenCommand(cluster: Cluster, workload: string, release: string): Promise<string> {
  const secret = '.items[0].spec.template.spec.volumes[?(@.name=="api-tokens")].secret';
  const output = `jsonpath={${secret}.secretName} {${secret}.items[0].key}`;
  const found = await cluster.ask(
    ...['get', 'deployments', '--namespace', workload],
    ...[...of(release, 'webapp'), '--output', output],
  );
  const [name, key] = found.trim().split(' ');
  if (!name || !key) return '';
  return `${showsSecret(name, key)} | sed -n 's/^write //p' | head -n 1`;
}
