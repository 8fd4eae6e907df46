import { error, type Rule } from '../../rules/rule';
import type { Words } from '../../rules/wording';

/** What the template says too, in the same words. */
const IN_CHART = {
  ownLabels: {
    message: '%s sets %s, which the chart sets itself: %s',
    fix: 'leave that label out; nameOverride and fullnameOverride change names',
  },
} as const satisfies Words;

const NAME = 'app.kubernetes.io/name';
const INSTANCE = 'app.kubernetes.io/instance';
const COMPONENT = 'app.kubernetes.io/component';

const UNSCRAPED = 'the ServiceMonitors would find no Service of this release, so nothing is scraped';
const UNSELECTED = "the Deployment wouldn't select its own pods, and Kubernetes refuses it";

/** By place and label, what would happen. The template has the same table. */
const LABELS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  commonLabels: {
    [INSTANCE]: UNSCRAPED,
    'app.kubernetes.io/part-of': 'network policies would find no test pod, so `helm test` fails',
    'app.kubernetes.io/managed-by': "Helm takes over no object that says it isn't Helm's",
  },
  'webapp.podLabels': { [NAME]: UNSELECTED, [INSTANCE]: UNSELECTED, [COMPONENT]: UNSELECTED },
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
      Object.keys(values.map(at))
        .filter((key) => Object.hasOwn(labels, key))
        .map((key) => error([[...at.split('.'), key]], IN_CHART.ownLabels, at, key, labels[key])),
    );
  },
};
