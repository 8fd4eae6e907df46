/** Containers: pkg/apis/core/validation in Kubernetes. */
import { quote } from '../../check/words';
import { DATA_KEY } from '../name-forms';
import { checkLifecycle, checkProbes } from './handlers';
import type { Place } from './place';
import { checkResources } from './resources';
import { checkContainerSecurity, checkRoot } from './security';

export function checkContainer(container: Place, pod: Place): void {
  checkAnyContainer(container, pod);
  checkProbes(container);
  checkLifecycle(container, pod);
}

/** One that ends before the others start has no probes; one with `restartPolicy: Always` goes on beside them. */
export function checkInitContainer(container: Place, pod: Place): void {
  container.word('restartPolicy', 'Always', 'OnFailure', 'Never');
  if (container.text('restartPolicy') === 'Always') {
    checkContainer(container, pod);
    return;
  }
  checkAnyContainer(container, pod);
  for (const key of ['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle'])
    if (container.has(key))
      container.say(key, 'is set, and a container that ends before the others start has none', 'delete it');
}

// --- internal ---

const FIELD_PATH =
  /^(metadata\.(name|namespace|uid|labels\['[^']+'\]|annotations\['[^']+'\])|spec\.(nodeName|serviceAccountName)|status\.(hostIPs?|podIPs?))$/;
const SOURCES = ['configMapKeyRef', 'fieldRef', 'fileKeyRef', 'resourceFieldRef', 'secretKeyRef'];

function checkAnyContainer(container: Place, pod: Place): void {
  const image = container.value['image'];
  if (image === undefined || image === null || image === '') container.say('image', 'is missing', 'name the image');
  else if (typeof image === 'string' && image.trim() !== image)
    container.say('image', `is ${quote(image)}, with blanks around it`, 'delete them');
  checkPorts(container, pod);
  for (const variable of container.each('env')) checkVariable(variable);
  for (const from of container.each('envFrom')) {
    checkVariableName(from, 'prefix');
    from.oneOf(['configMapRef', 'secretRef'], 'source');
    for (const key of ['configMapRef', 'secretRef']) if (from.has(key)) from.at(key).required('name', 'is missing');
  }
  for (const mount of container.each('volumeMounts')) checkMount(mount);
  checkResources(container.at('resources'));
  checkContainerSecurity(container.at('securityContext'));
  checkRoot(pod.at('securityContext'), container.at('securityContext'));
}

function checkPorts(container: Place, pod: Place): void {
  const names = new Set<string>();
  for (const port of container.each('ports')) {
    port.number('containerPort', 1, 65_535);
    port.number('hostPort', 0, 65_535);
    const { hostPort, containerPort } = port.value;
    if (
      pod.value['hostNetwork'] === true &&
      typeof hostPort === 'number' &&
      hostPort !== 0 &&
      hostPort !== containerPort
    )
      port.say(
        'hostPort',
        `is ${hostPort}, and in the host's network it is that of the container (${String(containerPort)})`,
        'delete it',
      );
    const name = port.text('name');
    if (name !== undefined && names.has(name))
      port.say('name', `is ${quote(name)}, as another port's of the container`);
    names.add(name ?? '');
  }
}

function checkVariable(variable: Place): void {
  if (!variable.has('name')) variable.say('name', 'is missing: a variable needs a name');
  else checkVariableName(variable, 'name');
  if (!variable.has('valueFrom')) return;
  const from = variable.at('valueFrom');
  from.oneOf(SOURCES, 'source');
  for (const key of ['configMapKeyRef', 'secretKeyRef']) from.at(key).form('key', DATA_KEY);
  const path = from.at('fieldRef').text('fieldPath');
  if (path !== undefined && !FIELD_PATH.test(path))
    from
      .at('fieldRef')
      .say(
        'fieldPath',
        `is ${quote(path)}, which no variable can take`,
        'write one such as metadata.name, spec.nodeName or status.podIP',
      );
}

function checkVariableName(place: Place, key: string): void {
  const name = place.text(key);
  if (name !== undefined && !/^[ -<>-~]+$/.test(name))
    place.say(key, `is ${quote(name)}; Kubernetes takes what can be printed, without =`);
}

function checkMount(mount: Place): void {
  if (!mount.has('mountPath')) mount.say('mountPath', 'is missing: it says where the volume is to be');
  mount.oneOf(['subPath', 'subPathExpr']);
  for (const key of ['subPath', 'subPathExpr']) checkBelow(mount, key);
  mount.word('mountPropagation', 'None', 'HostToContainer', 'Bidirectional');
}

/** A path that leads down from a volume's root. */
export function checkBelow(place: Place, key: string): void {
  const path = place.text(key);
  if (path === undefined) return;
  if (path.startsWith('/'))
    place.say(key, `is ${quote(path)}; Kubernetes takes a path below the volume`, `write ${path.replace(/^\/+/, '')}`);
  else if (path.split('/').includes('..')) place.say(key, `is ${quote(path)}; Kubernetes takes no .. in it`);
}
