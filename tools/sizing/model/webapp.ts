/** The web app: how many pods, how large, how they scale and how many may leave. */
import webapp from '../../../schemas/values/webapp.schema.json';
import environment from '../../../schemas/webapp-env.schema.json';
import { limitForBytesInFlight, READ_FACTOR, REQUEST_BYTES, WRITE_FACTOR } from '../../../webapp/src/memory/shares';
import { cpuQuantity, figure, memoryQuantity } from './amount-text';
import { allow } from './headroom';
import type { Load } from './load';
import { type Part, type Recommendation, type Refusal, recommend } from './recommendation';
import type { Requirements } from './requirements';
import { podsFor } from './spread';

/** What the schemas allow, and their default for `webapp.limits.bodyBytes`. */
const MAX_PODS = webapp.properties.replicas.maximum;
const { default: DEFAULT_BODY_BYTES, maximum: MAX_BODY_BYTES } = environment.properties.MAX_BODY_BYTES;

export interface WebappPart extends Part {
  /** The most pods there are at once. */
  pods: number;
}

export function planWebapp(load: Load): WebappPart {
  const { requirements, micros } = load;
  const cores = (load.reads * micros.webappRead + load.writes * micros.webappWrite) / 1e6;
  const busiest = podsNeeded(load, cores, 1);
  const quietest = podsNeeded(load, cores, requirements.quietPercent / 100);
  // One pod more than must stay, or no node could be drained.
  const pods = (needed: number) => Math.max(2, podsFor(needed, { ...requirements, failures: load.failures }));
  const [minPods, maxPods] = [pods(quietest), pods(busiest)];
  const kept = requirements.autoscaling ? Math.min(quietest, minPods - 1) : Math.min(busiest, maxPods - 1);
  const request = Math.min(1, Math.max(allow('leastCpu'), cores / allow('webappUtilization')));
  const measured = `${figure(micros.webappRead)} µs of a core for a read, ${figure(micros.webappWrite)} µs for a write`;
  const loads = ['reads', 'writes', 'itemBytes', 'growthPercent'] as const;
  const recommendations: Recommendation[] = [
    ...(requirements.autoscaling
      ? scaled(minPods, maxPods, quietest, busiest, load, measured)
      : [fixed(maxPods, busiest, load, measured)]),
    recommend(
      'webapp.podDisruptionBudget.minAvailable',
      kept,
      'What the load takes stays up while nodes are drained.',
      ['reads', 'writes', 'failures', ...(requirements.autoscaling ? (['quietPercent'] as const) : [])],
      measured,
    ),
    recommend(
      'webapp.resources.requests.cpu',
      cpuQuantity(request),
      `What the load takes of one pod, at ${figure(allow('webappUtilization') * 100)} % use; a full core is the most that one Node.js process can use.`,
      loads,
      measured,
    ),
    ...memory(load),
    ...bodies(load),
  ];
  return { recommendations, refusals: refuse(load, maxPods), pods: maxPods };
}

// --- internal ---

/** Pods that carry a share of the load, without any to spare. */
function podsNeeded({ reads, writes, requirements }: Load, cores: number, share: number): number {
  const bytesPerSecond = (reads + writes) * requirements.itemBytes;
  const byNetwork = bytesPerSecond / (requirements.nodeBandwidth * allow('networkUtilization'));
  return Math.max(1, Math.ceil(share * Math.max(cores / allow('webappUtilization'), byNetwork) - 1e-9));
}

function scaled(
  minPods: number,
  maxPods: number,
  quietest: number,
  busiest: number,
  load: Load,
  measured: string,
): Recommendation[] {
  const from: (keyof Requirements)[] = ['reads', 'writes', 'itemBytes', 'growthPercent', 'failures'];
  return [
    recommend('webapp.autoscaling.enabled', true, 'Takes metrics-server.', ['autoscaling']),
    recommend(
      'webapp.autoscaling.minReplicas',
      minPods,
      `${pods(quietest)} at the quietest time${spare(load)}.`,
      [...from, 'quietPercent'],
      measured,
    ),
    recommend(
      'webapp.autoscaling.maxReplicas',
      maxPods,
      `${pods(busiest)} at the busiest time${spare(load)}.`,
      from,
      measured,
    ),
    recommend(
      'webapp.autoscaling.targetCPUUtilizationPercentage',
      Math.round(allow('webappUtilization') * 100),
      'From there on requests begin to queue.',
      [],
    ),
  ];
}

function fixed(maxPods: number, busiest: number, load: Load, measured: string): Recommendation {
  const from = ['reads', 'writes', 'itemBytes', 'growthPercent', 'failures'] as const;
  return recommend('webapp.replicas', maxPods, `${pods(busiest)} at the busiest time${spare(load)}.`, from, measured);
}

const pods = (count: number) => (count === 1 ? 'One pod carries the load' : `${count} pods carry the load`);

function spare({ failures, requirements }: Load): string {
  const what = requirements.zones > 1 ? 'zone' : 'node';
  return failures === 0 ? '' : `, also when ${failures} ${what}${failures === 1 ? ' is' : 's are'} lost`;
}

function memory(load: Load): Recommendation[] {
  const { webappRssBytes, webappCrowdedRssBytes, requirements } = load;
  const from = ['itemBytes'] as const;
  const [usual, crowded] = [webappRssBytes, webappCrowdedRssBytes].map((bytes) => figure(bytes / 2 ** 20));
  const measured = `${usual} MiB resident under load with items of ${figure(requirements.itemBytes)} bytes, ${crowded} MiB with 900 connections`;
  return [
    recommend(
      'webapp.resources.requests.memory',
      memoryQuantity(webappRssBytes * allow('webappMemory')),
      'The most that it took under load, and a quarter.',
      from,
      measured,
    ),
    recommend(
      'webapp.resources.limits.memory',
      memoryQuantity(
        Math.max(
          allow('leastWebappLimit'),
          webappCrowdedRssBytes * allow('webappMemory'),
          limitForBytesInFlight(bytesInFlight(load)),
        ),
      ),
      'The same with as many connections as one pod serves at once, and so much that none of the planned requests is refused for want of room.',
      ['reads', 'writes', 'itemBytes', 'growthPercent'],
      measured,
    ),
  ];
}

/**
 * What the web app takes its requests in flight to hold, if one pod had the whole load for a moment: with a share of it, more
 * load could mean less memory.
 */
function bytesInFlight({ reads, writes, requirements }: Load): number {
  const readBytes = REQUEST_BYTES + READ_FACTOR * requirements.itemBytes;
  const writeBytes = REQUEST_BYTES + WRITE_FACTOR * requirements.itemBytes;
  const maxInFlight = allow('maxWebappInFlight');
  const inFlight = (perSecond: number) => Math.min(maxInFlight, perSecond * allow('webappInFlightSeconds'));
  return Math.min(maxInFlight * writeBytes, inFlight(reads) * readBytes + inFlight(writes) * writeBytes);
}

/** Items are that large on average: some are larger. Only said when the default would refuse them. */
function bodies({ requirements }: Load): Recommendation[] {
  const bytes = Math.min(MAX_BODY_BYTES, 2 ** Math.ceil(Math.log2(4 * requirements.itemBytes)));
  if (bytes <= DEFAULT_BODY_BYTES) return [];
  return [recommend('webapp.limits.bodyBytes', bytes, 'Four times the average item.', ['itemBytes'])];
}

function refuse({ requirements, failures }: Load, maxPods: number): Refusal[] {
  if (requirements.zones > 1 && failures >= requirements.zones) {
    return [
      {
        part: 'zones',
        message: `nothing is left when ${failures} of ${requirements.zones} zones are lost`,
        fix: 'lower --failures, or use more zones',
      },
    ];
  }
  if (maxPods <= MAX_PODS) return [];
  return [
    {
      part: 'web app',
      message: `this load takes ${figure(maxPods)} pods of a core each; the chart allows ${MAX_PODS}`,
      fix: 'lower --reads or --writes, or spread the items over several releases',
    },
  ];
}
