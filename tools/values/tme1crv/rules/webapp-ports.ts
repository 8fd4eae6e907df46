import { error, type Rule } from '../../rules/rule';
import type { Words } from '../../rules/wording';

/** What the template says too, in the same words. */
const IN_CHART = {
  samePorts: {
    message: 'webapp.ports.http and webapp.ports.metrics are both %d: the web app can listen there only once',
    fix: 'give them different ports',
  },
} as const satisfies Words;

export const webappPorts: Rule<'webapp-ports'> = {
  name: 'webapp-ports',
  what: 'The web app would serve two things on one port.',
  why: 'Two servers of one process on one port: the pod would restart for ever.',
  example: {
    wrong: 'webapp: { ports: { metrics: 3000 } }',
    right: 'webapp: { ports: { metrics: 9464 } }',
  },
  inChart: IN_CHART,
  check(values) {
    const http = values.number('webapp.ports.http');
    if (http === undefined || http !== values.number('webapp.ports.metrics')) return [];
    const paths = ['webapp.ports.metrics', 'webapp.ports.http'];
    return [error(paths, IN_CHART.samePorts, http)];
  },
};
