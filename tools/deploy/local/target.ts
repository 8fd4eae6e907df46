/** The same architecture as processes on this machine. */
import path from 'node:path';
import { confirm } from '../confirm';
import { type Context, say } from '../context';
import { StackError } from '../errors';
import { milliseconds } from '../options';
import { Steps } from '../steps';
import { validateObjects, validateValues } from '../values';
import { printAddresses } from './addresses';
import { down as stopStack } from './down';
import { defaultPorts } from './ports';
import { redisRoles } from './roles';
import { DEFAULT_PROFILE } from './settings';
import { status as stackStatus } from './status';
import { addSteps } from './up';

export { backup, restore } from './backup';

export async function up(context: Context): Promise<void> {
  const { options, output, repository, stateFolder, signal, startedAt } = context;
  if (options.image !== '' || options.pushTo !== '') {
    say(context, '--image and --push-to have no effect here: the web app runs from its source.');
  }
  const named = options.profile;
  options.profile ??= DEFAULT_PROFILE;
  const { profile, values, set, portOffset, timeout, rulesTimeScale } = options;
  const ports = (replicas: number, sentinels: number) => defaultPorts(replicas, sentinels, portOffset);
  const steps = new Steps(output)
    .add('values', async (note, remark) => {
      await validateValues(context, note, remark).catch((error) =>
        Promise.reject(named === undefined ? pointToHa(error) : error),
      );
    })
    .add('rendered objects', (note) => validateObjects(context, note));
  const stack = await addSteps(steps, {
    ...{ repository, stateFolder, profile, values, set, ports, output, signal, startedAt },
    timeoutMs: milliseconds(timeout),
    scrapeInterval: '5s',
    rulesTimeScale,
  });
  await printAddresses(stack, stateFolder, output);
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
  const { stopped, killed } = await stopStack(stateFolder, options.deleteData);
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

// --- internal ---

/** Values that only switch Sentinel on don't fit the profile that is taken when none is named, and the user sees it named in the findings. */
function pointToHa(error: unknown): unknown {
  if (!(error instanceof StackError) || !error.details.includes('with Sentinel')) return error;
  const hint = `No profile was named, so that ${DEFAULT_PROFILE} was taken. With Sentinel, start from --profile ha.`;
  return new StackError(error.message, hint, error.exitCode, error.details);
}
