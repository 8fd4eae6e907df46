import { fill, TEMPLATE_WORDING } from './messages';
import type { Rule } from './rule';

export const webappPorts: Rule = {
  name: 'webapp-ports',
  why: 'Two servers of one process on one port: the pod would restart for ever.',
  inChart: true,
  check(values) {
    const http = values.number('webapp.ports.http');
    if (http === undefined || http !== values.number('webapp.ports.metrics')) return [];
    const paths = ['webapp.ports.metrics', 'webapp.ports.http'];
    return [{ severity: 'error', paths, ...fill(TEMPLATE_WORDING.samePorts, http) }];
  },
};
