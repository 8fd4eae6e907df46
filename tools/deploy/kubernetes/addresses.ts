/** What to do with a release that runs: where everything is, and how to look inside. */
import { type Context, say } from '../context';
import type { Cluster } from './cluster';

/** @param workload the namespace of the web app */
export async function printAddresses(context: Context, cluster: Cluster, workload: string): Promise<void> {
  const { release, namespace } = context.options;
  const service = (space: string, name: string) => {
    const selector = `app.kubernetes.io/instance=${release},app.kubernetes.io/name=${name}`;
    const first = 'jsonpath={.items[0].metadata.name}';
    return cluster.ask('get', 'services', '--namespace', space, '--selector', selector, '--output', first);
  };
  const kubectl = (space: string) => `kubectl --context ${cluster.name} --namespace ${space}`;
  const forward = (what: string, space: string, name: string, ports: string) =>
    say(context, `${what.padEnd(13)} ${kubectl(space)} port-forward service/${name} ${ports}`);

  const webapp = await service(workload, 'webapp');
  say(context, '');
  if (webapp !== '') forward('web app', workload, webapp, '3000:80');
  for (const [what, name, ports] of [
    ['Prometheus', 'prometheus-operated', '9090:9090'],
    ['Alertmanager', 'alertmanager-operated', '9093:9093'],
  ] as const) {
    const { code } = await cluster.kubectl(['get', 'service', '--namespace', namespace, name]);
    if (code === 0) forward(what, namespace, name, ports);
  }
  const grafana = await service(namespace, 'grafana');
  if (grafana !== '') {
    forward('Grafana', namespace, grafana, '3001:80');
    const password = showsSecret(`${release}-grafana-admin`, 'admin-password');
    say(context, `its password  ${kubectl(namespace)} ${password}   (user admin)`);
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

/** What prints a token that may write, after `kubectl`; '' when the web app asks for none. The Deployment says where they are, also without the values. */
async function tokenCommand(cluster: Cluster, workload: string, release: string): Promise<string> {
  const selector = `app.kubernetes.io/instance=${release},app.kubernetes.io/name=webapp`;
  const secret = '.items[0].spec.template.spec.volumes[?(@.name=="api-tokens")].secret';
  const output = `jsonpath={${secret}.secretName} {${secret}.items[0].key}`;
  const found = await cluster.ask(
    'get',
    'deployments',
    '--namespace',
    workload,
    '--selector',
    selector,
    '--output',
    output,
  );
  const [name, key] = found.trim().split(' ');
  if (!name || !key) return '';
  return `${showsSecret(name, key)} | sed -n 's/^write //p' | head -n 1`;
}
