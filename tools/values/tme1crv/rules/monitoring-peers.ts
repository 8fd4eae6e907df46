import { type Rule, warning } from '../../rules/rule';
import type { Words } from '../../rules/wording';

const WORDS = {
  peersKeptOut: {
    message:
      '%s lets others in the cluster ask or write to %s, and the network policies of this release (networkPolicy.monitoring) let nobody in but its own stack',
    fix: 'name those pods in networkPolicy.monitoring.from, or set networkPolicy.monitoring.enabled to false',
  },
} as const satisfies Words;

const PROMETHEUS = 'kube-prometheus-stack.prometheus';
const SPEC = `${PROMETHEUS}.prometheusSpec`;

/** What opens a way in that isn't the Service of Prometheus or Alertmanager itself; those the template looks at. */
const WAYS: readonly { at: string; to: string }[] = [
  { at: `${PROMETHEUS}.thanosService.enabled`, to: "Prometheus' Thanos sidecar" },
  { at: `${PROMETHEUS}.thanosServiceExternal.enabled`, to: "Prometheus' Thanos sidecar" },
  { at: `${PROMETHEUS}.thanosIngress.enabled`, to: "Prometheus' Thanos sidecar" },
  { at: `${SPEC}.enableRemoteWriteReceiver`, to: 'Prometheus' },
  { at: `${SPEC}.enableOTLPReceiver`, to: 'Prometheus' },
];

export const monitoringPeers: Rule<'monitoring-peers'> = {
  name: 'monitoring-peers',
  what: 'The network policies keep out whom a value of the monitoring stack lets in.',
  why: 'Prometheus and Alertmanager ask nobody for a password, so the policies of this chart let only their own stack reach them. Whatever else is meant to has to be named.',
  example: {
    wrong: 'kube-prometheus-stack: { prometheus: { prometheusSpec: { enableRemoteWriteReceiver: true } } }',
    right: [
      'kube-prometheus-stack: { prometheus: { prometheusSpec: { enableRemoteWriteReceiver: true } } }',
      'networkPolicy: { monitoring: { from: [{ podSelector: { matchLabels: { app: writer } } }] } }',
    ].join('\n'),
  },
  check(values) {
    const policies = values.on('networkPolicy.enabled') && values.on('networkPolicy.monitoring.enabled');
    const all = values.withDefaults;
    const runs = values.on('kube-prometheus-stack.enabled') && all.get(`${PROMETHEUS}.enabled`) !== false;
    if (!policies || !runs || values.list('networkPolicy.monitoring.from').length > 0) return [];
    return WAYS.filter(({ at }) => all.on(at)).map(({ at, to }) => warning([at], WORDS.peersKeptOut, at, to));
  },
};
