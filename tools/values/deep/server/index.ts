/**
 * What the API server refuses of an object though each field fits the schema: its validation by hand, of the kinds that charts make. Kubernetes has
 * it in the packages named validation below https://github.com/kubernetes/kubernetes/tree/master/pkg/apis. A few things that only a controller or
 * the kubelet finds stand with them, since the install doesn't work either.
 */

import { isObject } from '../../json';
import { formProblem, LABEL_KEY, LABEL_VALUE } from '../name-forms';
import { OPERATOR_GROUP, type RenderedObject } from '../objects';
import { checkClaim } from './claims';
import { checkIngress, checkNetworkPolicy, checkService } from './networking';
import { Place, type Said } from './place';
import { checkPod, checkPodSettings } from './pod';
import { checkResources } from './resources';
import { checkRole } from './roles';
import { checkAutoscaler, checkBudget } from './scaling';
import { checkRoot } from './security';
import { checkCronJob, checkDaemonSet, checkDeployment, checkJob, checkStatefulSet } from './workloads';

/** @returns what would be refused, each with its field */
export function refusedByServer({ kind, apiVersion, value }: RenderedObject): Said[] {
  const found: Said[] = [];
  const object = new Place(value, [], found);
  const check = isBuiltIn(apiVersion)
    ? CHECKS[kind]
    : apiVersion.startsWith(OPERATOR_GROUP)
      ? checkOperated
      : undefined;
  if (check === undefined) return found;
  check(object.at('spec'), object);
  labelMaps(value, [], found);
  return found;
}

/** Whether it is one of Kubernetes' own: without a group, of a short one, or of one below k8s.io. */
export function isBuiltIn(apiVersion: string): boolean {
  return /^([a-z]+\/)?v[0-9][a-z0-9]*$|^[a-z]+(\.[a-z]+)*\.k8s\.io\//.test(apiVersion);
}

// --- internal ---

const CHECKS: Readonly<Record<string, (spec: Place, object: Place) => void>> = {
  ClusterRole: (_, role) => checkRole(role, { everywhere: true }),
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
  Role: (_, role) => checkRole(role, { everywhere: false }),
  Service: checkService,
  StatefulSet: checkStatefulSet,
};

/** What the operator passes on to the StatefulSets that it makes. */
function checkOperated(spec: Place): void {
  checkPodSettings(spec);
  checkRoot(spec.at('securityContext'));
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
