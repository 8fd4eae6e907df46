/** Which of our own values the templates can't do without. */
import type { JsonSchema } from './types';

/** In a map of free keys, such as requests and limits, each of them may go, and so may what is empty by default. */
export function needed(parent: JsonSchema, { type, default: own }: JsonSchema, path: readonly string[]): boolean {
  if (typeof parent.additionalProperties === 'object' || [type].flat().includes('null')) return false;
  return !isEmpty(own) && !DISPENSABLE.test(path.join('.'));
}

const isEmpty = (value: unknown) =>
  value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);

/** Kubernetes, the subchart or the template has a default of its own for these. */
const DISPENSABLE =
  /^(webapp\.resources(\.(requests|limits))?|webapp\.image\.pullPolicy|webapp\.probes\.\w+\.\w+|monitoring\.dashboards\.folder|redis\.replica\.podManagementPolicy|redis\.auth\.existingSecretPasswordKey|redis\.(master|replica)\.(persistence\.storageClass|disableCommands)|redis\.commonConfiguration|redis\.replica\.dnsConfig|redis\.metrics\.extraEnvVars|redis\.(\w+\.)?image\.pullPolicy)$/;
