/**
 * The node that the pods run on, through one command that runs its arguments there: `docker exec kind-control-plane`
 * for kind, `nsenter …` or `ssh root@node` elsewhere. It has to share the kubelet's view of processes and mounts.
 */
import { StackError } from '../../../tools/deploy/errors';
import { output } from '../../cluster/command';

export class ClusterNode {
  /** @param command one or more words for the shell, for example `docker exec kind-control-plane` */
  constructor(private readonly command: string) {}

  get available(): boolean {
    return this.command !== '';
  }

  /**
   * Runs a shell script on the node.
   * @param args the script's `$1`, `$2`, …
   * @throws StackError when it fails
   */
  run(script: string, args: readonly string[] = []): Promise<string> {
    if (!this.available)
      throw new StackError('the node is needed', 'Set FAULTS_NODE to a command that runs its arguments there.');
    return output('bash', ['-c', `${this.command} "$@"`, 'faults-node', 'sh', '-euc', script, 'faults', ...args]);
  }

  /** The node's ids of a pod's processes with that name, found by the pod's uid in their control group. */
  async processesOf(podUid: string, name: string): Promise<number[]> {
    const found = await this.run(FIND_PROCESSES, [`${podUid}|${podUid.replaceAll('-', '_')}`, name]);
    return found.split(/\s+/).filter(Boolean).map(Number);
  }

  /** The node's ids of its own processes with that name, such as those of Kubernetes. */
  async ownProcesses(name: string): Promise<number[]> {
    const found = await this.run(FIND_PROCESSES, ['.', name]);
    return found.split(/\s+/).filter(Boolean).map(Number);
  }

  /** Sends a signal, by its name without SIG. KILL and STOP are those that no program can catch. */
  async signal(pid: number, name: 'KILL' | 'STOP' | 'CONT'): Promise<void> {
    await this.run('kill -"$2" "$1"', [String(pid), name]);
  }
}

// --- internal ---

/** cgroupfs writes the uid with hyphens, systemd with underscores. A process may end while it is looked at. */
const FIND_PROCESSES = `
for file in $(grep -lsE "$1" /proc/[0-9]*/cgroup || true); do
  folder=\${file%/cgroup}
  if [ "$(cat "$folder/comm" 2>/dev/null || true)" = "$2" ]; then echo "\${folder#/proc/}"; fi
done`;
