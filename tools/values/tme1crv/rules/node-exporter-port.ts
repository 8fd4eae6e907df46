import { textOf } from '../../json';
import { error, type Rule } from '../../rules/rule';
import type { Words } from '../../rules/wording';

const WORDS = {
  nodeExporterPort: {
    message: 'is %s, and node-exporter listens on %s (%s): Prometheus would find it on no node',
    fix: 'set both to the same number',
  },
} as const satisfies Words;

const EXPORTER = 'kube-prometheus-stack.prometheus-node-exporter';
const PORT = `${EXPORTER}.service.port`;
const TARGET = `${EXPORTER}.service.targetPort`;
const NAME = `${EXPORTER}.service.portName`;

export const nodeExporterPort: Rule<'node-exporter-port'> = {
  name: 'node-exporter-port',
  what: 'The Service of node-exporter leads to another port than the one it listens on.',
  why: "The value service.port is where node-exporter listens, whatever the Service says. The Service's targetPort is a value of its own, so changing one of the two takes the metrics of all nodes away.",
  example: {
    wrong: 'kube-prometheus-stack: { prometheus-node-exporter: { service: { port: 9200 } } }',
    right: 'kube-prometheus-stack: { prometheus-node-exporter: { service: { port: 9200, targetPort: 9200 } } }',
  },
  check(values) {
    const all = values.withDefaults;
    if (!all.on('kube-prometheus-stack.enabled') || all.get('kube-prometheus-stack.nodeExporter.enabled') === false)
      return [];
    const [port, target] = [all.get(PORT) ?? 9100, all.get(TARGET) ?? 9100];
    const named = target === all.get(NAME) || /\{\{/.test(textOf(target));
    if (named || textOf(port) === textOf(target) || !/^[0-9]+$/.test(textOf(port))) return [];
    return [error([TARGET, PORT], WORDS.nodeExporterPort, target, port, PORT)];
  },
};
