import { StackError } from '../../../tools/deploy/errors';
import { kubectl } from '../../cluster/kubectl';
import { restartsBetween } from '../cluster/restarts';
import { ScriptPod } from '../cluster/script-pod';
import { podsOf, type Topology } from '../cluster/topology';
import type { Fault } from './fault';

const CONNECTIONS = 1000;
/** Just under the largest body that the web app takes. */
const BODY_BYTES = 65_000;
const SECONDS = 30;
/** The crowd's last responses, and the start of its pod. */
const LIMIT_MS = (SECONDS + 60) * 1000;

export const memory: Fault = {
  name: 'memory',
  title: 'web app: large writes of a crowd',
  what: `${CONNECTIONS} connections to one pod of the web app, each writing items of ${BODY_BYTES} bytes without a pause, for ${SECONDS} s: 503 with \`Retry-After\` is an honest response, a restart or a broken connection is not`,
  needsNode: false,
  keepsMachineBusy: true,

  async inject({ topology, signal, injected, figure, problem, onEnd }) {
    const [victim] = await podsOf(topology, 'webapp');
    if (victim?.status.podIP === undefined) throw new StackError('the web app has no pod');
    const options = {
      name: 'faults-crowd',
      script: 'crowd.cjs',
      env: {
        HOST: victim.status.podIP,
        PORT: topology.webappPort,
        RUN: Date.now().toString(36),
        CONNECTIONS: String(CONNECTIONS),
        BODY_BYTES: String(BODY_BYTES),
        SECONDS: String(SECONDS),
      },
      cpu: '20m',
      memory: '1Gi',
      maxSeconds: LIMIT_MS / 1000,
    };
    injected();
    const crowd = await ScriptPod.start(topology, options);
    onEnd('remove the crowd', () => crowd.remove());
    await crowd.waitForLine((line) => line.startsWith('{"type":"end"'), LIMIT_MS, signal);
    const { maxOpen, outcomes } = JSON.parse(crowd.lines.at(-1) ?? '{}') as CrowdReport;
    const now = (await podsOf(topology, 'webapp')).filter(({ metadata }) => metadata.uid === victim.metadata.uid);
    if (maxOpen < CONNECTIONS && restartsBetween([victim], now).size === 0) {
      throw new StackError(`only ${maxOpen} of ${CONNECTIONS} connections were open at once`);
    }
    figure('connections open at once', maxOpen);
    for (const [what, count] of Object.entries(outcomes)) figure(`crowd ${what}`, count);
    figure('peak memory MiB', await peakMemoryMiB(topology, victim.metadata.name));
    const honest = new Set(['200', '201', '503']);
    const others = Object.entries(outcomes).filter(([what]) => !honest.has(what));
    for (const [what, count] of others) problem(`${count} requests of the crowd ended with ${what}`);
  },
};

// --- internal ---

interface CrowdReport {
  /** Connections that were open at once. */
  maxOpen: number;
  /** How often which status or error came. */
  outcomes: Record<string, number>;
}

/** By the container's control group; 0 where it can't be read, and too low when the container was restarted. */
async function peakMemoryMiB(topology: Topology, pod: string): Promise<number> {
  const files = ['memory.peak', 'memory/memory.max_usage_in_bytes'].map((file) => `/sys/fs/cgroup/${file}`);
  const script = `const { readFileSync } = require('fs');
    for (const file of ${JSON.stringify(files)}) try { console.log(readFileSync(file, 'utf8')); break; } catch {}`;
  const args = ['exec', '-n', topology.workload, pod, '-c', 'webapp', '--', 'node', '-e', script];
  const bytes = Number(await kubectl(args).catch(() => '0'));
  return Math.round(bytes / 1024 / 1024);
}
