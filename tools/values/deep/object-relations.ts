/** What the API server refuses of an object though each of its fields fits the schema. */
import { INGRESS_CLASS, isNetwork, isSet, relationsIn } from '../check/kubernetes-relations';
import { isObject } from '../json';
import { isTimeZone, SCHEDULE_FIELDS, scheduleProblem } from '../text/cron';
import type { RenderedObject } from './objects';
import { type Problem, valueAt } from './problem';
import { isBuiltIn, refusedByServer } from './server';

export function checkObjectRelations(object: RenderedObject): Problem[] {
  const spec = isObject(object.value['spec']) ? object.value['spec'] : {};
  const problem = (field: Problem['field'], message: string, fix: string | undefined): Problem => {
    const said = { rule: 'kubernetes-schema', severity: 'error', message, fix } as const;
    return { object, field, ...said, ...valueAt(object.value, field) };
  };
  const refused = refusedByServer(object).map(
    ({ field, message, fix, severity }): Problem => ({
      ...problem(field, message, fix),
      ...(severity && { severity }),
    }),
  );
  // Custom resources have rules of their own.
  if (!isBuiltIn(object.apiVersion)) return refused;
  return [
    ...refused,
    ...relationsIn(spec, ['spec']).map(({ field, message, fix }) => problem(field, message, fix)),
    ...(KINDS[object.kind]?.(spec, object.value) ?? []).map(([field, message, fix]) => problem(field, message, fix)),
  ];
}

// --- internal ---

type Spec = Readonly<Record<string, unknown>>;
type Said = [field: (string | number)[], message: string, fix: string];

const KINDS: Readonly<Record<string, (spec: Spec, value: Spec) => Said[]>> = {
  PodDisruptionBudget: ({ minAvailable, maxUnavailable }) =>
    isSet(minAvailable) && isSet(maxUnavailable)
      ? [
          [
            ['spec', 'minAvailable'],
            'stands beside maxUnavailable, and a budget has one of the two',
            'delete one of them',
          ],
        ]
      : [],
  HorizontalPodAutoscaler: ({ minReplicas, maxReplicas }) =>
    typeof minReplicas === 'number' && typeof maxReplicas === 'number' && minReplicas > maxReplicas
      ? [
          [
            ['spec', 'minReplicas'],
            `is ${minReplicas}, above maxReplicas (${maxReplicas})`,
            'lower the one, or raise the other',
          ],
        ]
      : [],
  CronJob: ({ schedule, timeZone }) => {
    const why = typeof schedule === 'string' ? scheduleProblem(schedule) : undefined;
    return [
      ...(why ? [[['spec', 'schedule'], `is ${schedule}: ${why}`, SCHEDULE_FIELDS] as Said] : []),
      ...(typeof timeZone === 'string' && !isTimeZone(timeZone)
        ? [
            [
              ['spec', 'timeZone'],
              `is ${timeZone}, which is no time zone`,
              'name a place, such as Europe/Berlin',
            ] as Said,
          ]
        : []),
    ];
  },
  Ingress: ({ ingressClassName }, { metadata }) => {
    const annotations = isObject(metadata) && isObject(metadata['annotations']) ? metadata['annotations'] : {};
    return isSet(ingressClassName) && INGRESS_CLASS in annotations
      ? [
          [
            ['metadata', 'annotations', INGRESS_CLASS],
            'stands beside spec.ingressClassName: a new Ingress has one of the two',
            'delete it',
          ],
        ]
      : [];
  },
  Service: ({ loadBalancerSourceRanges }) =>
    (Array.isArray(loadBalancerSourceRanges) ? loadBalancerSourceRanges : []).flatMap((range, at): Said[] =>
      typeof range === 'string' && !isNetwork(range.trim())
        ? [[['spec', 'loadBalancerSourceRanges', at], `is ${range}, which is no network`, NETWORK]]
        : [],
    ),
};

const NETWORK = 'write an address and a length, such as 10.0.0.0/8';
