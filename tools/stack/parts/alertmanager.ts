import { stringify } from 'yaml';
import { LOOPBACK, type Part, StopOrder } from '../part';
import type { StateFolder } from '../state';

export interface AlertmanagerContext {
  state: StateFolder;
  program: string;
  port: number;
}

/** Alertmanager, alone and without receivers: what fires is shown there and sent to nobody, whatever the values say. */
export function alertmanagerPart({ state, program, port }: AlertmanagerContext): Part {
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
    files: { [file]: stringify({ route: { receiver: 'nobody' }, receivers: [{ name: 'nobody' }] }) },
    ports: { http: port },
    stopOrder: StopOrder.monitoring,
  };
}
