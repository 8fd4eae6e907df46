import { isObject, textOf } from '../../json';
import type { Problem } from '../../prometheus/problem';
import { isRegularExpression } from '../../prometheus/regular-expression';
import { checkRelabelling } from '../../prometheus/relabel';
import { checkScrapeConfigs } from '../../prometheus/scrape-configs';
import { error, type Rule, type Violation } from '../../rules/rule';
import type { Values } from '../../rules/values';
import type { Words } from '../../rules/wording';
import { isTemplate, parsedUnlessTemplate } from '../../text/template';

const SPEC = 'kube-prometheus-stack.prometheus.prometheusSpec';

const WORDS = {
  monitorExpression: {
    message: 'is %q, no regular expression: the operator passes the monitor over, or makes no new configuration',
    fix: "for example '(.+)'",
  },
} as const satisfies Words;

/** Both are text to the operator. What holds another kind of value is said by the subchart's shape. */
const PLACES: readonly { key: string; check(list: readonly unknown[]): Problem[] }[] = [
  { key: 'additionalScrapeConfigs', check: checkScrapeConfigs },
  { key: 'additionalAlertRelabelConfigs', check: (list) => checkRelabelling(list, []) },
];

export const scrapeConfigs: Rule<'scrape-configs'> = {
  name: 'scrape-configs',
  what: 'Prometheus would refuse additional scrape configurations, or steps of relabelling.',
  why: "The operator puts them into Prometheus' configuration as they are. Prometheus refuses the whole of it for one unknown field, and runs on with the one before, or doesn't start.",
  example: {
    wrong: [
      'kube-prometheus-stack:',
      '  prometheus:',
      '    prometheusSpec:',
      '      additionalScrapeConfigs: [{ job_name: nas, static_configs: [{ targets: ["http://nas:9100"] }] }]',
    ].join('\n'),
    right: [
      'kube-prometheus-stack:',
      '  prometheus:',
      '    prometheusSpec:',
      '      additionalScrapeConfigs: [{ job_name: nas, static_configs: [{ targets: ["nas:9100"] }] }]',
    ].join('\n'),
  },
  check(values) {
    if (!values.on('kube-prometheus-stack.enabled')) return [];
    const asText = PLACES.flatMap(({ key, check }): Violation[] => {
      const given = values.get(`${SPEC}.${key}`);
      const inText = typeof given === 'string';
      const list = inText && !isTemplate(given) ? parsedUnlessTemplate(given) : given;
      if (!Array.isArray(list)) return [];
      const base = [...SPEC.split('.'), key];
      return check(list).map(({ path, severity, message, fix }) => {
        const at = inText ? `${path.join('.').replace(/^(\d+)|\.(\d+)/g, '[$1$2]')} ` : '';
        return { severity, paths: inText ? [base] : [[...base, ...path], base], message: `${at}${message}`, fix };
      });
    });
    return [...asText, ...expressions(values)];
  },
};

// --- internal ---

/** Steps of monitors and of remote writes: their fields are the operator's, which Kubernetes checks; it can't check what is in a text. */
function expressions(values: Values): Violation[] {
  return [...values.maps()].flatMap(({ path, map }) => {
    const [top, list] = [path[0], path.at(-2) ?? ''];
    if (top !== 'kube-prometheus-stack' || !/(relabelings|writeRelabelConfigs)$/i.test(list)) return [];
    const { regex } = map;
    if (regex === undefined || regex === null || isObject(regex) || isTemplate(regex)) return [];
    return isRegularExpression(textOf(regex))
      ? []
      : [error([[...path, 'regex']], WORDS.monitorExpression, textOf(regex))];
  });
}
