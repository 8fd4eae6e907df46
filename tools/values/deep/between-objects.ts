import { checkNodePorts } from './node-ports';
import type { RenderedObject } from './objects';
import { checkPodSecurityLevels } from './pod-security';
import type { Problem } from './problem';
import { checkSameNames } from './same-names';

/** What is wrong between the objects of a release, each of which may be right by itself. @param namespace the release's */
export function checkBetween(objects: readonly RenderedObject[], namespace: string): Problem[] {
  return [
    ...checkSameNames(objects, namespace),
    ...checkNodePorts(objects),
    ...checkPodSecurityLevels(objects, namespace),
  ];
}
