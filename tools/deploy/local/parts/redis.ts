import { redisNames } from '../names';
import { LOOPBACK, type Part, StopOrder } from '../part';
import type { StateFolder } from '../state';
import type { Topology } from '../topology';

export interface RedisContext {
  state: StateFolder;
  program: string;
  topology: Topology;
  /** The primary's port, then the replicas'; with Sentinel those of the nodes. */
  ports: number[];
  password: string;
}

/** Where a node with Sentinel looks for a primary before it is told which one: nobody listens there. */
export const NO_PRIMARY_PORT = 1;

/** The Redis servers: a primary and the replicas that follow it; with Sentinel nodes, of which any may lead. */
export function redisParts(context: RedisContext): Part[] {
  const { topology, ports } = context;
  return redisNames(topology).map(({ short }, index) => {
    const name = `redis-${short}`;
    const file = context.state.path('etc', `${name}.conf`);
    // Nodes stop together: the one that leads waits until those that still run have all of its data.
    const isPrimary = index === 0 && topology.sentinel === undefined;
    return {
      name,
      program: context.program,
      args: [file],
      env: {},
      files: { [file]: redisConfiguration(context, name, index) },
      ports: { redis: ports[index] ?? 0 },
      stopOrder: isPrimary ? StopOrder.primary : StopOrder.replica,
    };
  });
}

// --- internal ---

// The chart's lines come first: where a directive is given twice Redis takes the last, and the addresses must be ours.
function redisConfiguration(context: RedisContext, name: string, index: number): string {
  const { topology, ports, password, state } = context;
  const lines = [
    ...chartLines(topology, index),
    `bind ${LOOPBACK}`,
    `port ${ports[index]}`,
    'daemonize no',
    `dir "${state.data(name)}"`,
    `requirepass ${password}`,
    `masterauth ${password}`,
    // Waiting for further replicas before a full copy, 5 s by default, only delays the start here.
    'repl-diskless-sync-delay 0',
    ...roleLines(topology, ports, index),
  ];
  return `${lines.filter((line) => line !== '').join('\n')}\n`;
}

// In the order in which the chart's start scripts read them.
function chartLines(topology: Topology, index: number): string[] {
  const { chartConfiguration, commonConfiguration, primaryConfiguration, replicaConfiguration, sentinel } = topology;
  const own = sentinel === undefined && index === 0 ? primaryConfiguration : replicaConfiguration;
  const ofValues = sentinel === undefined ? [commonConfiguration, own] : [own, commonConfiguration];
  return [chartConfiguration, ...ofValues].map((lines) => lines.trim());
}

function roleLines({ sentinel }: Topology, ports: number[], index: number): string[] {
  const announced = `replica-announce-ip ${LOOPBACK}`;
  if (sentinel !== undefined) {
    // As the chart's start-node.sh: it serves what it has, read-only, follows nobody, and no Sentinel promotes it.
    const waiting = [`replicaof ${LOOPBACK} ${NO_PRIMARY_PORT}`, 'replica-priority 0'];
    return [announced, `replica-announce-port ${ports[index]}`, ...waiting];
  }
  return index === 0 ? [] : [`replicaof ${LOOPBACK} ${ports[0]}`, announced];
}
