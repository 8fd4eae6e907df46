/** A pod in the workload namespace that runs one script with the web app's image. */
import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { StackError } from '../../../tools/stack/errors';
import { kubectl } from './kubectl';
import type { Topology } from './topology';

export interface ScriptPodOptions {
  name: string;
  /** Text of a CommonJS script. */
  script: string;
  env: Record<string, string>;
  memory: string;
  /** The kubelet ends the pod after this long. */
  maxSeconds: number;
}

export class ScriptPod {
  /** What the script printed, as far as it has arrived. */
  lines: string[] = [];
  private log: ChildProcess | undefined;
  private removed = false;

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
      if (Date.now() > deadline) {
        const state = await kubectl(['describe', 'pod', this.name, '-n', this.topology.workload]).catch(String);
        throw new StackError(
          `pod ${this.name} did not get there within ${timeoutMs / 1000} s`,
          tail([...this.lines, state]),
        );
      }
      if (this.lines.some((line) => line.startsWith('{"type":"error"'))) {
        throw new StackError(`the script of pod ${this.name} failed`, tail(this.lines));
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
    child.on('close', () => {
      const ended = /^\{"type":"(end|error)"/.test(this.lines.at(-1) ?? '');
      if (!this.removed && !ended) setTimeout(() => this.removed || this.follow(), 500).unref();
    });
  }
}

// --- internal ---

const LINES_SHOWN = 30;

const tail = (lines: readonly string[]) => lines.join('\n').split('\n').slice(-LINES_SHOWN).join('\n');

/** It satisfies the `restricted` Pod Security level, as the release's own tests do. */
function manifests(topology: Topology, { name, script, env, memory, maxSeconds }: ScriptPodOptions): object {
  const metadata = {
    name,
    namespace: topology.workload,
    labels: { ...topology.testLabels, 'app.kubernetes.io/component': 'faults' },
  };
  const container = {
    name: 'script',
    image: topology.webappImage,
    imagePullPolicy: topology.pullPolicy,
    command: ['node', `/faults/${name}.cjs`],
    env: Object.entries(env).map(([key, value]) => ({ name: key, value })),
    resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory } },
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
  const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { [`${name}.cjs`]: script } };
  return { apiVersion: 'v1', kind: 'List', items: [configMap, pod] };
}
