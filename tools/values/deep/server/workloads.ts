/** What makes pods: pkg/apis/apps/validation and pkg/apis/batch/validation in Kubernetes. */
import { quote } from '../../check/words';
import { DNS_1123_LABEL } from '../name-forms';
import { checkClaim } from './claims';
import type { Place } from './place';
import { checkPod } from './pod';
import { checkShare } from './scaling';

export function checkDeployment(spec: Place): void {
  for (const key of ['replicas', 'revisionHistoryLimit', 'minReadySeconds', 'progressDeadlineSeconds'])
    spec.number(key, 0);
  const { minReadySeconds = 0, progressDeadlineSeconds } = spec.value;
  if (
    typeof progressDeadlineSeconds === 'number' &&
    progressDeadlineSeconds >= 0 &&
    progressDeadlineSeconds <= Number(minReadySeconds)
  )
    spec.say(
      'progressDeadlineSeconds',
      `is ${progressDeadlineSeconds}, not above minReadySeconds (${String(minReadySeconds)})`,
      'raise it',
    );
  checkSelector(spec);
  const strategy = spec.at('strategy');
  checkUpdate(strategy, 'Recreate');
  if (strategy.text('type') !== 'Recreate') checkSteps(strategy.at('rollingUpdate'));
  checkForever(spec);
}

export function checkStatefulSet(spec: Place): void {
  for (const key of ['replicas', 'revisionHistoryLimit', 'minReadySeconds']) spec.number(key, 0);
  spec.form('serviceName', DNS_1123_LABEL);
  checkSelector(spec);
  const strategy = spec.at('updateStrategy');
  checkUpdate(strategy, 'OnDelete');
  strategy.at('rollingUpdate').number('partition', 0);
  for (const key of ['whenDeleted', 'whenScaled'])
    spec.at('persistentVolumeClaimRetentionPolicy').word(key, 'Retain', 'Delete');
  for (const template of spec.each('volumeClaimTemplates')) {
    template.at('metadata').form('name', DNS_1123_LABEL);
    checkClaim(template.at('spec'));
  }
  checkForever(spec);
}

export function checkDaemonSet(spec: Place): void {
  for (const key of ['revisionHistoryLimit', 'minReadySeconds']) spec.number(key, 0);
  checkSelector(spec);
  const strategy = spec.at('updateStrategy');
  checkUpdate(strategy, 'OnDelete');
  if (strategy.text('type') !== 'OnDelete') checkSteps(strategy.at('rollingUpdate'));
  checkForever(spec);
}

export function checkJob(spec: Place): void {
  for (const key of ['backoffLimit', 'activeDeadlineSeconds', 'ttlSecondsAfterFinished', 'parallelism', 'completions'])
    spec.number(key, 0);
  const pod = spec.at('template', 'spec');
  const policy = pod.text('restartPolicy');
  if (policy === undefined || policy === 'Always')
    pod.say('restartPolicy', `is ${policy ?? 'missing'}; the pods of a Job take OnFailure, Never`);
  checkPod(pod);
}

export function checkCronJob(spec: Place): void {
  for (const key of ['startingDeadlineSeconds', 'successfulJobsHistoryLimit', 'failedJobsHistoryLimit'])
    spec.number(key, 0);
  checkJob(spec.at('jobTemplate', 'spec'));
}

// --- internal ---

function checkSelector(spec: Place): void {
  const selector = spec.at('selector');
  if (!selector.has('matchLabels') && !selector.has('matchExpressions'))
    spec.say('selector', 'is empty, and would select every pod');
}

/** The pods of these run for ever. */
function checkForever(spec: Place): void {
  const pod = spec.at('template', 'spec');
  const policy = pod.text('restartPolicy');
  if (policy !== undefined && policy !== 'Always')
    pod.say('restartPolicy', `is ${quote(policy)}; these pods take Always`, 'delete it');
  if (pod.has('activeDeadlineSeconds'))
    pod.say('activeDeadlineSeconds', 'is set, and these pods have none', 'delete it');
  checkPod(pod);
}

/** @param other the strategy beside RollingUpdate */
function checkUpdate(strategy: Place, other: string): void {
  if (strategy.text('type') === other && strategy.has('rollingUpdate'))
    strategy.say(
      'rollingUpdate',
      `stands beside the type ${other}, which has none`,
      'delete it (write null where the chart has a default)',
    );
}

function checkSteps(steps: Place): void {
  checkShare(steps, 'maxUnavailable', { atMost100: true });
  checkShare(steps, 'maxSurge');
  if (isNone(steps.value['maxUnavailable']) && isNone(steps.value['maxSurge']))
    steps.say(
      'maxUnavailable',
      'is 0 beside a maxSurge of 0, so that no pod could ever be replaced',
      'raise one of them',
    );
}

const isNone = (value: unknown) => value === 0 || value === '0%';
