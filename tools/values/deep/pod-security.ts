/**
 * Pods that a namespace of the same release doesn't admit, since its label enforces a Pod Security level:
 * https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
import { BASELINE_CAPABILITIES, RESTRICTED_CAPABILITIES } from '../check/pod-capabilities';
import { isObject } from '../json';
import type { RenderedObject } from './objects';
import { type Problem, valueAt } from './problem';
import { Place, type Said } from './server/place';

export function checkPodSecurityLevels(objects: readonly RenderedObject[], namespace: string): Problem[] {
  const levels = new Map(objects.filter(({ kind }) => kind === 'Namespace').map((one) => [one.name, levelOf(one)]));
  return objects.flatMap((object): Problem[] => {
    const at = POD_FIELDS[object.kind];
    const where = object.namespace || namespace;
    const level = levels.get(where) ?? 'privileged';
    if (at === undefined || level === 'privileged') return [];
    const found: Said[] = [];
    const pod = new Place(object.value, [], found).at(...at);
    if (pod.at('os').text('name') === 'windows') return [];
    baseline(pod, level === 'restricted');
    if (level === 'restricted') restricted(pod);
    return found.map(({ field, message, fix }) => ({
      object,
      field,
      rule: 'kubernetes-schema',
      severity: 'error',
      message: `${message}: the namespace ${where} enforces the Pod Security level ${level}, which admits no such pod`,
      fix: fix ?? 'delete it, or have the namespace enforce another level',
      ...valueAt(object.value, field),
    }));
  });
}

// --- internal ---

const POD_FIELDS: Readonly<Record<string, readonly string[]>> = {
  Pod: ['spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
  ...Object.fromEntries(
    ['DaemonSet', 'Deployment', 'Job', 'ReplicaSet', 'StatefulSet'].map((kind) => [kind, ['spec', 'template', 'spec']]),
  ),
};

function levelOf({ value }: RenderedObject): unknown {
  const metadata = isObject(value['metadata']) ? value['metadata'] : {};
  const labels = isObject(metadata['labels']) ? metadata['labels'] : {};
  return labels['pod-security.kubernetes.io/enforce'];
}

/** https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/ */
const ownUsers = (pod: Place) => pod.value['hostUsers'] === false;

const containersOf = (pod: Place) =>
  ['initContainers', 'containers', 'ephemeralContainers'].flatMap((key) => pod.each(key));

const SAFE_SYSCTLS = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
]);

function baseline(pod: Place, strict: boolean): void {
  const capabilities = strict ? RESTRICTED_CAPABILITIES : BASELINE_CAPABILITIES;
  for (const key of ['hostNetwork', 'hostPID', 'hostIPC']) if (pod.value[key] === true) pod.say(key, 'is true');
  for (const volume of pod.each('volumes'))
    if (isObject(volume.value['hostPath'])) volume.say('hostPath', 'is a volume');
  for (const sysctl of pod.at('securityContext').each('sysctls')) {
    const name = sysctl.text('name') ?? '';
    if (!SAFE_SYSCTLS.has(name)) sysctl.say('name', `is ${name}`);
  }
  const containers = containersOf(pod);
  for (const context of [pod, ...containers].map((one) => one.at('securityContext'))) {
    unconfined(context);
    if (context.at('windowsOptions').value['hostProcess'] === true)
      context.at('windowsOptions').say('hostProcess', 'is true');
  }
  for (const container of containers) {
    for (const port of container.each('ports'))
      if (port.has('hostPort') && port.value['hostPort'] !== 0)
        port.say('hostPort', `is ${String(port.value['hostPort'])}`);
    const context = container.at('securityContext');
    if (context.value['privileged'] === true) context.say('privileged', 'is true');
    // Root in a pod with users of its own is nobody on the node.
    if (context.text('procMount') === 'Unmasked' && !(ownUsers(pod) && !strict))
      context.say('procMount', 'is Unmasked');
    for (const { text, say } of context.at('capabilities').texts('add'))
      if (!capabilities.includes(text)) say(`adds the capability ${text}`);
  }
}

function unconfined(context: Place): void {
  for (const key of ['seccompProfile', 'appArmorProfile'])
    if (context.at(key).text('type') === 'Unconfined') context.at(key).say('type', 'is Unconfined');
  const seLinux = context.at('seLinuxOptions');
  const type = seLinux.text('type');
  if (type !== undefined && !/^container(_init|_kvm|_engine)?_t$/.test(type)) seLinux.say('type', `is ${type}`);
  for (const key of ['user', 'role']) if (seLinux.has(key)) seLinux.say(key, 'is set');
}

/** Kinds of volumes that lead to nothing of the node. */
const VOLUMES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

/** What it asks for beyond `baseline`. */
function restricted(pod: Place): void {
  for (const volume of pod.each('volumes')) {
    const [kind] = Object.keys(volume.value).filter((key) => key !== 'name' && volume.has(key));
    if (kind !== undefined && kind !== 'hostPath' && !VOLUMES.includes(kind)) volume.say(kind, 'is a volume');
  }
  const ofPod = pod.at('securityContext');
  if (!ownUsers(pod)) asRoot(ofPod);
  for (const container of containersOf(pod)) {
    const context = container.at('securityContext');
    const nearest = (key: string) => [context, ofPod].find((one) => one.has(key));
    const drop = context.at('capabilities');
    const lacking = [
      ['allowPrivilegeEscalation', 'false', context.has('allowPrivilegeEscalation')],
      ['capabilities', '{ drop: [ALL] }', drop.has('drop')],
      ['runAsNonRoot', 'true', ownUsers(pod) || nearest('runAsNonRoot')],
      ['seccompProfile', '{ type: RuntimeDefault }', nearest('seccompProfile')],
    ].filter(([, , there]) => !there);
    if (lacking.length > 0) {
      const fix = `add ${lacking.map(([key, needed]) => `${key}: ${needed}`).join(', ')}`;
      container.say('securityContext', `lacks ${lacking.map(([key]) => key).join(', ')}`, fix);
    }
    if (context.value['allowPrivilegeEscalation'] === true)
      context.say('allowPrivilegeEscalation', 'is true', 'set it to false');
    if (drop.has('drop') && !drop.texts('drop').some(({ text }) => text === 'ALL'))
      drop.say('drop', 'lacks ALL', 'set it to [ALL]');
    if (!ownUsers(pod)) asRoot(context);
  }
}

/** Also of a pod whose containers all say otherwise. */
function asRoot(context: Place): void {
  if (context.value['runAsNonRoot'] === false) context.say('runAsNonRoot', 'is false', 'set it to true');
  if (context.value['runAsUser'] === 0) context.say('runAsUser', 'is 0, which is root', 'name another user');
}
