/**
 * What the API server refuses of an object though each field fits the schema: its validation by hand, of the kinds that charts make. Kubernetes has
 * it in the packages named validation below https://github.com/kubernetes/kubernetes/tree/master/pkg/apis. A few things that only a controller or
 * the kubelet finds stand with them, since the install doesn't work either.
 */

import { isObject } from '../../json';
import { formProblem, LABEL_KEY, LABEL_VALUE } from '../name-forms';
import type { RenderedObject } from '../objects';
import { checkClaim } from './claims';
import { checkIngress, checkNetworkPolicy, checkService } from './networking';
import { Place, type Said } from './place';
import { checkPod, checkPodSettings } from './pod';
import { checkResources } from './resources';
import { checkRole } from './roles';
import { checkAutoscaler, checkBudget } from './scaling';
import { checkCronJob, checkDaemonSet, checkDeployment, checkJob, checkStatefulSet } from './workloads';

export type { Said } from './place';

/** @returns what would be refused, each with its field */
export function refusedByServer({ kind, apiVersion, value }: RenderedObject): Said[] {
  const found: Said[] = [];
  const object = new Place(value, [], found);
  if (kind === 'Role' || kind === 'ClusterRole') checkRole(object, kind);
  const check = apiVersion.startsWith(OPERATOR) ? checkOperated : CHECKS[kind];
  if (check === undefined) return found;
  check(object.at('spec'));
  labelMaps(value, [], found);
  return found;
}

// --- internal ---

const OPERATOR = 'monitoring.coreos.com/';

const CHECKS: Readonly<Record<string, (spec: Place) => void>> = {
  CronJob: checkCronJob,
  DaemonSet: checkDaemonSet,
  Deployment: checkDeployment,
  HorizontalPodAutoscaler: checkAutoscaler,
  Ingress: checkIngress,
  Job: checkJob,
  NetworkPolicy: checkNetworkPolicy,
  PersistentVolumeClaim: checkClaim,
  Pod: checkPod,
  PodDisruptionBudget: checkBudget,
  Service: checkService,
  StatefulSet: checkStatefulSet,
};

/** What the operator passes on to the StatefulSets that it makes. */
function checkOperated(spec: Place): void {
  checkPodSettings(spec);
  checkResources(spec.at('resources'));
}

/** Labels that something is selected by. Those of objects, and a Service's selector, are checked with the names. */
const LABEL_MAPS = new Set(['matchLabels', 'nodeSelector']);

function labelMaps(value: unknown, field: Said['field'], found: Said[]): void {
  const children = Array.isArray(value) ? [...value.entries()] : isObject(value) ? Object.entries(value) : [];
  for (const [key, child] of children) {
    if (typeof key === 'string' && LABEL_MAPS.has(key) && isObject(child)) {
      for (const [label, text] of Object.entries(child)) {
        const message =
          formProblem(label, LABEL_KEY, 'as a key Kubernetes takes') ??
          (typeof text === 'string' ? formProblem(text, LABEL_VALUE) : undefined);
        if (message) found.push({ field: [...field, key, label], message });
      }
    } else labelMaps(child, [...field, key], found);
  }
}
