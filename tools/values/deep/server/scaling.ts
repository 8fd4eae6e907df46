/** Autoscalers and disruption budgets: pkg/apis/autoscaling/validation and pkg/apis/policy/validation in Kubernetes. */
import { quote } from '../../check/words';
import type { Place } from './place';

const MAX_WINDOW_SECONDS = 3600;
const MAX_PERIOD_SECONDS = 1800;
const SOURCES = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'];

export function checkAutoscaler(spec: Place): void {
  spec.number('minReplicas', 1);
  spec.number('maxReplicas', 1);
  for (const metric of spec.each('metrics')) {
    metric.word('type', ...SOURCES);
    const type = metric.text('type') ?? '';
    const key = type.charAt(0).toLowerCase() + type.slice(1);
    if (!SOURCES.includes(type)) continue;
    metric.required(key, `is missing, and the type ${type} needs it`);
    const target = metric.at(key, 'target');
    if (target.text('type') === 'Utilization')
      target.required('averageUtilization', 'is missing, and the type Utilization needs it');
    target.number('averageUtilization', 1);
    for (const amount of ['value', 'averageValue']) target.quantity(amount, { positive: true });
  }
  for (const direction of ['scaleUp', 'scaleDown']) {
    const rules = spec.at('behavior', direction);
    rules.number('stabilizationWindowSeconds', 0, MAX_WINDOW_SECONDS);
    rules.word('selectPolicy', 'Max', 'Min', 'Disabled');
    for (const policy of rules.each('policies')) {
      policy.word('type', 'Pods', 'Percent');
      policy.number('value', 1);
      policy.number('periodSeconds', 1, MAX_PERIOD_SECONDS);
    }
  }
}

export function checkBudget(spec: Place): void {
  for (const key of ['minAvailable', 'maxUnavailable']) checkShare(spec, key, { atMost100: true });
  spec.word('unhealthyPodEvictionPolicy', 'IfHealthyBudget', 'AlwaysAllow');
}

/** A number of pods, or a share of them such as `50%`. */
export function checkShare(place: Place, key: string, { atMost100 = false } = {}): void {
  place.number(key, 0);
  const text = place.text(key);
  if (text === undefined) return;
  const [, percent] = /^([0-9]+)%$/.exec(text) ?? [];
  if (percent === undefined)
    place.say(
      key,
      `is ${quote(text)}; Kubernetes takes a number without quotes, or a share such as 50%`,
      /^[0-9]+$/.test(text) ? `write ${text} or ${text}%` : undefined,
    );
  else if (atMost100 && Number(percent) > 100) place.say(key, `is ${text}, which is more than all`);
}
