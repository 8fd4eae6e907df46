import { isObject } from '../../json';
import { type Rule, type Violation, warning } from '../../rules/rule';
import type { Values } from '../../rules/values';
import type { Words } from '../../rules/wording';

const WORDS = {
  alertingOff: {
    message: '%s is true: Prometheus sends its alerts to no Alertmanager, so nobody is notified',
    fix: 'set it to false, or alertmanager.enabled to false where nobody is to be notified',
  },
  alertingElsewhere: {
    message: '%s names other Alertmanagers: the one of this release gets no alert',
    fix: 'add those under additionalAlertManagerConfigs, or set kube-prometheus-stack.alertmanager.enabled to false',
  },
  alertmanagerNamespace: {
    message: '%s is %s, and Prometheus looks for Alertmanager in %s: it finds none, so nobody is notified',
    fix: 'leave it empty, or name the Service in prometheusSpec.alertingEndpoints',
  },
  alertmanagerNone: {
    message: '%s is %s: no Alertmanager runs, so nobody is notified',
    fix: 'set it to 1 or more, or kube-prometheus-stack.alertmanager.enabled to false',
  },
  alertmanagerPaused: {
    message:
      '%s is true: the operator leaves Alertmanager alone, so a new one is never made and later values change nothing',
    fix: 'set it to false',
  },
  alertmanagerLocal: {
    message: '%s is true: Alertmanager listens on its own pod alone, where Prometheus never reaches it',
    fix: 'set it to false',
  },
  alertmanagerTls: {
    message:
      '%s is set, and alertmanagerSpec.scheme is %s: Prometheus sends alerts by plain HTTP, and Alertmanager refuses them',
    fix: 'set alertmanagerSpec.scheme to https, and alertmanagerSpec.tlsConfig to what Prometheus has to trust',
  },
  alertmanagerService: {
    message: '%s is false: Prometheus finds Alertmanager by that Service, so nobody is notified',
    fix: 'set it to true',
  },
} as const satisfies Words;

const STACK = 'kube-prometheus-stack';
const PROMETHEUS = `${STACK}.prometheus.prometheusSpec`;
const ALERTMANAGER = `${STACK}.alertmanager`;
const SPEC = `${ALERTMANAGER}.alertmanagerSpec`;

export const alertDelivery: Rule<'alert-delivery'> = {
  name: 'alert-delivery',
  what: 'Alerts would not get from Prometheus to Alertmanager.',
  why: 'An alert that fires in Prometheus notifies nobody by itself: Alertmanager does, and Prometheus has to find and reach it.',
  example: {
    wrong: 'kube-prometheus-stack: { alertmanager: { alertmanagerSpec: { listenLocal: true } } }',
    right: 'kube-prometheus-stack: { alertmanager: { alertmanagerSpec: { listenLocal: false } } }',
  },
  check(values) {
    const all = values.withDefaults;
    const both = ['prometheus', 'alertmanager'].every((part) => all.get(`${STACK}.${part}.enabled`) !== false);
    if (!values.on(`${STACK}.enabled`) || !both || all.on(`${STACK}.prometheus.agentMode`)) return [];
    const off = `${PROMETHEUS}.disableAlerting`;
    if (all.on(off)) return [warning([off], WORDS.alertingOff, off)];
    const elsewhere = `${PROMETHEUS}.alertingEndpoints`;
    // A list of your own may well name this Alertmanager: then it says how it is reached, too.
    const endpoints = all.list(elsewhere);
    if (endpoints.length > 0)
      return endpoints.some((one) => isObject(one) && /alertmanager/.test(String(one['name'])))
        ? running(all)
        : [warning([elsewhere], WORDS.alertingElsewhere, elsewhere), ...running(all)];
    return [...running(all), ...reached(all)];
  },
};

// --- internal ---

function running(values: Values): Violation[] {
  const found: Violation[] = [];
  const at = (key: string) => `${SPEC}.${key}`;
  if (values.number(at('replicas')) === 0)
    found.push(warning([at('replicas')], WORDS.alertmanagerNone, at('replicas'), 0));
  if (values.on(at('paused'))) found.push(warning([at('paused')], WORDS.alertmanagerPaused, at('paused')));
  return found;
}

function reached(values: Values): Violation[] {
  const found: Violation[] = [];
  const [here, there] = [values.text(`${STACK}.namespaceOverride`), values.text(`${ALERTMANAGER}.namespaceOverride`)];
  if (there !== '' && there !== here) {
    const at = `${ALERTMANAGER}.namespaceOverride`;
    const shown = here === '' ? "the release's namespace" : here;
    // The release may well be in that namespace: only Helm knows.
    found.push(warning([at], WORDS.alertmanagerNamespace, at, there, shown));
  }
  const local = `${SPEC}.listenLocal`;
  if (values.on(local)) found.push(warning([local], WORDS.alertmanagerLocal, local));
  const tls = `${SPEC}.web.tlsConfig`;
  const scheme = values.text(`${SPEC}.scheme`) || 'http';
  if (Object.keys(values.map(tls)).length > 0 && scheme !== 'https')
    found.push(warning([tls, `${SPEC}.scheme`], WORDS.alertmanagerTls, tls, scheme));
  const service = `${ALERTMANAGER}.service.enabled`;
  if (values.get(service) === false) found.push(warning([service], WORDS.alertmanagerService, service));
  return found;
}
