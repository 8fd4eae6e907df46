/** Rights: pkg/apis/rbac/validation in Kubernetes. */
import type { Place } from './place';

/** @param everywhere whether it holds in all namespaces */
export function checkRole(role: Place, { everywhere }: { everywhere: boolean }): void {
  for (const rule of role.each('rules')) {
    if (rule.texts('verbs').length === 0)
      rule.say('verbs', 'are none', 'say what may be done, such as [get, list, watch]');
    if (rule.texts('nonResourceURLs').length > 0) {
      if (!everywhere) rule.say('nonResourceURLs', 'are for a ClusterRole alone');
      continue;
    }
    if (rule.texts('apiGroups').length === 0) rule.say('apiGroups', 'are none', 'name them; [""] is the core group');
    if (rule.texts('resources').length === 0) rule.say('resources', 'are none', 'name them');
  }
}
