import type { Output } from '../steps';
import { status } from './status';
import type { Stack } from './up';

/** Prints what a newcomer needs after `up`: where everything is, and two commands to try. */
export function printAddresses(stack: Stack, stateFolder: string, output: Output): void {
  const { urls, ports, commands } = stack;
  const [primary, ...replicas] = ports.redis;
  const rows: [string, string][] = [
    ['web app', `${urls.app}  (${urls.app}/openapi.json)`],
    ['its metrics', urls.metrics],
    ['Prometheus', `${urls.prometheus}  (targets and rules: menu Status; alerts: menu Alerts)`],
    ['Alertmanager', `${urls.alertmanager}  (what fires: /api/v2/alerts)`],
    ['notifications', `${urls.receiver}  (what Alertmanager sends, in the place of a pager)`],
    ['Redis', `primary 127.0.0.1:${primary}${replicas.length > 0 ? `, replicas on ${replicas.join(', ')}` : ''}`],
    ['its password', `${stateFolder}/secret/redis-password`],
    ['logs', `${stateFolder}/log`],
  ];
  output.write('\n');
  const primaryPid = status(stateFolder).find((part) => part.name === 'redis-primary')?.pid;
  for (const [name, value] of rows) output.write(`${name.padEnd(13)} ${value}\n`);
  output.write(`
Write an item, and read it back from a replica (see Served-By):
  ${commands.write}
  ${commands.read}

Kill the primary, and watch its alert arrive at ${urls.receiver} (after two minutes; with --rules-time-scale 0.1 after
some 20 s). The same command that brought the stack up brings it back:
  kill -9 ${primaryPid}

first write and read after ${stack.firstUseSeconds.toFixed(1)} s
`);
}
