/** Pods that a Pod Security level refuses, for tests: what `validate --deep` says of them, and what a cluster says. */

/** What is in the pod, and in its only container, in place of what is right. */
export interface Changes {
  pod?: object;
  container?: object;
}

export interface Refused extends Changes {
  /** The most lenient level that refuses it. */
  level: 'baseline' | 'restricted';
  /** Below the pod's spec. */
  said: string;
}

const CONTEXT = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
export const POD_CONTEXT = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };

/** A security context of the container that has this beside what is right. */
export const context = (more: object) => ({ securityContext: { ...CONTEXT, ...more } });

/** A pod's spec that `restricted` admits, with these changes. */
export function podSpec({ pod, container }: Changes): Record<string, unknown> {
  const right = { name: 'c', image: 'a:1', securityContext: CONTEXT };
  return { securityContext: POD_CONTEXT, containers: [{ ...right, ...container }], ...pod };
}

export const REFUSED: readonly Refused[] = [
  {
    level: 'restricted',
    container: context({ procMount: 'Unmasked' }),
    pod: { hostUsers: false },
    said: 'containers[0].securityContext.procMount is Unmasked',
  },
  { level: 'baseline', pod: { hostPID: true }, said: 'hostPID is true' },
  { level: 'baseline', pod: { hostNetwork: true }, said: 'hostNetwork is true' },
  {
    level: 'baseline',
    pod: { volumes: [{ name: 'v', hostPath: { path: '/' } }] },
    said: 'volumes[0].hostPath is a volume',
  },
  {
    level: 'baseline',
    pod: { securityContext: { ...POD_CONTEXT, sysctls: [{ name: 'net.core.somaxconn', value: '1' }] } },
    said: 'securityContext.sysctls[0].name is net.core.somaxconn',
  },
  {
    level: 'baseline',
    container: { ports: [{ containerPort: 80, hostPort: 80 }] },
    said: 'containers[0].ports[0].hostPort is 80',
  },
  {
    level: 'baseline',
    container: context({ privileged: true, allowPrivilegeEscalation: undefined }),
    said: 'containers[0].securityContext.privileged is true',
  },
  {
    level: 'baseline',
    container: context({ seccompProfile: { type: 'Unconfined' } }),
    said: 'containers[0].securityContext.seccompProfile.type is Unconfined',
  },
  {
    level: 'baseline',
    container: context({ appArmorProfile: { type: 'Unconfined' } }),
    said: 'containers[0].securityContext.appArmorProfile.type is Unconfined',
  },
  {
    level: 'baseline',
    container: context({ seLinuxOptions: { user: 'u' } }),
    said: 'containers[0].securityContext.seLinuxOptions.user is set',
  },
  {
    level: 'baseline',
    container: context({ seLinuxOptions: { type: 'spc_t' } }),
    said: 'containers[0].securityContext.seLinuxOptions.type is spc_t',
  },
  {
    level: 'baseline',
    container: context({ capabilities: { drop: ['ALL'], add: ['SYS_ADMIN'] } }),
    said: 'containers[0].securityContext.capabilities.add[0] adds the capability SYS_ADMIN',
  },
  {
    level: 'restricted',
    pod: { volumes: [{ name: 'v', nfs: { server: 's', path: '/' } }] },
    said: 'volumes[0].nfs is a volume',
  },
  {
    level: 'restricted',
    container: context({ allowPrivilegeEscalation: true }),
    said: 'containers[0].securityContext.allowPrivilegeEscalation is true',
  },
  {
    level: 'restricted',
    pod: { securityContext: { ...POD_CONTEXT, runAsNonRoot: false } },
    said: 'securityContext.runAsNonRoot is false',
  },
  {
    level: 'restricted',
    pod: { securityContext: { runAsUser: 0 } },
    container: context({ ...POD_CONTEXT, runAsUser: 1 }),
    said: 'securityContext.runAsUser is 0, which is root',
  },
  {
    level: 'restricted',
    container: context({ runAsUser: 0 }),
    said: 'containers[0].securityContext.runAsUser is 0, which is root',
  },
  {
    level: 'restricted',
    pod: { securityContext: { runAsNonRoot: true } },
    said: 'containers[0].securityContext lacks seccompProfile',
  },
  {
    level: 'restricted',
    container: { securityContext: undefined },
    said: 'containers[0].securityContext lacks allowPrivilegeEscalation, capabilities',
  },
  {
    level: 'restricted',
    container: context({ capabilities: { drop: ['CHOWN'] } }),
    said: 'containers[0].securityContext.capabilities.drop lacks ALL',
  },
  {
    level: 'restricted',
    container: context({ capabilities: { drop: ['ALL'], add: ['CHOWN'] } }),
    said: 'containers[0].securityContext.capabilities.add[0] adds the capability CHOWN',
  },
];

/** Beside the one that is right: pods that both levels admit. */
export const ADMITTED: readonly Changes[] = [
  { container: context({ capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } }) },
  { pod: { securityContext: { runAsUser: 1 } }, container: context({ ...POD_CONTEXT, runAsUser: 2 }) },
  // Root in a pod with users of its own is nobody on the node.
  {
    pod: { hostUsers: false, securityContext: { ...POD_CONTEXT, runAsNonRoot: false } },
    container: context({ runAsUser: 0 }),
  },
];
