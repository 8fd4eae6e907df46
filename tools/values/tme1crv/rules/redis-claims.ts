import { error, type Rule, type Violation } from '../../rules/rule';
import type { Values } from '../../rules/values';
import type { Words } from '../../rules/wording';
import { replicas } from '../redis-conf/effective';

/** What the template says too, in the same words. */
const IN_CHART = {
  redisClaimOfMany: {
    message:
      'redis.replica.persistence.existingClaim is one claim for %d replicas: servers that write to the same files destroy them',
    fix: 'leave it empty, and each replica gets a claim of its own',
  },
  redisSameClaim: {
    message:
      'redis.master.persistence.existingClaim and redis.replica.persistence.existingClaim are both %s: servers that write to the same files destroy them',
    fix: 'give each a claim of its own',
  },
  redisForeignClaim: {
    message:
      'redis.%s.persistence.existingClaim is %s, which another server of this release uses: servers that write to the same files destroy them',
    fix: 'copy its data into a claim of its own, and name that',
  },
} as const satisfies Words;

const MASTER = 'redis.master.persistence';
const REPLICA = 'redis.replica.persistence';

export const redisClaims: Rule<'redis-claims'> = {
  name: 'redis-claims',
  what: 'Two Redis servers would write to one volume.',
  why: 'Two servers that write to the same append-only file destroy it, and with it the data of both.',
  example: {
    wrong: 'redis: { replica: { replicaCount: 2, persistence: { existingClaim: redis-data } } }',
    right: 'redis: { replica: { replicaCount: 2, persistence: { existingClaim: "" } } }',
  },
  inChart: IN_CHART,
  check(values) {
    const count = replicas(values);
    if (!values.on('redis.enabled')) return [];
    const master = claim(values, MASTER);
    const replica = count > 0 ? claim(values, REPLICA) : '';
    const found: Violation[] = [];
    if (replica !== '' && count > 1 && !perPod(values))
      found.push(error([`${REPLICA}.existingClaim`], IN_CHART.redisClaimOfMany, count));
    if (master !== '' && master === replica && folder(values, MASTER) === folder(values, REPLICA))
      found.push(error([`${REPLICA}.existingClaim`, `${MASTER}.existingClaim`], IN_CHART.redisSameClaim, master));
    return [...found, ...generated(values, master, replica, count)];
  },
};

// --- internal ---

/** The claim that is named for a volume that is used; empty: none. */
function claim(values: Values, persistence: string): string {
  return values.get(`${persistence}.enabled`) === false ? '' : values.text(`${persistence}.existingClaim`);
}

/** Which folder of the claim is mounted. */
const folder = (values: Values, persistence: string) =>
  values.text(`${persistence}.subPath`) || values.text(`${persistence}.subPathExpr`);

/** A folder that differs from pod to pod, such as $(POD_NAME). */
function perPod(values: Values): boolean {
  return values.text(`${REPLICA}.subPath`) === '' && values.text(`${REPLICA}.subPathExpr`).includes('$(');
}

/** Claims that the StatefulSets make themselves are named after Redis' full name, which is known here only if a value says it. */
function generated(values: Values, master: string, replica: string, count: number): Violation[] {
  const name = values.text('redis.fullnameOverride');
  if (name === '') return [];
  const found: Violation[] = [];
  const makesOwn = (persistence: string) =>
    values.get(`${persistence}.enabled`) !== false && values.text(`${persistence}.existingClaim`) === '';
  const ofReplica = (claimName: string) =>
    Array.from({ length: count }, (_, at) => `redis-data-${name}-replicas-${at}`).includes(claimName);
  if (makesOwn(REPLICA) && ofReplica(master))
    found.push(error([`${MASTER}.existingClaim`], IN_CHART.redisForeignClaim, 'master', master));
  if (makesOwn(MASTER) && replica === `redis-data-${name}-master-0`)
    found.push(error([`${REPLICA}.existingClaim`], IN_CHART.redisForeignClaim, 'replica', replica));
  return found;
}
