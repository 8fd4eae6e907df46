/** The same architecture as processes on this machine. */
import path from 'node:path';
import { confirm } from '../confirm';
import { type Context, say } from '../context';
import { StackError } from '../errors';
import { during } from '../progress';
import { printAddresses } from './addresses';
import { bringUp } from './brought-up';
import { down as stopStack } from './down';
import { redisRoles } from './roles';
import { status as stackStatus } from './status';

export { backup, restore } from './backup';
export { demo } from './demo/demo';

export async function up(context: Context): Promise<void> {
  const { options, output, stateFolder } = context;
  if (options.image !== '' || options.pushTo !== '') {
    say(context, '--image and --push-to have no effect here: the web app runs from its source.');
  }
  await printAddresses(await bringUp(context, options), stateFolder, output);
}

/** @returns the exit code: 0 when everything runs */
export async function status(context: Context): Promise<number> {
  const services = stackStatus(context.stateFolder);
  if (services.length === 0) say(context, 'the local stack is down');
  const roles = await redisRoles(context.stateFolder);
  for (const { name, running, pid, addresses } of services) {
    const role = roles.has(name) ? `, ${roles.get(name)}` : '';
    const state = running ? `runs (process ${pid})${role}` : 'has ended; see its log, or start it with up';
    say(context, `${name.padEnd(20)} ${addresses.join(' ').padEnd(32)} ${state}`);
  }
  return services.length > 0 && services.every(({ running }) => running) ? 0 : 1;
}

export async function down(context: Context): Promise<void> {
  const { options, stateFolder } = context;
  if (options.deleteData) await confirm(context, `Delete all data, logs and the password in ${stateFolder}?`);
  const stop = () => stopStack(stateFolder, options.deleteData);
  const { stopped, killed } = await during('stopping the processes, Redis last', stop);
  say(context, stopped.length === 0 ? 'nothing was running' : `stopped: ${stopped.join(', ')}`);
  if (killed.length > 0) say(context, `these did not end by themselves and were killed: ${killed.join(', ')}`);
  say(context, options.deleteData ? `${stateFolder} was deleted` : `data, logs and password stay in ${stateFolder}`);
}

/** @throws StackError always: here a secret is a file, drawn when it isn't there */
export async function rotate(context: Context): Promise<never> {
  const { secret } = context.options;
  if (secret === 'grafana')
    throw new StackError('Grafana of the local stack has no password: there is nothing to rotate.');
  const file = path.join(context.stateFolder, 'secret', secret === 'redis' ? 'redis-password' : 'api-tokens');
  throw new StackError(
    'rotate is for a cluster: the local stack reads its secrets when it starts.',
    `For another one: ./deploy-all.sh down, delete ${file}, and bring it up again. The data stays.`,
  );
}
