/** Whether a null at a path is harmless: Kubernetes, the subchart or the template has a default of its own. */
export const dispensable = (path: readonly string[]): boolean => DISPENSABLE.test(path.join('.'));

// --- internal ---

const DISPENSABLE =
  /^((webapp|backup)\.resources(\.(requests|limits))?|(webapp|backup\.offsite)\.image\.pullPolicy|webapp\.probes\.\w+\.\w+|monitoring\.dashboards\.folder|redis\.replica\.podManagementPolicy|redis\.auth\.existingSecretPasswordKey|redis\.(master|replica)\.(persistence\.storageClass|disableCommands)|redis\.commonConfiguration|redis\.replica\.dnsConfig|redis\.metrics\.extraEnvVars|redis\.(\w+\.)?image\.pullPolicy)$/;
