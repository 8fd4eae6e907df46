/** What is told about the rules that only `validate --deep` has. */
import type { RuleText } from '../rule-sheet';

export const DEEP_CHECKS = {
  'helm-render': {
    what: 'With --deep: a template refuses the values, fails, or makes text of them that is no YAML.',
    why: 'Helm renders nothing then, and the install ends before anything is made.',
  },
  'kubernetes-schema': {
    what: "With --deep: a rendered object doesn't fit Kubernetes' schemas, those of the custom resources in the packages, or what the API server checks beside them, such as the Pod Security level of a namespace of this release.",
    why: 'The API server refuses the object, or drops the field.',
  },
  'kubernetes-name': {
    what: 'With --deep: a name, a label or a key in a rendered object is none that Kubernetes takes, or names what is not there.',
    why: 'The API server refuses the object.',
  },
  'prometheus-rules': {
    what: "With --deep: Prometheus can't read a rule.",
    why: 'The operator or Prometheus refuses the whole group, and none of its alerts fires.',
  },
  'prometheus-config': {
    what: "With --deep: Prometheus can't read what is added to its configuration as it is: scrape configurations, further Alertmanagers, relabelling of alerts.",
    why: "It refuses the whole of it, and runs on with the one before, or doesn't start.",
  },
} as const satisfies Readonly<Record<string, RuleText>>;

export type DeepCheckName = keyof typeof DEEP_CHECKS;
