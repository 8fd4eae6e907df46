/** What most tests stand on. */
import { RedisServer } from './redis-server';
import { TestService } from './service';

export interface Stack {
  readonly primary: RedisServer;
  readonly replicas: RedisServer[];
  readonly service: TestService;
}

/** A primary with so many replicas in step with it, and the service, once it takes all of them for healthy. */
export async function startStack(replicaCount: number, env: Record<string, string> = {}): Promise<Stack> {
  const primary = await RedisServer.start();
  const replicas: RedisServer[] = [];
  for (let n = 0; n < replicaCount; n += 1) replicas.push(await primary.startReplica());
  const urls = replicas.length > 0 ? { REDIS_REPLICAS_URL: replicas.map(({ url }) => url).join(',') } : {};
  const service = await TestService.start({ REDIS_URL: primary.url, ...urls, ...env });
  await service.whenHealthy(replicaCount);
  return { primary, replicas, service };
}
