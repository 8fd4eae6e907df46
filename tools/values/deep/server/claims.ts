/** Claims for volumes: pkg/apis/core/validation in Kubernetes. Of a StatefulSet's templates only its controller finds out. */
import { quote } from '../../check/words';
import type { Place } from './place';

const MODES = ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'];

export function checkClaim(spec: Place): void {
  const modes = spec.texts('accessModes');
  if (modes.length === 0) spec.say('accessModes', 'are none, and a claim needs one', 'write [ReadWriteOnce]');
  for (const { text, say } of modes) {
    if (!MODES.includes(text)) say(`is ${quote(text)}; Kubernetes takes ${MODES.join(', ')}`);
    else if (text === 'ReadWriteOncePod' && modes.length > 1)
      say('stands beside other modes, and is for itself alone', 'delete the others');
  }
  spec.form('storageClassName');
  const requests = spec.at('resources', 'requests');
  if (!requests.has('storage'))
    spec.say('resources', 'ask for no storage, and a claim needs its size', 'set requests.storage');
  requests.quantity('storage', { positive: true });
}
