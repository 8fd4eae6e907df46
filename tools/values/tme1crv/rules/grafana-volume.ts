import { textOf } from '../../json';
import { error, type Rule, warning } from '../../rules/rule';
import type { Words } from '../../rules/wording';

const WORDS = {
  volumeOfTwoPods: {
    message:
      '%s is true with a volume that one node alone may use (%s), and the strategy is RollingUpdate: at the next upgrade the new pod waits for ever for the volume that the old one holds',
    fix: 'set kube-prometheus-stack.grafana.deploymentStrategy.type to Recreate',
  },
  volumeOfMany: {
    message:
      '%s is true with a volume that one node alone may use (%s), and Grafana has %s pods: those on other nodes never start',
    fix: 'set accessModes to [ReadWriteMany] with a storage class that can do it, or have one pod',
  },
} as const satisfies Words;

/** Network file systems are mounted on several nodes at once, whatever the access mode says. */
const SHARED = /nfs|efs|cephfs|azure-?file|filestore|smb|cifs|gluster/i;

const GRAFANA = 'kube-prometheus-stack.grafana';

export const grafanaVolume: Rule<'grafana-volume'> = {
  name: 'grafana-volume',
  what: 'Two pods of Grafana would want one volume at the same time.',
  why: 'A volume with the access mode ReadWriteOnce belongs to one node at a time. During a rolling update two pods of Grafana want it.',
  example: {
    wrong: 'kube-prometheus-stack: { grafana: { persistence: { enabled: true } } }',
    right:
      'kube-prometheus-stack: { grafana: { persistence: { enabled: true }, deploymentStrategy: { type: Recreate } } }',
  },
  check(values) {
    if (!values.on('kube-prometheus-stack.enabled') || !values.on(`${GRAFANA}.enabled`)) return [];
    const all = values.withDefaults;
    const at = `${GRAFANA}.persistence.enabled`;
    // A StatefulSet replaces its pod before it starts another one, and gives each its own volume.
    const stateful =
      all.on(`${GRAFANA}.useStatefulSet`) || ['statefulset', 'sts'].includes(all.text(`${GRAFANA}.persistence.type`));
    if (!all.on(at) || stateful) return [];
    const modes = all.list(`${GRAFANA}.persistence.accessModes`);
    const shared = SHARED.test(all.text(`${GRAFANA}.persistence.storageClassName`));
    if (modes.includes('ReadWriteMany') || shared) return [];
    const shown = modes.length > 0 ? modes.join(', ') : 'ReadWriteOnce';
    const pods = all.on(`${GRAFANA}.autoscaling.enabled`)
      ? all.number(`${GRAFANA}.autoscaling.maxReplicas`)
      : all.number(`${GRAFANA}.replicas`);
    if (pods !== undefined && pods > 1) {
      const paths = [`${GRAFANA}.replicas`, `${GRAFANA}.autoscaling.enabled`, at];
      return [error(paths, WORDS.volumeOfMany, at, shown, pods)];
    }
    const strategy = `${GRAFANA}.deploymentStrategy`;
    if (all.text(`${strategy}.type`) === 'Recreate' || textOf(all.get(`${strategy}.rollingUpdate.maxSurge`)) === '0')
      return [];
    return [warning([at, `${strategy}.type`], WORDS.volumeOfTwoPods, at, shown)];
  },
};
