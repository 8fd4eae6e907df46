/** Where to deploy to, when the user doesn't say. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { findOnPath } from './binaries/find';
import { type Context, say } from './context';
import type { Options } from './options';

/** The target, told to the user where it was chosen. */
export async function resolveTarget(context: Context): Promise<Exclude<Options['target'], 'auto'>> {
  const { target, command } = context.options;
  if (target !== 'auto') return target;
  if (command !== 'up' && localStackExists(context.stateFolder)) return 'local';
  const current = await currentContext(context);
  if (current !== '' && (await isLocalCluster(context, current))) {
    // One that is gone takes seconds to be given up.
    say(context, `asking the local cluster of context ${current} whether it responds`);
    if (await clusterResponds(context)) {
      say(context, `target: the cluster of context ${current}`);
      return 'kubernetes';
    }
    say(context, `The local cluster of context ${current} does not respond.`);
  } else if (current !== '') {
    say(context, `The current context ${current} is not a local cluster's; --target kubernetes would deploy there.`);
  }
  if ((await dockerRuns(context)) && findOnPath(['kind']) && findOnPath(['kubectl'])) {
    say(context, 'target: a kind cluster in Docker');
    return 'kind';
  }
  say(
    context,
    'target: processes on this machine (no local cluster responds, and there is no Docker with kind and kubectl)',
  );
  return 'local';
}

/** kubectl's current context; empty without kubectl or without one. */
export async function currentContext({ run, signal }: Context): Promise<string> {
  if (!findOnPath(['kubectl'])) return '';
  const { code, stdout } = await run('kubectl', ['config', 'current-context'], { signal });
  return code === 0 ? stdout.trim() : '';
}

/** Whether images can be loaded into the cluster of this context, and nobody else's service runs there. */
export async function isLocalCluster({ run, signal }: Context, name: string): Promise<boolean> {
  if (/^(kind-|k3d-)/.test(name) || name === 'minikube') return true;
  if (!findOnPath(['kubectl'])) return false;
  // A minikube profile may have any name; minikube notes itself in the cluster's entry.
  const { stdout } = await run('kubectl', ['config', 'view', '--minify'], { signal });
  return stdout.includes('provider: minikube.sigs.k8s.io');
}

export async function dockerRuns({ run, signal }: Context): Promise<boolean> {
  return findOnPath(['docker']) !== undefined && (await run('docker', ['info'], { signal })).code === 0;
}

// --- internal ---

function localStackExists(stateFolder: string): boolean {
  const folder = path.join(stateFolder, 'run');
  return existsSync(folder) && readdirSync(folder).some((file) => file.endsWith('.json'));
}

/** Any response within 10 s will do. */
async function clusterResponds({ run, signal }: Context): Promise<boolean> {
  return (await run('kubectl', ['get', '--raw', '/version', '--request-timeout=10s'], { signal })).code === 0;
}
