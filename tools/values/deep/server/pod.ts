/** Pods: pkg/apis/core/validation in Kubernetes. */
import { isIP } from 'node:net';
import { quote } from '../../check/words';
import { DNS_1123_LABEL, DNS_1123_SUBDOMAIN, formProblem, LABEL_KEY } from '../name-forms';
import { checkContainer, checkInitContainer } from './container';
import type { Place } from './place';
import { checkPodSecurity } from './security';
import { checkVolume } from './volumes';

export function checkPod(spec: Place): void {
  checkPodSettings(spec);
  if (spec.text('dnsPolicy') === 'None' && spec.at('dnsConfig').texts('nameservers').length === 0)
    spec.say('dnsConfig', 'names no servers, and the DNS policy None needs some', 'list nameservers');
  for (const key of ['hostname', 'subdomain']) spec.form(key, DNS_1123_LABEL);
  const starters = new Set(spec.each('initContainers').map((one) => one.text('name')));
  for (const container of spec.each('initContainers')) checkInitContainer(container, spec);
  for (const container of spec.each('containers')) {
    const name = container.text('name');
    if (name !== undefined && starters.has(name))
      container.say('name', `is ${quote(name)}, as one of the initContainers`);
    checkContainer(container, spec);
  }
  for (const volume of spec.each('volumes')) checkVolume(volume);
}

/** What a pod has beside containers and volumes; the operator's custom resources have it, too, by the same names. */
export function checkPodSettings(spec: Place): void {
  checkPodSecurity(spec.at('securityContext'));
  for (const key of ['serviceAccountName', 'priorityClassName', 'runtimeClassName']) spec.form(key);
  for (const { text, say } of spec.at('dnsConfig').texts('nameservers'))
    if (isIP(text) === 0) say(`is ${quote(text)}, which is no address`);
  for (const alias of spec.each('hostAliases')) {
    if (isIP(alias.text('ip') ?? '') === 0) alias.say('ip', `is ${quote(alias.text('ip') ?? '')}, which is no address`);
    for (const { text, say } of alias.texts('hostnames')) {
      const problem = formProblem(text, DNS_1123_SUBDOMAIN);
      if (problem) say(problem);
    }
  }
  for (const secret of spec.each('imagePullSecrets')) secret.required('name', 'is missing: it names the Secret');
  checkSpread(spec);
  checkAffinity(spec.at('affinity'));
}

// --- internal ---

function checkSpread(spec: Place): void {
  for (const one of spec.each('topologySpreadConstraints')) {
    one.number('maxSkew', 1);
    one.number('minDomains', 1);
    checkTopologyKey(one);
    const when = one.text('whenUnsatisfiable') ?? '';
    if (one.has('minDomains') && when === 'ScheduleAnyway')
      one.say('minDomains', 'is for whenUnsatisfiable: DoNotSchedule alone', 'delete it');
    for (const key of ['nodeAffinityPolicy', 'nodeTaintsPolicy']) one.word(key, 'Honor', 'Ignore');
  }
}

function checkAffinity(affinity: Place): void {
  for (const kind of ['podAffinity', 'podAntiAffinity']) {
    const rules = affinity.at(kind);
    for (const term of rules.each('requiredDuringSchedulingIgnoredDuringExecution')) checkTopologyKey(term);
    for (const one of rules.each('preferredDuringSchedulingIgnoredDuringExecution'))
      checkTopologyKey(one.at('podAffinityTerm'));
  }
  const required = affinity.at('nodeAffinity').at('requiredDuringSchedulingIgnoredDuringExecution');
  if (
    affinity.at('nodeAffinity').has('requiredDuringSchedulingIgnoredDuringExecution') &&
    required.each('nodeSelectorTerms').length === 0
  )
    required.say('nodeSelectorTerms', 'are none, and at least one is needed');
}

function checkTopologyKey(term: Place): void {
  if (!term.has('topologyKey'))
    term.say('topologyKey', 'is missing', 'name the label that tells nodes apart, such as kubernetes.io/hostname');
  else term.form('topologyKey', LABEL_KEY);
}
