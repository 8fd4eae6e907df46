/** Resources of containers: pkg/apis/core/validation in Kubernetes. */
import { quote } from '../../check/words';
import { suggest } from '../../text/suggest';
import { parseQuantity } from '../../units/quantity';
import type { Place } from './place';

const OWN = ['cpu', 'memory', 'ephemeral-storage'];

export function checkResources(resources: Place): void {
  for (const part of ['limits', 'requests']) {
    const place = resources.at(part);
    for (const name of Object.keys(place.value)) {
      place.quantity(name);
      if (name.includes('/') || name.startsWith('hugepages-') || OWN.includes(name)) continue;
      const [meant] = [suggest(name, OWN)].flat();
      place.say(
        name,
        `is ${quote(name)}, which is no resource of a container`,
        meant ? `write ${meant}` : `Kubernetes knows ${OWN.join(', ')}, and names with a domain`,
      );
    }
  }
  const [limits, requests] = [resources.at('limits'), resources.at('requests')];
  for (const [name, asked] of Object.entries(requests.value)) {
    const [request, limit] = [parseQuantity(asked), parseQuantity(limits.value[name])];
    const isExact = name.includes('/') || name.startsWith('hugepages-');
    if (request !== undefined && limit !== undefined && request > limit)
      requests.say(
        name,
        `is ${String(asked)}, above the limit (${String(limits.value[name])})`,
        'lower it, or raise the limit',
      );
    else if (isExact && request !== undefined && request !== limit)
      requests.say(name, `is ${String(asked)}, and of ${name} the limit has to be the same`, 'set both to the same');
  }
}
