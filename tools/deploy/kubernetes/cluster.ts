/** The cluster that is deployed to, and the binaries that talk to it. */

import { findOnPath } from '../binaries/find';
import { findHelm } from '../binaries/helm';
import { type Context, say } from '../context';
import { StackError } from '../errors';
import type { RunOptions, RunResult } from '../run';
import { currentContext } from '../target';

interface OrFail {
  /** What kubectl reads from its standard input. */
  input?: string;
  /** Of the error; by default it names kubectl's first two words. */
  message?: string;
  hint?: string;
}

/** Every call names the kube context, whatever the current one becomes meanwhile. */
export class Cluster {
  private helmPath = '';

  constructor(
    private readonly context: Context,
    readonly name: string,
  ) {}

  /** Runs kubectl; an exit code other than 0 is no error here. */
  kubectl(args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    const { run, signal } = this.context;
    return run('kubectl', ['--context', this.name, ...args], { signal, ...options });
  }

  /**
   * kubectl's output.
   * @throws StackError with kubectl's words when it fails
   */
  async kubectlOrFail(args: readonly string[], { input, message, hint = '' }: OrFail = {}): Promise<string> {
    const { code, stdout, stderr } = await this.kubectl(args, input === undefined ? {} : { input });
    if (code === 0) return stdout;
    throw new StackError(message ?? `kubectl ${args.slice(0, 2).join(' ')} failed.`, hint, 1, `${stdout}${stderr}`);
  }

  /** kubectl's output without the last line break; empty when it failed. */
  async ask(...args: string[]): Promise<string> {
    const { code, stdout } = await this.kubectl(args);
    return code === 0 ? stdout.trimEnd() : '';
  }

  /** The version of its Kubernetes, such as `v1.34.2+k3s1`; empty when it doesn't say. */
  async version(): Promise<string> {
    const [, version = ''] = /"gitVersion": *"(v\d+\.\d+[^"]*)"/.exec(await this.ask('get', '--raw', '/version')) ?? [];
    return version;
  }

  /** Finds or fetches Helm. @throws StackError with what was tried */
  async findHelm(): Promise<string> {
    this.helmPath ||= await findHelm(this.context.repository, { signal: this.context.signal });
    return this.helmPath;
  }

  /** Runs Helm; an exit code other than 0 is no error here. */
  async helm(...args: string[]): Promise<RunResult> {
    const { run, signal } = this.context;
    return run(await this.findHelm(), ['--kube-context', this.name, ...args], { signal });
  }
}

/** @throws StackError that says where to get it */
export function requireBinary(name: string, source: string): void {
  if (!findOnPath([name])) throw new StackError(`${name} is needed and was not found.`, `Install it: ${source}`);
}

export const KUBECTL_SOURCE = 'https://kubernetes.io/docs/tasks/tools/';

/**
 * Names the cluster before anything is sent to it, and makes sure that it responds.
 * @param name the kube context; by default the current one
 * @throws StackError with the way out
 */
export async function requireCluster(context: Context, name?: string): Promise<Cluster> {
  requireBinary('kubectl', KUBECTL_SOURCE);
  const chosen = name ?? (await currentContext(context));
  if (chosen === '') {
    throw new StackError(
      'kubectl has no current context.',
      "Choose one of 'kubectl config get-contexts' with 'kubectl config use-context NAME', or use --target local.",
    );
  }
  const cluster = new Cluster(context, chosen);
  const server = await cluster.ask('config', 'view', '--minify', '--output', 'jsonpath={.clusters[0].cluster.server}');
  say(context, `cluster: context ${chosen}, ${server}`);
  const { code, stderr } = await cluster.kubectl(['get', '--raw', '/version', '--request-timeout=10s']);
  if (code !== 0) {
    const reason = stderr.trim().split('\n').slice(-2).join('\n');
    throw new StackError(
      `The cluster of context ${chosen} (${server}) did not respond within 10 s.`,
      `${reason}\nIs it running, and is this machine allowed to reach it?`,
    );
  }
  return cluster;
}
