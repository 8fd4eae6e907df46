/** Security contexts of pods and containers: pkg/apis/core/validation in Kubernetes. */
import type { Place } from './place';

const MAX_ID = 2 ** 31 - 1;

export function checkPodSecurity(context: Place): void {
  checkIds(context);
  context.number('fsGroup', 0, MAX_ID);
  context.word('fsGroupChangePolicy', 'Always', 'OnRootMismatch');
  context.word('supplementalGroupsPolicy', 'Merge', 'Strict');
  for (const sysctl of context.each('sysctls'))
    sysctl.form('name', {
      pattern: /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$/,
      max: 253,
      expects: 'a name as sysctl has it',
    });
}

export function checkContainerSecurity(context: Place): void {
  checkIds(context);
  context.word('procMount', 'Default', 'Unmasked');
  if (context.value['allowPrivilegeEscalation'] !== false) return;
  const why = (what: string) => `is false beside ${what}, which brings all rights with it`;
  if (context.value['privileged'] === true)
    context.say('allowPrivilegeEscalation', why('privileged: true'), 'set privileged to false, or delete this line');
  if (
    context
      .at('capabilities')
      .texts('add')
      .some(({ text }) => text === 'CAP_SYS_ADMIN')
  )
    context.say(
      'allowPrivilegeEscalation',
      why('the capability CAP_SYS_ADMIN'),
      'take the capability away, or delete this line',
    );
}

/**
 * What the kubelet refuses: root as the user where root is forbidden. What a container says of itself goes before what its pod says.
 * @param container without it what holds for all of the pod's containers, which a custom resource has nothing beside
 */
export function checkRoot(pod: Place, container = pod): void {
  const nearest = (key: string) => [container, pod].find((one) => one.has(key));
  const user = nearest('runAsUser');
  if (user?.value['runAsUser'] !== 0 || nearest('runAsNonRoot')?.value['runAsNonRoot'] !== true) return;
  const why = 'is 0, which is root, and runAsNonRoot is true: the kubelet never starts the container';
  user.say('runAsUser', why, 'name another user, or set runAsNonRoot to false');
}

// --- internal ---

function checkIds(context: Place): void {
  for (const key of ['runAsUser', 'runAsGroup']) context.number(key, 0, MAX_ID);
  for (const key of ['seccompProfile', 'appArmorProfile']) {
    const profile = context.at(key);
    profile.word('type', 'RuntimeDefault', 'Localhost', 'Unconfined');
    if (profile.text('type') === 'Localhost')
      profile.required('localhostProfile', 'is missing, and the type Localhost needs it');
    else if (profile.has('localhostProfile'))
      profile.say('localhostProfile', 'is for the type Localhost alone', 'delete it');
  }
}
