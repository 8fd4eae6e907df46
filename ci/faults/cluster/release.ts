/** A small release of this program's own, for as long as the faults run. */
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { output } from '../../cluster/command';
import { HELM } from '../../cluster/helm';
import { findObject, kubectl } from '../../cluster/kubectl';
import { claimsIn, giveBackVolume } from './claims';
import type { ClusterNode } from './node';

export interface ReleaseOptions {
  release: string;
  namespace: string;
  /** Further values file; empty: none. */
  valuesFile: string;
}

/** The release, with its workload in `<namespace>-work`. */
export class Release {
  /** Namespaces that were not there before. */
  private readonly made = new Set<string>();

  /** @param root the project's folder, with the chart */
  constructor(
    readonly root: string,
    private readonly options: ReleaseOptions,
    private readonly node: ClusterNode,
  ) {}

  /**
   * Installs the chart small and without monitoring.
   * @param root of another project's folder, such as an older one
   * @throws StackError when Helm fails; what was installed by then is removed
   */
  async install(root = this.root): Promise<void> {
    for (const name of [this.options.namespace, this.workload]) {
      if (!(await findObject(['namespace', name]))) this.made.add(name);
    }
    try {
      await this.apply(HELM, ['install', '--create-namespace'], root, []);
    } catch (error) {
      await this.remove();
      throw error;
    }
  }

  /**
   * Upgrades to the project's chart and the values of the installation.
   * @param settings on top of those, as for `--set`
   * @throws StackError when Helm fails
   */
  async upgrade(
    settings: readonly string[] = [],
    { helm = HELM, flags = [] as readonly string[] } = {},
  ): Promise<void> {
    await this.apply(helm, ['upgrade', '--reset-values', ...flags], this.root, settings);
  }

  /** Goes back to the revision before. @throws StackError when Helm fails */
  async rollback(): Promise<void> {
    const { release, namespace } = this.options;
    await output(HELM, ['rollback', release, '-n', namespace, ...WAIT], { timeoutMs: WAIT_MS });
  }

  /** Gives Redis another password. @throws StackError when the command fails */
  async rotatePassword(): Promise<void> {
    const { release, namespace } = this.options;
    const words = ['rotate', 'redis', '--target', 'kubernetes', '--release', release, '--namespace', namespace];
    await output(path.join(this.root, 'deploy-all.sh'), words, { timeoutMs: WAIT_MS });
  }

  /** What Helm says of the newest revision, for example `deployed`. */
  async status(): Promise<string> {
    const { release, namespace } = this.options;
    const text = await output(HELM, ['status', release, '-n', namespace, '-o', 'json']);
    return (JSON.parse(text) as { info: { status: string } }).info.status;
  }

  /** Removes it with all its data, and the namespaces that it made. */
  async remove(): Promise<void> {
    const { release, namespace } = this.options;
    const claims = this.made.has(this.workload) ? await claimsIn(this.workload) : [];
    await output(HELM, ['uninstall', release, '-n', namespace, '--ignore-not-found', '--wait', '--timeout', '2m'], {
      timeoutMs: 150_000,
    });
    if (this.made.size > 0) {
      const wait = ['--ignore-not-found', '--wait', '--timeout=120s'];
      await kubectl(['delete', 'namespace', ...this.made, ...wait], { timeoutMs: 150_000 });
    }
    // The volumes hear of it a moment later.
    await delay(claims.length > 0 ? 2000 : 0);
    for (const claim of claims) await giveBackVolume(claim, this.node);
  }

  private get workload(): string {
    return `${this.options.namespace}-work`;
  }

  private async apply(helm: string, command: readonly string[], root: string, settings: readonly string[]) {
    const { release, namespace, valuesFile } = this.options;
    const files = ['-f', path.join(__dirname, '../values.yaml'), ...(valuesFile ? ['-f', valuesFile] : [])];
    const own = [`workload.namespace=${this.workload}`, `redis.namespaceOverride=${this.workload}`];
    const sets = [...own, ...settings].flatMap((setting) => ['--set', setting]);
    const [verb = '', ...flags] = command;
    const args = [verb, release, path.join(root, 'chart'), '-n', namespace, ...files, ...sets, ...WAIT, ...flags];
    await output(helm, args, { timeoutMs: WAIT_MS });
  }
}

// --- internal ---

const WAIT: readonly string[] = ['--wait', '--timeout', '3m'];
const WAIT_MS = 240_000;
