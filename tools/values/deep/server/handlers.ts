/** Probes and hooks of containers: pkg/apis/core/validation in Kubernetes. */
import { quote } from '../../check/words';
import { checkPortOrName } from './networking';
import type { Place } from './place';

const TIMES = ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'];
const DEFAULT_GRACE_SECONDS = 30;

/** Two handlers, and thresholds, are found elsewhere, in values as well. */
export function checkProbes(container: Place): void {
  for (const key of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    if (!container.has(key)) continue;
    const probe = container.at(key);
    for (const time of TIMES) probe.number(time, 0);
    if (key !== 'readinessProbe') probe.number('terminationGracePeriodSeconds', 1);
    else if (probe.has('terminationGracePeriodSeconds'))
      probe.say('terminationGracePeriodSeconds', 'is set, and a readinessProbe ends nothing', 'delete it');
    checkHandler(probe, ['exec', 'grpc', 'httpGet', 'tcpSocket']);
  }
}

export function checkLifecycle(container: Place, pod: Place): void {
  for (const key of ['postStart', 'preStop']) {
    if (!container.at('lifecycle').has(key)) continue;
    const hook = container.at('lifecycle', key);
    const handlers = ['exec', 'httpGet', 'sleep', 'tcpSocket'];
    hook.oneOf(handlers);
    checkHandler(hook, handlers);
    const grace = pod.value['terminationGracePeriodSeconds'] ?? DEFAULT_GRACE_SECONDS;
    hook.at('sleep').number('seconds', 0, typeof grace === 'number' ? grace : undefined);
  }
}

// --- internal ---

function checkHandler(place: Place, kinds: readonly string[]): void {
  if (!kinds.some((kind) => place.has(kind))) place.sayOfAll('has nothing to do', `set one of ${kinds.join(', ')}`);
  if (place.has('exec') && place.at('exec').texts('command').length === 0)
    place.at('exec').say('command', 'is empty', 'name the program and its arguments');
  for (const kind of ['httpGet', 'tcpSocket', 'grpc']) checkPortOrName(place.at(kind), 'port');
  const http = place.at('httpGet');
  for (const header of http.each('httpHeaders')) {
    const name = header.text('name') ?? '';
    if (!/^[-A-Za-z0-9]+$/.test(name)) header.say('name', `is ${quote(name)}; Kubernetes takes letters, digits and -`);
  }
}
