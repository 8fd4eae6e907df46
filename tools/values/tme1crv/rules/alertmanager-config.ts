import { checkAlertmanagerConfig } from '../../alertmanager/config';
import { isObject } from '../../json';
import { distinct, error, type Rule, type Violation } from '../../rules/rule';
import type { Values } from '../../rules/values';
import type { Words } from '../../rules/wording';
import { parsedUnlessTemplate } from '../../text/template';

/** What the template says too, in the same words. */
const IN_CHART = {
  alertmanagerReceiver: {
    message:
      "kube-prometheus-stack.alertmanager.config: a route names the receiver %q, which receivers doesn't have: Alertmanager refuses the whole configuration, and nobody is notified",
    fix: 'add it to receivers, or set route.routes too: a list in your file replaces the default one whole',
  },
} as const satisfies Words;

const ALERTMANAGER = 'kube-prometheus-stack.alertmanager';

export const alertmanagerConfig: Rule<'alertmanager-config'> = {
  name: 'alertmanager-config',
  what: 'Alertmanager would refuse the configuration, or a part of it does nothing.',
  why: 'Alertmanager takes a configuration whole or not at all: one unknown receiver or field, and it runs on with the one before, or not at all.',
  example: {
    wrong: 'kube-prometheus-stack: { alertmanager: { config: { route: { group_wait: 30 s } } } }',
    right: 'kube-prometheus-stack: { alertmanager: { config: { route: { group_wait: 30s } } } }',
  },
  inChart: IN_CHART,
  check(values) {
    const all = values.withDefaults;
    const used =
      values.on('kube-prometheus-stack.enabled') &&
      all.get(`${ALERTMANAGER}.enabled`) !== false &&
      !all.on(`${ALERTMANAGER}.alertmanagerSpec.useExistingSecret`) &&
      !all.text(`${ALERTMANAGER}.alertmanagerSpec.configSecret`);
    if (!used) return [];
    const { key, config } = configuration(all);
    // Without the subchart's package its default receivers aren't known.
    const known = all.get(`${ALERTMANAGER}.enabled`) !== undefined;
    if (!isObject(config) || !(known || 'receivers' in config)) return [];
    const inText = typeof all.get(`${ALERTMANAGER}.${key}`) === 'string';
    return distinct(checkAlertmanagerConfig(config).map((one) => violation(one, key, inText)));
  },
};

// --- internal ---

function configuration(values: Values): { key: string; config: unknown } {
  const templated = values.on(`${ALERTMANAGER}.tplConfig`);
  const text = values.text(`${ALERTMANAGER}.stringConfig`);
  const key = templated && text !== '' ? 'stringConfig' : 'config';
  const given = values.get(`${ALERTMANAGER}.${key}`);
  return { key, config: typeof given === 'string' ? parsedUnlessTemplate(given) : given };
}

type Found = ReturnType<typeof checkAlertmanagerConfig>[number];

function violation({ path, severity, message, fix }: Found, key: string, inText: boolean): Violation {
  const base = [...ALERTMANAGER.split('.'), key];
  const undefinedReceiver = /names the receiver ("(?:[^"\\]|\\.)*"|[^,]+), which receivers/.exec(message)?.[1];
  // What the default names is to be mended in the list that replaced the default's.
  const paths = inText ? [base] : [[...base, ...path]];
  const around = inText ? [] : [[...base, 'receivers'], [...base, path[0] ?? ''], base];
  if (undefinedReceiver)
    return { ...error(paths, IN_CHART.alertmanagerReceiver, String(JSON.parse(undefinedReceiver))), around };
  const at = inText && path.length > 0 ? `${path.join('.').replace(/\.([0-9]+)/g, '[$1]')}: ` : '';
  return { severity, paths, around, message: `${at}${message}`, fix };
}
