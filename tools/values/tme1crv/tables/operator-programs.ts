/** The programs that the operator makes pods of, and where the stack's values have them. */
const STACK = 'kube-prometheus-stack';

export const OPERATOR_PROGRAMS = [
  {
    name: 'Prometheus',
    on: `${STACK}.prometheus`,
    spec: `${STACK}.prometheus.prometheusSpec`,
    /** In the pods; what is listed in `secrets` and `configMaps` is mounted below. */
    folder: '/etc/prometheus',
  },
  {
    name: 'Alertmanager',
    on: `${STACK}.alertmanager`,
    spec: `${STACK}.alertmanager.alertmanagerSpec`,
    folder: '/etc/alertmanager',
  },
] as const;

export type OperatorProgram = (typeof OPERATOR_PROGRAMS)[number];
