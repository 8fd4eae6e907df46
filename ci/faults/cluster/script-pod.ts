/** A pod in the workload namespace that runs scripts with the web app's image. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { StackError } from '../../../tools/deploy/errors';
import { kubectl } from '../../cluster/kubectl';
import type { Topology } from './topology';

export interface ScriptPodOptions {
  name: string;
  /** The one of ci/faults/pods that is started. */
  script: string;
  env: Record<string, string>;
  /** Request; there is no limit. */
  cpu: string;
  /** Limit. */
  memory: string;
  /** The kubelet ends the pod after this long. */
  maxSeconds: number;
}

export class ScriptPod {
  /** What the script printed, as far as it has arrived. */
  lines: string[] = [];
  private log: ChildProcess | undefined;
  private removed = false;
  /** State of the pod when its end was first seen; empty before. */
  private endedAt = '';
  /** State of the ended pod, once all that it printed has been read. */
  private ending: string | undefined;

  private constructor(
    private readonly topology: Topology,
    private readonly name: string,
    private readonly onLine: (line: string) => void,
  ) {}

  /** Starts the pod and follows its output. @throws StackError when the API server refuses it */
  static async start(
    topology: Topology,
    options: ScriptPodOptions,
    onLine: (line: string) => void = () => {},
  ): Promise<ScriptPod> {
    const pod = new ScriptPod(topology, options.name, onLine);
    await pod.remove();
    pod.removed = false;
    await kubectl(['apply', '-f', '-'], { input: JSON.stringify(manifests(topology, options)) });
    pod.follow();
    return pod;
  }

  /** Waits until a line satisfies `accept`. @throws StackError when the script ended before, or after `timeoutMs` */
  async waitForLine(accept: (line: string) => boolean, timeoutMs: number, signal?: AbortSignal): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    for (let seen = 0; ; ) {
      for (; seen < this.lines.length; seen += 1) if (accept(this.lines[seen] ?? '')) return;
      if (this.ending !== undefined) throw new StackError(`pod ${this.name} ended: ${this.ending}`, this.tail());
      if (Date.now() > deadline) {
        const state = await this.state().catch(String);
        throw new StackError(`pod ${this.name} (${state}) did not get there within ${timeoutMs / 1000} s`, this.tail());
      }
      await delay(100, undefined, { signal });
    }
  }

  /** Sends the script a signal. */
  async signal(name: 'SIGUSR2'): Promise<void> {
    await kubectl(['exec', '-n', this.topology.workload, this.name, '--', 'node', '-e', `process.kill(1, '${name}')`]);
  }

  async remove(): Promise<void> {
    this.removed = true;
    this.log?.kill();
    const which = [`pod/${this.name}`, `configmap/${this.name}`, '-n', this.topology.workload];
    await kubectl(['delete', ...which, '--ignore-not-found', '--grace-period=0', '--force', '--wait=true']);
  }

  // --- internal ---

  /** The log from its beginning; once more when the stream breaks while the script still runs. */
  private follow(): void {
    const args = ['logs', '-f', this.name, '-n', this.topology.workload, '--pod-running-timeout=60s'];
    const child = spawn('kubectl', args, { stdio: ['ignore', 'pipe', 'ignore'], detached: true });
    this.log = child;
    const known = this.lines.length;
    let count = 0;
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      const parts = (rest + chunk).split('\n');
      rest = parts.pop() ?? '';
      for (const line of parts) {
        count += 1;
        if (count <= known) continue;
        this.lines.push(line);
        this.onLine(line);
      }
    });
    child.on('error', () => {});
    child.on('close', () => this.afterLog(count));
  }

  /** @param count of the lines that this log had */
  private async afterLog(count: number): Promise<void> {
    const state = await this.state().catch(() => 'unknown');
    if (this.removed) return;
    // A log that was read after the end is whole.
    if (this.endedAt !== '' && count >= this.lines.length) this.ending = state;
    else {
      if (/^(Succeeded|Failed)/.test(state)) this.endedAt = state;
      await delay(500);
      if (!this.removed) this.follow();
    }
  }

  /** Phase of the pod and, once it has ended, its exit code and why. */
  private async state(): Promise<string> {
    const fields = '{.status.phase} {.status.containerStatuses[0].state.terminated}';
    return kubectl(['get', 'pod', this.name, '-n', this.topology.workload, '-o', `jsonpath=${fields}`]);
  }

  private tail(): string {
    const shown = this.lines.filter((line) => !line.includes('"list":')).slice(-LINES_SHOWN);
    return shown.map((line) => line.slice(0, CHARACTERS_SHOWN)).join('\n');
  }
}

// --- internal ---

const LINES_SHOWN = 5;
const CHARACTERS_SHOWN = 500;

/** Every script has all of them beside it. */
function scripts(): Record<string, string> {
  const folder = path.join(__dirname, '../pods');
  return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]));
}

/** It satisfies the `restricted` Pod Security level, as the release's own tests do. */
function manifests(topology: Topology, { name, script, env, cpu, memory, maxSeconds }: ScriptPodOptions): object {
  const metadata = {
    name,
    namespace: topology.workload,
    labels: { ...topology.testLabels, 'app.kubernetes.io/component': 'faults' },
  };
  const container = {
    name: 'script',
    image: topology.webappImage,
    imagePullPolicy: topology.pullPolicy,
    command: ['node', `/faults/${script}`],
    env: Object.entries(env).map(([key, value]) => ({ name: key, value })),
    resources: { requests: { cpu, memory: '64Mi' }, limits: { memory } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [{ name: 'script', mountPath: '/faults', readOnly: true }],
  };
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec: {
      restartPolicy: 'Never',
      activeDeadlineSeconds: maxSeconds,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      imagePullSecrets: topology.pullSecrets,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 1000,
        runAsGroup: 1000,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      containers: [container],
      volumes: [{ name: 'script', configMap: { name } }],
    },
  };
  const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: scripts() };
  return { apiVersion: 'v1', kind: 'List', items: [configMap, pod] };
}
