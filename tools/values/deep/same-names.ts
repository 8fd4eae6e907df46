import { isObject } from '../json';
import type { RenderedObject } from './objects';
import type { Problem } from './problem';

/** Objects that stand twice in one release: Helm refuses some of them, and of the others one is lost. Hooks come and go by themselves. */
export function checkSameNames(objects: readonly RenderedObject[], namespace: string): Problem[] {
  const seen = new Map<string, RenderedObject>();
  const lasting = objects.filter(({ value }) => !('helm.sh/hook' in map(map(value['metadata'])['annotations'])));
  return lasting.flatMap((object): Problem[] => {
    const [group = ''] = object.apiVersion.includes('/') ? object.apiVersion.split('/') : [];
    const id = [group, object.kind, object.namespace || namespace, object.name].join('/');
    const first = seen.get(id);
    if (!first || object.name === '') {
      seen.set(id, object);
      return [];
    }
    const message = `has the same name as the one of ${first.source}: only one of them can be`;
    return [
      { object, field: ['metadata', 'name'], rule: 'kubernetes-name', severity: 'error', message, value: object.name },
    ];
  });
}

// --- internal ---

const map = (value: unknown): Record<string, unknown> => (isObject(value) ? value : {});
