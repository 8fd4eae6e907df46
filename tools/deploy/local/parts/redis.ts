import { LOOPBACK, type Part, StopOrder } from '../part';
import type { StateFolder } from '../state';
import type { Topology } from '../topology';

export interface RedisContext {
  state: StateFolder;
  program: string;
  topology: Topology;
  /** The primary's port, then the replicas'. */
  ports: number[];
  password: string;
}

/** The Redis nodes: the primary first, then the replicas that follow it. */
export function redisParts(context: RedisContext): Part[] {
  return context.ports.map((port, index) => {
    const name = index === 0 ? 'redis-primary' : `redis-replica-${index - 1}`;
    const file = context.state.path('etc', `${name}.conf`);
    return {
      name,
      program: context.program,
      args: [file],
      env: {},
      files: { [file]: redisConfiguration(context, name, port, index) },
      ports: { redis: port },
      stopOrder: index === 0 ? StopOrder.primary : StopOrder.replica,
    };
  });
}

// --- internal ---

// The chart's lines come first: where a directive is given twice Redis takes the last, and the addresses must be ours.
function redisConfiguration(context: RedisContext, name: string, port: number, index: number): string {
  const { topology, ports, password, state } = context;
  const shared = [
    topology.commonConfiguration.trim(),
    (index === 0 ? topology.primaryConfiguration : topology.replicaConfiguration).trim(),
    `bind ${LOOPBACK}`,
    `port ${port}`,
    'daemonize no',
    `dir "${state.data(name)}"`,
    `requirepass ${password}`,
    `masterauth ${password}`,
    // Waiting for further replicas before a full copy, 5 s by default, only delays the start here.
    'repl-diskless-sync-delay 0',
  ];
  const replica = [`replicaof ${LOOPBACK} ${ports[0]}`, `replica-announce-ip ${LOOPBACK}`];
  return `${[...shared, ...(index === 0 ? [] : replica)].filter((line) => line !== '').join('\n')}\n`;
}
