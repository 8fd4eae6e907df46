import { stringify } from 'yaml';
import { LOOPBACK, type Part, StopOrder } from '../part';
import type { StateFolder } from '../state';

export interface AlertmanagerContext {
  state: StateFolder;
  program: string;
  port: number;
  /** Where notifications go. */
  webhookUrl: string;
}

/** Alertmanager, alone: what fires is sent to the stack's own receiver and to nobody else, whatever the values say. */
export function alertmanagerPart({ state, program, port, webhookUrl }: AlertmanagerContext): Part {
  const file = state.path('etc', 'alertmanager.yaml');
  return {
    name: 'alertmanager',
    program,
    args: [
      `--config.file=${file}`,
      `--storage.path=${state.data('alertmanager')}`,
      `--web.listen-address=${LOOPBACK}:${port}`,
      // An empty address switches clustering off; by default it would listen on all interfaces.
      '--cluster.listen-address=',
    ],
    env: {},
    files: { [file]: stringify(alertmanagerConfiguration(webhookUrl)) },
    ports: { http: port },
    stopOrder: StopOrder.monitoring,
  };
}

// --- internal ---

// Inhibition is what kube-prometheus-stack configures. Somebody watches here: nothing is held back for long.
function alertmanagerConfiguration(webhookUrl: string) {
  const equal = ['cluster', 'namespace', 'alertname'];
  return {
    route: {
      receiver: 'shown',
      group_by: equal,
      group_wait: '1s',
      group_interval: '5s',
      repeat_interval: '4h',
    },
    receivers: [{ name: 'shown', webhook_configs: [{ url: webhookUrl, send_resolved: true }] }],
    inhibit_rules: [
      { source_matchers: ['severity = critical'], target_matchers: ['severity =~ warning|info'], equal },
      { source_matchers: ['severity = warning'], target_matchers: ['severity = info'], equal },
    ],
  };
}
