import { isObject } from '../../json';
import { error, type Rule } from '../../rules/rule';
import type { Words } from '../../rules/wording';

const WORDS = {
  thanosStorageForm: {
    message: 'is no key that the subchart reads there: Thanos gets no storage, and uploads nothing',
    fix: '%s',
  },
} as const satisfies Words;

const SPECS = ['prometheus.prometheusSpec.thanos', 'thanosRuler.thanosRulerSpec'].map(
  (one) => `kube-prometheus-stack.${one}.objectStorageConfig`,
);
const FORMS = ['existingSecret', 'secret'];
/** What names a Secret; all else is the configuration itself. */
const NAMES = new Set(['name', 'key', 'optional']);

export const thanosStorage: Rule<'thanos-storage'> = {
  name: 'thanos-storage',
  what: "Thanos' storage is written in a form that the subchart no longer reads.",
  why: "The subchart reads objectStorageConfig.existingSecret and objectStorageConfig.secret alone. In the operator's own form, which older versions of it took, nothing comes of it, without a word.",
  example: {
    wrong:
      'kube-prometheus-stack: { prometheus: { prometheusSpec: { thanos: { objectStorageConfig: { name: s3, key: config.yaml } } } } }',
    right:
      'kube-prometheus-stack: { prometheus: { prometheusSpec: { thanos: { objectStorageConfig: { existingSecret: { name: s3, key: config.yaml } } } } } }',
  },
  check(values) {
    if (!values.on('kube-prometheus-stack.enabled')) return [];
    return SPECS.flatMap((at) => {
      const map = values.map(at);
      const other = Object.keys(map).filter((key) => map[key] !== null && !FORMS.includes(key));
      const [first] = other;
      if (first === undefined || FORMS.some((key) => isObject(map[key]) && Object.keys(map[key]).length > 0)) return [];
      const named = other.every((key) => NAMES.has(key));
      const fix = named
        ? `move it down: existingSecret: { name: ${map['name'] ?? 'NAME'}, key: ${map['key'] ?? 'KEY'} }`
        : 'move it below secret:, as type: and config:';
      return [error([[...at.split('.'), first]], WORDS.thanosStorageForm, fix)];
    });
  },
};
