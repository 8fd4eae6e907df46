import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { memoryShares } from '../../../webapp/src/memory/shares';
import { Values } from '../../values/rules/values';
import { makePlan } from '.';
import type { Requirements } from './requirements';
import { ROUND, requirementsWith } from './testing';
import { valuesOf } from './values-file';

/** The values of a plan with round measurements, by path. */
function planned(changes: Partial<Requirements>): Values {
  const { recommendations, refusals } = makePlan(requirementsWith({ growthPercent: 0, ...changes }), ROUND);
  assert.deepEqual(refusals, []);
  return new Values(valuesOf(recommendations));
}

const refused = (changes: Partial<Requirements>) =>
  makePlan(requirementsWith({ growthPercent: 0, ...changes }), ROUND).refusals.map(
    ({ part, message }) => `${part}: ${message}`,
  );

describe('the web app', () => {
  test('has a pod for each 0.65 cores of load, and one more that may be lost', () => {
    // 20 000 reads at 100 µs and 1000 writes at 200 µs are 2.2 cores, which 65 % of four cores carry.
    const values = planned({ reads: 20_000, writes: 1000 });
    assert.equal(values.number('webapp.autoscaling.maxReplicas'), 5);
    assert.equal(values.text('webapp.resources.requests.cpu'), '1');
    assert.equal(values.number('webapp.autoscaling.targetCPUUtilizationPercentage'), 65);
  });

  test('of a small load requests no more than it takes', () => {
    const values = planned({ reads: 1000, writes: 0 });
    assert.equal(values.text('webapp.resources.requests.cpu'), '200m'); // 0.1 cores at 65 %
    assert.equal(values.number('webapp.autoscaling.maxReplicas'), 2);
    assert.equal(values.number('webapp.autoscaling.minReplicas'), 2);
    assert.equal(values.number('webapp.podDisruptionBudget.minAvailable'), 1);
  });

  test('grows into the next pods by the expected growth', () => {
    assert.equal(
      planned({ reads: 20_000, writes: 1000, growthPercent: 50 }).number('webapp.autoscaling.maxReplicas'),
      7,
    );
  });

  test('has a fixed number of pods without an autoscaler', () => {
    const values = planned({ reads: 20_000, writes: 1000, autoscaling: false });
    assert.equal(values.number('webapp.replicas'), 5);
    assert.equal(values.get('webapp.autoscaling'), undefined);
    assert.equal(values.number('webapp.podDisruptionBudget.minAvailable'), 4);
  });

  test('gets no lower memory limit than the chart gives it', () => {
    assert.equal(planned({}).text('webapp.resources.limits.memory'), '384Mi'); // 200 MiB and a quarter would be 256Mi
  });

  test('gets a memory limit whose budget admits the planned load, also of large items', () => {
    const limit = (changes: Partial<Requirements>) => planned(changes).quantity('webapp.resources.limits.memory') ?? 0;
    const { inFlightBytes } = memoryShares(limit({ reads: 100, writes: 2000, itemBytes: 50_000 }));
    // A quarter of a second of the writes, each of which holds six times its item.
    assert.ok(inFlightBytes >= 500 * 6 * 50_000, `${inFlightBytes}`);
    assert.equal(limit({ reads: 100, writes: 2000 }), 384 * 2 ** 20);
  });

  test('takes larger bodies only where the default would refuse items', () => {
    assert.equal(planned({ itemBytes: 10_000 }).get('webapp.limits'), undefined);
    assert.equal(planned({ itemBytes: 100_000 }).number('webapp.limits.bodyBytes'), 524_288);
  });

  test('has more pods where the network is the limit, not the processor', () => {
    // 1000 items of 100 kB a second are 100 MB/s; half of 40 MB/s may be used.
    assert.equal(
      planned({ itemBytes: 1e5, reads: 1000, writes: 0, nodeBandwidth: 40e6 }).number('webapp.autoscaling.maxReplicas'),
      6,
    );
  });
});

describe('Redis', () => {
  test('has replicas for the reads beside the writes that each of them applies', () => {
    // 100 000 reads at 10 µs are one core; of the 0.6 that a replica may use, 1000 writes at 20 µs leave 0.58.
    assert.equal(planned({ reads: 100_000, writes: 1000, failures: 0 }).number('redis.replica.replicaCount'), 2);
    assert.equal(planned({ reads: 100_000, writes: 1000, failures: 2 }).number('redis.replica.replicaCount'), 4);
  });

  test('gets maxmemory for its items, and a limit that the rules accept', () => {
    // A million items of 1500 bytes, a tenth more, 16 MiB of backlog and 16 MiB for itself: 1605 MiB.
    const values = planned({ items: 1e6, writes: 0 });
    assert.match(values.text('redis.commonConfiguration'), /^maxmemory 1616mb$/m);
    assert.equal(values.text('redis.master.resources.limits.memory'), '2176Mi'); // 1616 / 0.75 = 2155
    assert.equal(values.text('redis.replica.resources.limits.memory'), '2176Mi');
  });

  test('gets more than that where many writes make the kernel copy the data during a rewrite', () => {
    const limit = (writes: number) => values(writes).quantity('redis.master.resources.limits.memory') ?? 0;
    const values = (writes: number) => planned({ items: 1e6, writes });
    // At 5000 writes of five pages, all of the data is copied within a rewrite of 15 s.
    assert.ok(limit(5000) > limit(0) + 1e9, `${limit(5000)}`);
  });

  test('keeps a minute of writes for replicas that were cut off, and twice what a full copy misses', () => {
    const configuration = planned({ items: 1e6, writes: 1000 }).text('redis.commonConfiguration');
    assert.match(configuration, /^repl-backlog-size 80mb$/m); // 1000 × 1200 bytes × 60 s
    assert.match(configuration, /^client-output-buffer-limit replica 80mb 80mb 60$/m); // 1.2 MB/s × 30 s × 2
  });

  test('says all that the chart’s default configuration says', () => {
    assert.match(
      planned({}).text('redis.commonConfiguration'),
      /^appendonly yes\nappendfsync everysec\nsave ""\nmaxmemory-policy noeviction\nmaxmemory /,
    );
  });

  test('has room for the append-only file, its growth and its rewrite, and on replicas for a full copy', () => {
    // 10 million items of 1200 bytes are 11.2 GiB: three times that, and four times, a fifth free.
    const values = planned({ items: 1e7, writes: 0 });
    assert.equal(values.text('redis.master.persistence.size'), '42Gi');
    assert.equal(values.text('redis.replica.persistence.size'), '56Gi');
  });
});

describe('failures', () => {
  test('of zones take a share of the pods with them', () => {
    // Four pods are needed; of three zones one may be lost: six, two in each.
    assert.equal(planned({ reads: 20_000, writes: 1000, zones: 3 }).number('webapp.autoscaling.maxReplicas'), 6);
    // Of two zones, one: twice as many.
    assert.equal(planned({ reads: 20_000, writes: 1000, zones: 2 }).number('webapp.autoscaling.maxReplicas'), 8);
  });

  test('follow from the availability when they are not required', () => {
    const replicas = (availability: number) =>
      planned({ availability, items: 1000 }).number('redis.replica.replicaCount');
    assert.deepEqual([98, 99.9, 99.99].map(replicas), [1, 2, 3]);
  });

  test('of zones spread the pods over them', () => {
    assert.ok(planned({ zones: 3 }).get('redis.replica.topologySpreadConstraints'));
    assert.equal(planned({ zones: 1 }).get('webapp.affinity'), undefined);
  });
});

describe('Prometheus', () => {
  test('keeps samples for the retention on a volume with a fifth free', () => {
    const values = planned({ otherSeries: 96_000 });
    // (2 × (500 + 2 × 2) + 3 × 300 + 1000 + 100 + 96 000) × 1.25 = 123 760 series, 8250 samples a second.
    // 15 days of 1.5 bytes, 24 × 200 bytes of index, 3 hours of 5 bytes, × 1.25: 20 360 MiB.
    assert.equal(values.text('kube-prometheus-stack.prometheus.prometheusSpec.retentionSize'), '20416MB');
    assert.equal(
      values.text(
        'kube-prometheus-stack.prometheus.prometheusSpec.storageSpec.volumeClaimTemplate.spec.resources.requests.storage',
      ),
      '25Gi',
    );
    assert.equal(values.text('kube-prometheus-stack.prometheus.prometheusSpec.retention'), '15d');
    assert.equal(values.number('monitoring.rules.slo.periodDays'), 14);
  });
});

describe('what can’t be is refused, and the limiting part named', () => {
  test('more writes than one primary takes', () => {
    assert.deepEqual(refused({ writes: 20_000 }), [
      'Redis primary: one primary takes 12 000 writes/s of this size (60 % of a core at 50 µs each); 20 000 are required',
    ]);
  });

  test('more items than a pod may have memory for', () => {
    assert.match(
      refused({ items: 1e8, writes: 0 })[0] ?? '',
      /^memory of a Redis node: every node holds all items and needs 205 GiB; a pod may have 64 GiB$/,
    );
  });

  test('more replicas than the primary can feed', () => {
    const [message, ...more] = refused({ reads: 2e6, writes: 3000, nodeBandwidth: 200e6, items: 1000 });
    assert.match(message ?? '', /^Redis primary: sending every write to 39 replicas takes 72 % of the primary’s core/);
    assert.match(
      more.join(),
      /^replication bandwidth of the Redis primary: 3\.6 MB\/s of writes to 39 replicas are 140 MB\/s/,
    );
  });

  test('more replicas or pods than the chart allows', () => {
    assert.match(
      refused({ reads: 1e7, writes: 0 }).join('\n'),
      /^web app: this load takes 1 540 pods.*\nRedis replicas: /,
    );
  });

  test('more availability than one primary has', () => {
    assert.match(
      refused({ availability: 99.999 })[0] ?? '',
      /^single Redis primary: 2 restarts a month without writes, 61\.5 s each \(1\.5 s to read the data\), are 123 s; /,
    );
    assert.deepEqual(refused({ availability: 99.999, writes: 0 }), []);
  });

  test('losing as many zones as there are', () => {
    assert.deepEqual(refused({ zones: 2, failures: 2 }), ['zones: nothing is left when 2 of 2 zones are lost']);
  });

  test('everything that is wrong at once', () => {
    assert.equal(refused({ writes: 20_000, items: 1e9, availability: 99.999 }).length, 3);
  });
});
