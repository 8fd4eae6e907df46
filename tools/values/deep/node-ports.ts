import { isObject } from '../json';
import type { RenderedObject } from './objects';
import type { Problem } from './problem';

/** Ports of the nodes that two Services ask for: the cluster gives each out once, whatever the namespace. */
export function checkNodePorts(objects: readonly RenderedObject[]): Problem[] {
  const taken = new Map<string, RenderedObject>();
  return objects.flatMap((object): Problem[] => {
    const spec = object.kind === 'Service' && object.apiVersion === 'v1' ? object.value['spec'] : undefined;
    const ports = isObject(spec) && Array.isArray(spec['ports']) ? spec['ports'] : [];
    return ports.flatMap((port, at): Problem[] => {
      const { nodePort, protocol } = isObject(port) ? port : {};
      if (typeof nodePort !== 'number' || nodePort === 0) return [];
      const id = `${nodePort}/${protocol ?? 'TCP'}`;
      const first = taken.get(id);
      taken.set(id, first ?? object);
      if (first === undefined || first === object) return [];
      const message = `is ${nodePort}, which the Service ${first.name} asks for, too: the API server refuses the second`;
      const field = ['spec', 'ports', at, 'nodePort'];
      return [{ object, field, rule: 'kubernetes-schema', severity: 'error', message, value: nodePort }];
    });
  });
}
