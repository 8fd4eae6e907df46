/** Whether nodes and Sentinels are as they should be. Every check returns '', else what is still missing. */
import type { RedisView, SentinelView } from './views';

type Views<T> = readonly (T | undefined)[];

/** All respond, one leads, and the others have its data. */
export function nodesProblem(views: Views<RedisView>, ports: readonly number[]): string {
  const silent = views.indexOf(undefined);
  if (silent >= 0) return `redis-node-${silent} does not respond yet`;
  const leaders = positions(views, (view) => view?.leads === true);
  if (leaders.length !== 1) return `${leaders.length} nodes lead`;
  const primary = ports[leaders[0] ?? 0];
  const behind = positions(views, (view) => !view?.leads && !(view?.isInStep && view.follows === primary));
  return behind.length === 0 ? '' : `${behind.map(nodeName).join(', ')} does not have the data of the primary yet`;
}

/** All agree on the node that leads, know each other, and could promote every other node. */
export function sentinelsProblem(
  views: Views<SentinelView>,
  nodes: Views<RedisView>,
  ports: readonly number[],
): string {
  const primary = ports[nodes.findIndex((node) => node?.leads)];
  const missing = positions(views, (view) => view?.names !== primary || primary === undefined);
  if (missing.length > 0) return `${missing.map(sentinelName).join(', ')} does not name the primary yet`;
  const alone = positions(views, (view) => (view?.others ?? 0) < views.length - 1);
  if (alone.length > 0) return `${alone.map(sentinelName).join(', ')} does not know all others yet`;
  const unready = positions(views, (view) => (view?.promotable ?? 0) < nodes.length - 1);
  return unready.length === 0 ? '' : `${unready.map(sentinelName).join(', ')} could not promote every replica yet`;
}

/**
 * Whether the roles are settled, so that a node that starts can be told whom to follow: one node leads, and no Sentinel that
 * responds names another one.
 */
export function rolesProblem(
  views: Views<RedisView>,
  sentinels: Views<SentinelView>,
  ports: readonly number[],
): string {
  const leaders = positions(views, (view) => view?.leads === true);
  const named = sentinels.filter((view) => view !== undefined).map(({ names }) => names);
  // Nobody changes anything then.
  if (named.length === 0 && leaders.length > 0) return '';
  if (leaders.length !== 1) return `${leaders.length} nodes lead`;
  const [leader = 0] = leaders;
  return named.every((port) => port === ports[leader]) ? '' : `not every Sentinel names ${nodeName(leader)} yet`;
}

// --- internal ---

function positions<T>(views: Views<T>, which: (view: T | undefined) => boolean): number[] {
  return views.flatMap((view, position) => (which(view) ? [position] : []));
}

const nodeName = (position: number) => `redis-node-${position}`;
const sentinelName = (position: number) => `sentinel-${position}`;
