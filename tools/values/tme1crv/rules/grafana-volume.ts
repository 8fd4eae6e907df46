import { isObject, textOf } from '../../json';
import { error, type Rule, warning } from '../../rules/rule';
import type { Values } from '../../rules/values';
import type { Words } from '../../rules/wording';

const WORDS = {
  volumeOfNoKind: {
    message: '%s is %q: the subchart makes no Deployment and no StatefulSet then, so there is no Grafana',
    fix: 'set it to pvc, or to statefulset',
  },
  claimOfStatefulSet: {
    message: '%s is set while persistence.type is %s: the subchart makes no Grafana then',
    fix: 'set kube-prometheus-stack.grafana.persistence.type to pvc, or delete this',
  },
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
  databasesOfMany: {
    message:
      'Grafana has %s pods (%s), and each keeps users, sessions and dashboards in a database of its own: who logs in at one is unknown to the next',
    fix: 'name one database for all in grafana.ini (database.type), or have one pod',
  },
} as const satisfies Words;

/** Network file systems are mounted on several nodes at once, whatever the access mode says. */
const SHARED = /nfs|efs|cephfs|azure-?file|filestore|smb|cifs|gluster/i;

/** What the subchart takes for a StatefulSet. */
const STATEFUL = ['sts', 'StatefulSet', 'statefulset'];

const GRAFANA = 'kube-prometheus-stack.grafana';

export const grafanaVolume: Rule<'grafana-volume'> = {
  name: 'grafana-volume',
  what: 'Several pods of Grafana would want one volume, or have a database each.',
  why: 'A volume with the access mode ReadWriteOnce belongs to one node at a time. During a rolling update two pods of Grafana want it. Without a volume, or with one each, several pods share nothing.',
  example: {
    wrong: 'kube-prometheus-stack: { grafana: { persistence: { enabled: true } } }',
    right:
      'kube-prometheus-stack: { grafana: { persistence: { enabled: true }, deploymentStrategy: { type: Recreate } } }',
  },
  check(values) {
    if (!values.on('kube-prometheus-stack.enabled') || !values.on(`${GRAFANA}.enabled`)) return [];
    const all = values.withDefaults;
    const at = `${GRAFANA}.persistence.enabled`;
    const kind = `${GRAFANA}.persistence.type`;
    const type = all.text(kind) || 'pvc';
    const claim = `${GRAFANA}.persistence.existingClaim`;
    if (all.on(at) && !all.on(`${GRAFANA}.useStatefulSet`)) {
      if (type !== 'pvc' && !STATEFUL.includes(type)) return [error([kind], WORDS.volumeOfNoKind, kind, type)];
      if (type !== 'pvc' && all.get(claim)) return [error([claim, kind], WORDS.claimOfStatefulSet, claim, type)];
    }
    // A StatefulSet replaces its pod before it starts another one, and gives each its own volume.
    const stateful = all.on(`${GRAFANA}.useStatefulSet`) || STATEFUL.includes(type);
    const scales = all.on(`${GRAFANA}.autoscaling.enabled`);
    const number = scales ? `${GRAFANA}.autoscaling.maxReplicas` : `${GRAFANA}.replicas`;
    const pods = all.number(number);
    const apart = (all.on(at) && stateful) || !all.on(at);
    if (pods !== undefined && pods > 1 && apart && !hasDatabase(all))
      return [warning([number, `${GRAFANA}.autoscaling.enabled`], WORDS.databasesOfMany, pods, number)];
    if (!all.on(at) || stateful) return [];
    const modes = all.list(`${GRAFANA}.persistence.accessModes`);
    const shared = SHARED.test(all.text(`${GRAFANA}.persistence.storageClassName`));
    if (modes.includes('ReadWriteMany') || shared) return [];
    const shown = modes.length > 0 ? modes.join(', ') : 'ReadWriteOnce';
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

// --- internal ---

/** Whether all pods have one database: named in grafana.ini, or by a variable, which may come from a Secret. */
function hasDatabase(values: Values): boolean {
  const grafana = values.map(GRAFANA);
  const ini = isObject(grafana['grafana.ini']) ? grafana['grafana.ini'] : {};
  const database = isObject(ini['database']) ? ini['database'] : {};
  const named = ['type', 'url'].some((key) => key in database && database[key] !== 'sqlite3');
  const variables = ['env', 'envValueFrom', 'envRenderSecret'].some((key) =>
    Object.keys(values.map(`${GRAFANA}.${key}`)).some((name) => name.startsWith('GF_DATABASE_')),
  );
  const unseen = values.text(`${GRAFANA}.envFromSecret`) !== '';
  const lists = ['envFromSecrets', 'envFromConfigMaps'].some((key) => values.list(`${GRAFANA}.${key}`).length > 0);
  return named || variables || unseen || lists;
}
