import type { Output } from '../steps';
import { redisNames } from './names';
import { primaryName } from './roles';
import { status } from './status';
import type { Stack } from './up';

/** Prints what a newcomer needs after `up`: where everything is, and commands to try. */
export async function printAddresses(stack: Stack, stateFolder: string, output: Output): Promise<void> {
  const { urls, ports, commands, topology } = stack;
  const primary = await primaryName(stateFolder);
  const rows: [string, string][] = [
    ['web app', `${urls.app}  (${urls.app}/openapi.json)`],
    ['its metrics', urls.metrics],
    ['Prometheus', `${urls.prometheus}  (targets and rules: menu Status; alerts: menu Alerts)`],
    ['Alertmanager', `${urls.alertmanager}  (what fires: /api/v2/alerts)`],
    ['notifications', `${urls.receiver}  (what Alertmanager sends, in the place of a pager)`],
    ['Redis', redisPorts(stack, primary)],
    ...(ports.sentinels.length === 0
      ? []
      : [['Sentinels', `127.0.0.1:${ports.sentinels.join(', ')}`] as [string, string]]),
    ['its password', `${stateFolder}/secret/redis-password`],
    ...(stack.tokensFile === undefined ? [] : [['API tokens', stack.tokensFile] as [string, string]]),
    ['logs', `${stateFolder}/log`],
  ];
  output.write('\n');
  const primaryPid = status(stateFolder).find((part) => part.name === primary)?.pid;
  for (const [name, value] of rows) output.write(`${name.padEnd(13)} ${value}\n`);
  output.write(`
Write an item, and read it back from a replica (see Served-By):
  ${commands.write}
  ${commands.read}

${topology.sentinel === undefined ? killFixed(urls.receiver) : KILL_NODE}
  kill -9 ${primaryPid}

first write and read after ${stack.firstUseSeconds.toFixed(1)} s
`);
}

// --- internal ---

function redisPorts({ ports, topology }: Stack, primary: string | undefined): string {
  const names = redisNames(topology).map(({ short }) => `redis-${short}`);
  const leader = Math.max(0, names.indexOf(primary ?? ''));
  const others = ports.redis.filter((_, index) => index !== leader);
  const first = topology.sentinel === undefined ? 'primary' : `${names[leader]} leads on`;
  return `${first} 127.0.0.1:${ports.redis[leader]}${others.length > 0 ? `, replicas on ${others.join(', ')}` : ''}`;
}

const killFixed = (receiver: string) =>
  `Kill the primary, and watch its alert arrive at ${receiver} (after two minutes; with --rules-time-scale 0.1 after
some 20 s). The same command that brought the stack up brings it back:`;

const KILL_NODE = `Kill the node that leads. Within seconds another one leads, as "./deploy-all.sh status" shows, and takes writes. The same
command that brought the stack up brings the killed one back, as a replica:`;
