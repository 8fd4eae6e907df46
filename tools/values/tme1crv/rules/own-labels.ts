import { error, type Rule } from '../../rules/rule';
import type { Words } from '../../rules/wording';

/** What the template says too, in the same words. */
const FIX = 'leave that label out; nameOverride and fullnameOverride change names';
const IN_CHART = {
  ownLabelsUnscraped: {
    message:
      '%s sets %s, which the chart sets itself: the ServiceMonitors would find no Service of this release, so nothing is scraped',
    fix: FIX,
  },
  ownLabelsUntested: {
    message: '%s sets %s, which the chart sets itself: network policies would find no test pod, so `helm test` fails',
    fix: FIX,
  },
  ownLabelsDisowned: {
    message: "%s sets %s, which the chart sets itself: Helm takes over no object that says it isn't Helm's",
    fix: FIX,
  },
  ownLabelsUnselected: {
    message:
      "%s sets %s, which the chart sets itself: the Deployment wouldn't select its own pods, and Kubernetes refuses it",
    fix: FIX,
  },
} as const satisfies Words;

/** By place and label, what would happen. The template has the same table. */
const LABELS: Readonly<Record<string, Readonly<Record<string, keyof typeof IN_CHART>>>> = {
  commonLabels: {
    'app.kubernetes.io/instance': 'ownLabelsUnscraped',
    'app.kubernetes.io/part-of': 'ownLabelsUntested',
    'app.kubernetes.io/managed-by': 'ownLabelsDisowned',
  },
  'webapp.podLabels': {
    'app.kubernetes.io/name': 'ownLabelsUnselected',
    'app.kubernetes.io/instance': 'ownLabelsUnselected',
    'app.kubernetes.io/component': 'ownLabelsUnselected',
  },
};

export const ownLabels: Rule<'own-labels'> = {
  name: 'own-labels',
  what: 'A label by which objects of this chart find each other gets another value.',
  why: 'Services, network policies, ServiceMonitors and Helm itself find objects by these labels.',
  example: {
    wrong: 'commonLabels: { app.kubernetes.io/instance: shop }',
    right: 'commonLabels: { team: shop }',
  },
  inChart: IN_CHART,
  check(values) {
    return Object.entries(LABELS).flatMap(([at, labels]) =>
      Object.keys(values.map(at)).flatMap((key) => {
        const said = Object.hasOwn(labels, key) ? labels[key] : undefined;
        return said ? [error([[...at.split('.'), key]], IN_CHART[said], at, key)] : [];
      }),
    );
  },
};
