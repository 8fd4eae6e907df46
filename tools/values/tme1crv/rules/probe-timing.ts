import { type Rule, type Violation, warning } from '../../rules/rule';
import type { Values } from '../../rules/values';
import type { Words } from '../../rules/wording';

const WORDS = {
  probeTimeout: {
    message: 'a probe may take %d s, but the next one is due after %d s',
    fix: 'lower timeoutSeconds or raise periodSeconds',
  },
  livenessFirst: {
    message:
      'the pod is restarted after %d s of failed liveness, but leaves the Service only after %d s of failed readiness',
    fix: 'give liveness more time than readiness',
  },
  shutdownDelay: {
    message:
      'the pod stops listening %d s after it was told to end, but its readiness is asked only every %d s: load balancers go on sending',
    fix: 'raise webapp.shutdown.delaySeconds to at least that',
  },
  shutdownDrain: {
    message: 'requests may take %d ms, but a pod that ends waits only %d s for them',
    fix: 'raise webapp.shutdown.drainSeconds, or lower webapp.limits.requestTimeoutMs',
  },
} as const satisfies Words;

const SHUTDOWN = 'webapp.shutdown';

export const probeTiming: Rule<'probe-timing'> = {
  name: 'probe-timing',
  what: "The web app's probes and its shutdown don't leave each other enough time.",
  why: 'Probes and the orderly end of a pod work hand in hand: a pod must leave the load balancers before it is restarted or stops.',
  example: {
    wrong: 'webapp: { probes: { liveness: { periodSeconds: 3, timeoutSeconds: 5 } } }',
    right: 'webapp: { probes: { liveness: { periodSeconds: 10, timeoutSeconds: 5 } } }',
  },
  check(values) {
    if (!values.on('webapp.enabled')) return [];
    return [...slowProbes(values), ...restartBeforeRemoval(values), ...shortDelay(values), ...shortDrain(values)];
  },
};

// --- internal ---

const probe = (name: string, key: string) => `webapp.probes.${name}.${key}`;

function slowProbes(values: Values): Violation[] {
  // Not the startup probe: it repeats every second by default, and that is no harm.
  return ['liveness', 'readiness'].flatMap((name): Violation[] => {
    const [timeoutPath, periodPath] = [probe(name, 'timeoutSeconds'), probe(name, 'periodSeconds')];
    const [timeout, period] = [values.number(timeoutPath), values.number(periodPath)];
    if (timeout === undefined || period === undefined || timeout <= period) return [];
    return [warning([timeoutPath, periodPath], WORDS.probeTimeout, timeout, period)];
  });
}

function restartBeforeRemoval(values: Values): Violation[] {
  const [liveness, readiness] = [patience(values, 'liveness'), patience(values, 'readiness')];
  if (liveness === undefined || readiness === undefined || liveness > readiness) return [];
  const paths = ['liveness', 'readiness'].flatMap((name) => [
    probe(name, 'failureThreshold'),
    probe(name, 'periodSeconds'),
  ]);
  return [warning(paths, WORDS.livenessFirst, liveness, readiness)];
}

/** Seconds of failure until the probe acts. */
function patience(values: Values, name: string): number | undefined {
  const period = values.number(probe(name, 'periodSeconds'));
  const failures = values.number(probe(name, 'failureThreshold'));
  return period === undefined || failures === undefined ? undefined : period * failures;
}

/** Inside the cluster a pod that ends leaves its Service at once; what stands in front may go by the readiness probe. */
function shortDelay(values: Values): Violation[] {
  const delay = values.number(`${SHUTDOWN}.delaySeconds`);
  const period = values.number(probe('readiness', 'periodSeconds'));
  const inFront =
    values.on('webapp.ingress.enabled') ||
    values.on('webapp.httpRoute.enabled') ||
    values.text('webapp.service.type') === 'LoadBalancer';
  if (!inFront || delay === undefined || period === undefined || delay >= period) return [];
  const paths = [`${SHUTDOWN}.delaySeconds`, probe('readiness', 'periodSeconds')];
  return [warning(paths, WORDS.shutdownDelay, delay, period)];
}

function shortDrain(values: Values): Violation[] {
  const drain = values.number(`${SHUTDOWN}.drainSeconds`);
  const request = values.number('webapp.limits.requestTimeoutMs');
  if (drain === undefined || request === undefined || drain * 1000 >= request) return [];
  const paths = [`${SHUTDOWN}.drainSeconds`, 'webapp.limits.requestTimeoutMs'];
  return [warning(paths, WORDS.shutdownDrain, request, drain)];
}
