/** What a cluster has to say about a deployment that failed: events, pods that aren't ready, their logs. */
import type { Cluster } from './cluster';

/** As text for the user. @param spaces the namespaces of the release and of its workload */
export async function explainFailure(cluster: Cluster, spaces: readonly string[]): Promise<string> {
  const parts: string[] = [];
  for (const space of new Set(spaces)) {
    const warnings = ['--field-selector', 'type=Warning', '--sort-by', '.lastTimestamp'];
    const events = ['get', 'events', '--namespace', space, ...warnings];
    parts.push(`\n--- warnings in namespace ${space}, the last ones\n${tail(await everything(cluster, events), 12)}`);
    for (const pod of await unreadyPods(cluster, space)) parts.push(await explainPod(cluster, space, pod));
  }
  return parts.join('');
}

/** The names of pods that don't serve yet, or no more; only the first of many. */
export async function unreadyPods(cluster: Cluster, space: string): Promise<string[]> {
  const rows = (await cluster.ask('get', 'pods', '--namespace', space, '--no-headers')).split('\n');
  return rows
    .map((row) => row.trim().split(/\s+/))
    .filter(([name = '', ready = '', phase]) => {
      const [up, all] = ready.split('/');
      return name !== '' && phase !== 'Completed' && (up !== all || phase !== 'Running');
    })
    .map(([name = '']) => name)
    .slice(0, MAX_PODS);
}

// --- internal ---

const MAX_PODS = 6;

async function everything(cluster: Cluster, args: string[]): Promise<string> {
  const { stdout, stderr } = await cluster.kubectl(args);
  return stdout + stderr;
}

async function explainPod(cluster: Cluster, space: string, pod: string): Promise<string> {
  const described = await everything(cluster, ['describe', 'pod', '--namespace', space, pod]);
  const events = described.slice(Math.max(0, described.indexOf('\nEvents:') + 1));
  const logs = ['logs', '--namespace', space, pod, '--all-containers'];
  // After a crash the log that explains it is the one before.
  const log =
    (await cluster.ask(...logs, '--previous', '--tail', '15')) ||
    (await everything(cluster, [...logs, '--tail', '15']));
  const found = `\n--- pod ${space}/${pod} is not ready\n${tail(events, 8)}${tail(log, 60)}`;
  return `${found}${await explainImages(cluster, space, pod)}`;
}

const WAITING = ['containerStatuses', 'initContainerStatuses']
  .map((list) => `{{range .status.${list}}}{{with .state.waiting}}{{.reason}}{{end}} {{.image}}{{"\\n"}}{{end}}`)
  .join('');
const NOT_PULLED = ['ImagePullBackOff', 'ErrImagePull', 'ErrImageNeverPull', 'InvalidImageName'];

async function explainImages(cluster: Cluster, space: string, pod: string): Promise<string> {
  const rows = await cluster.ask('get', 'pod', '--namespace', space, pod, '--output', `go-template=${WAITING}`);
  return rows
    .split('\n')
    .map((row) => row.split(' '))
    .filter(([reason = '']) => NOT_PULLED.includes(reason))
    .map(([, image = '']) => {
      const advice = image.includes('tme1crv-webapp')
        ? "It is the web app's own: build and load it (leave out --image), push it with --push-to REGISTRY, or name one that can be pulled: --image REF."
        : 'Check its name, the network of the nodes and, for a private registry, the pull secrets; a mirror is set through the values.';
      return `\nThe image ${image} cannot be pulled by the node.\n${advice}\n`;
    })
    .join('');
}

function tail(text: string, lines: number): string {
  const kept = text.trimEnd().split('\n').slice(-lines).join('\n');
  return kept === '' ? '' : `${kept}\n`;
}
