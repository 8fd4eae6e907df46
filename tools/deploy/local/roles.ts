/** What Redis and the Sentinels say of the roles at this moment: a failover moves them, and nothing on disk tells. */
import { isRunning } from './process-identity';
import { type ProcessRecord, readRecords } from './processes';
import { viewRedis, viewSentinel } from './sentinel/views';
import { StateFolder } from './state';

/** The role of each running Redis and Sentinel, in words, by the names of the parts: "leads", "follows redis-node-1". */
export async function redisRoles(stateFolder: string): Promise<Map<string, string>> {
  const state = new StateFolder(stateFolder);
  const records = readRecords(state);
  const of = (purpose: string) => records.filter(({ ports }) => ports[purpose] !== undefined);
  const nameOf = (port: number) => of('redis').find(({ ports }) => ports['redis'] === port)?.name ?? `port ${port}`;
  const redis = async ({ ports }: ProcessRecord) => {
    const view = await viewRedis(ports['redis'] ?? 0, state.redisPassword());
    if (view === undefined) return SILENT;
    if (view.leads) return 'leads';
    return `follows ${nameOf(view.follows ?? 0)}${view.isInStep ? '' : ', without its latest data'}`;
  };
  const sentinel = async ({ ports }: ProcessRecord) => {
    const view = await viewSentinel(ports['sentinel'] ?? 0, state.redisPassword());
    return view === undefined ? SILENT : `names ${nameOf(view.names)} as the primary`;
  };
  const ask = async (purpose: string, role: (record: ProcessRecord) => Promise<string>) =>
    Promise.all(
      of(purpose)
        .filter(isRunning)
        .map(async (record): Promise<[string, string]> => [record.name, await role(record)]),
    );
  return new Map((await Promise.all([ask('redis', redis), ask('sentinel', sentinel)])).flat());
}

/** The name of the Redis that leads; undefined when none does. */
export async function primaryName(stateFolder: string): Promise<string | undefined> {
  return [...(await redisRoles(stateFolder))].find(([, role]) => role === 'leads')?.[0];
}

// --- internal ---

const SILENT = 'does not respond';
