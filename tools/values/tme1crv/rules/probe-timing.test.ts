import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saysOf } from '../../testing/chart';
import { probeTiming } from './probe-timing';

const says = (webapp: object) => saysOf(probeTiming, { webapp: { ...webapp } });

test('a probe must be over before the next one', () => {
  assert.match(says({ probes: { liveness: { timeoutSeconds: 11 } } })[0] ?? '', /^warning: a probe may take 11 s/);
  assert.deepEqual(says({ probes: { liveness: { timeoutSeconds: 10 } } }), []);
});

test('a pod leaves the Service before it is restarted', () => {
  const eager = { probes: { liveness: { periodSeconds: 5, failureThreshold: 2 } } };
  assert.match(says(eager)[0] ?? '', /^warning: the pod is restarted after 10 s .* 10 s of failed readiness/);
});

test('what stands in front needs one readiness probe to notice that a pod ends', () => {
  const short = { shutdown: { delaySeconds: 2 } };
  assert.match(says({ ...short, httpRoute: { enabled: true } })[0] ?? '', /^warning: the pod stops listening 2 s/);
  assert.match(says({ ...short, service: { type: 'LoadBalancer' } })[0] ?? '', /^warning: the pod stops listening 2 s/);
  assert.deepEqual(says(short), []);
  assert.deepEqual(says({ httpRoute: { enabled: true } }), []);
});

test('a request that is under way may end', () => {
  assert.match(says({ shutdown: { drainSeconds: 4 } })[0] ?? '', /^warning: requests may take 5000 ms, but .* 4 s/);
  assert.deepEqual(says({ shutdown: { drainSeconds: 4 }, enabled: false }), []);
});
