/**
 * Prometheus and Alertmanager, which the operator makes from objects of its own: a StatefulSet each, with claims. Read in the operator's sources (0.93:
 * pkg/prometheus/server/operator.go, pkg/alertmanager/operator.go, statefulset.go beside them, Documentation/platform/storage.md).
 */
import { changesOf, type FieldChange, statesAt } from './compare';
import { CLAIM_SIZE, growth, type Storage } from './immutable/claims';
import type { FixedChange } from './immutable/fixed';
import { fieldAt, type ObjectPair } from './objects';

export const OPERATOR_GROUP = 'monitoring.coreos.com';

/** Kinds from which the operator makes pods. */
export const OPERATED = ['Prometheus', 'Alertmanager', 'ThanosRuler'];

export const isOperated = ({ group, kind }: Pick<ObjectPair, 'group' | 'kind'>) =>
  group === OPERATOR_GROUP && OPERATED.includes(kind);

/** The claims of the operator's StatefulSets: nothing changes them, whatever the object says. */
export function operatorClaims(object: ObjectPair, storage: Storage): FixedChange[] {
  if (!isOperated(object)) return [];
  const changes = changesOf(statesAt('spec.storage.volumeClaimTemplate.spec', object));
  if (changes.length === 0) return [];
  const claims = (storage.claims ?? []).filter(
    ({ namespace, labels }) => namespace === object.namespace && labels[NAME_LABEL] === object.name,
  );
  const size = changes.find(({ path }) => path.endsWith(CLAIM_SIZE));
  const words = size ? growth(size, claims, storage) : 'its claims stay as they are';
  return [
    {
      object,
      effect: 'ignored',
      changes,
      fix: `${words}; a claim that is deleted with its pod comes back new and empty`,
    },
  ];
}

/** Changes after which the operator makes the StatefulSet anew: all pods end, then start. */
export function recreates(changes: readonly FieldChange[]): boolean {
  return changes.some(({ path }) => REMADE.test(path));
}

/** Changes of an object of the operator that reach its pods; what it only writes into their configuration is reloaded. */
export function restarting(object: ObjectPair): FieldChange[] {
  const reloadsRetention = hasRetentionInFile(object.live ?? object.old) && hasRetentionInFile(object.next);
  return changesOf(statesAt('spec', object)).filter(
    ({ path }) => !RELOADED.test(path) && !(reloadsRetention && /^spec\.retention(Size)?$/.test(path)),
  );
}

/** Whether a Deployment is the operator, and is told other images or another sidecar for all the pods that it makes. */
export function changesReloaders(object: ObjectPair): boolean {
  if (object.kind !== 'Deployment') return false;
  const reloaders = (side: unknown) => {
    const containers = fieldAt(side, 'spec.template.spec.containers');
    const args = (Array.isArray(containers) ? containers : []).flatMap(
      (one) => (fieldAt(one, 'args') as string[]) ?? [],
    );
    return args.filter((arg) => SIDECARS.test(String(arg))).join('\n');
  };
  const before = reloaders(object.live ?? object.old);
  return before !== '' && before !== reloaders(object.next);
}

// --- internal ---

/** Arguments of the operator that reach the pods it makes: cmd/operator/main.go. */
const SIDECARS =
  /^--((prometheus-|enable-)?config-reloader|(prometheus|alertmanager|thanos)-default-base-image=|cluster-domain=)/;

/** From 3.11 on the operator writes Prometheus' retention into the configuration, not on the command line. */
function hasRetentionInFile(prometheus: unknown): boolean {
  const [, major = 0, minor = 0] =
    /^v?(\d+)\.(\d+)/.exec(String(fieldAt(prometheus, 'spec.version')))?.map(Number) ?? [];
  return major > 3 || (major === 3 && minor >= 11);
}

const NAME_LABEL = 'operator.prometheus.io/name';

/** What Kubernetes doesn't let a StatefulSet change. */
const REMADE = /^spec\.(storage\.volumeClaimTemplate|serviceName|podManagementPolicy)\b/;

/** Numbers of pods, and what goes into the configuration that Prometheus and Alertmanager reload. */
const RELOADED = new RegExp(
  `^spec\\.(${[
    ...['replicas', 'shards', 'paused', 'scrapeInterval', 'scrapeTimeout', 'evaluationInterval', 'externalLabels'],
    ...['\\w*Selector', '\\w*NamespaceSelector', 'additional(Scrape|AlertRelabel|AlertManager)Configs', 'alerting'],
    ...['remoteWrite', 'remoteRead', 'enforced\\w+', 'overrideHonor\\w+', 'ignoreNamespaceSelectors', 'scrapeClasses'],
    ...['(sample|target|label|labelName|labelValue|body|keepDroppedTargets)\\w*Limit', 'keepDroppedTargets'],
    ...['alertmanagerConfiguration', 'alertmanagerConfigMatcherStrategy', 'configSecret'],
  ].join('|')})(\\.|\\[|$)`,
);
