/** Services, Ingresses and NetworkPolicies: pkg/apis/core/validation and pkg/apis/networking/validation in Kubernetes. */
import { isIP } from 'node:net';
import { isNetwork } from '../../check/kubernetes-relations';
import { quote } from '../../check/words';
import { DNS_1035_LABEL, DNS_1123_SUBDOMAIN, type Form, formProblem, LABEL_KEY, PORT_NAME } from '../name-forms';
import type { Place } from './place';

const MAX_PORT = 65_535;
/** The API server's default for --service-node-port-range. */
const NODE_PORTS = [30_000, 32_767] as const;
const MAX_AFFINITY_SECONDS = 86_400;

export function checkService(spec: Place): void {
  const type = spec.text('type') ?? 'ClusterIP';
  const isOpen = type === 'NodePort' || type === 'LoadBalancer';
  const { clusterIP } = spec.value;
  const isHeadless = clusterIP === 'None';
  if (type === 'ExternalName') {
    spec.required('externalName', 'is missing, and the type ExternalName needs it', 'name the host');
    spec.form('externalName');
  } else if (!isHeadless && spec.each('ports').length === 0) spec.say('ports', 'are none, and a Service needs some');
  if (isOpen && isHeadless)
    spec.say('clusterIP', `is None, which a Service of type ${type} can't be`, 'set type to ClusterIP');
  if (typeof clusterIP === 'string' && clusterIP !== '' && !isHeadless && isIP(clusterIP) === 0)
    spec.say('clusterIP', `is ${quote(clusterIP)}; Kubernetes takes an address, or None`);
  for (const { text, say } of spec.texts('externalIPs'))
    if (isIP(text) === 0) say(`is ${quote(text)}, which is no address`);
  if (type !== 'LoadBalancer') {
    for (const key of ['loadBalancerClass', 'allocateLoadBalancerNodePorts', 'loadBalancerSourceRanges'])
      if (spec.has(key) && !isEmpty(spec.value[key]))
        spec.say(key, `is for the type LoadBalancer, and the type is ${type}`, 'delete it');
  }
  if (!isOpen && spec.texts('externalIPs').length === 0 && spec.has('externalTrafficPolicy'))
    spec.say(
      'externalTrafficPolicy',
      `is for the types NodePort and LoadBalancer, and the type is ${type}`,
      'delete it',
    );
  for (const { text, say } of spec.texts('ipFamilies'))
    if (!/^IPv[46]$/.test(text)) say(`is ${quote(text)}; Kubernetes takes IPv4, IPv6`);
  spec.word('trafficDistribution', 'PreferClose', 'PreferSameZone', 'PreferSameNode');
  spec.at('sessionAffinityConfig', 'clientIP').number('timeoutSeconds', 1, MAX_AFFINITY_SECONDS);
  checkPorts(spec, type);
}

export function checkIngress(spec: Place): void {
  if (spec.each('rules').length === 0 && !spec.has('defaultBackend')) spec.sayOfAll('has no rules', 'name a host');
  spec.form('ingressClassName');
  checkBackend(spec.at('defaultBackend'));
  for (const rule of spec.each('rules')) {
    const host = rule.text('host');
    const problem = host === undefined ? undefined : hostProblem(host);
    if (problem) rule.say('host', problem, ALONE);
    for (const path of rule.at('http').each('paths')) {
      checkPath(path);
      checkBackend(path.at('backend'));
    }
  }
  for (const tls of spec.each('tls')) {
    tls.form('secretName');
    for (const { text, say } of tls.texts('hosts')) {
      const problem = hostProblem(text);
      if (problem) say(problem, ALONE);
    }
  }
}

export function checkNetworkPolicy(spec: Place): void {
  for (const { text, say } of spec.texts('policyTypes'))
    if (!/^(In|E)gress$/.test(text)) say(`is ${quote(text)}; Kubernetes takes Ingress, Egress`);
  for (const rule of [...spec.each('ingress'), ...spec.each('egress')]) {
    for (const port of rule.each('ports')) {
      checkPortOrName(port, 'port');
      port.number('endPort', 1, MAX_PORT);
      const { port: first, endPort } = port.value;
      if (typeof endPort !== 'number') continue;
      if (typeof first !== 'number') port.say('endPort', 'is for a port that is a number');
      else if (endPort < first) port.say('endPort', `is ${endPort}, below port (${first})`);
    }
    for (const peer of [...rule.each('from'), ...rule.each('to')]) checkPeer(peer);
  }
}

// --- internal ---

const isEmpty = (value: unknown) => Array.isArray(value) && value.length === 0;

function checkPorts(spec: Place, type: string): void {
  const ports = spec.each('ports');
  for (const port of ports) {
    const { nodePort } = port.value;
    port.number('port', 1, MAX_PORT);
    checkPortOrName(port, 'targetPort');
    port.form('appProtocol', LABEL_KEY);
    if (ports.length > 1) port.required('name', 'is missing, and each of several ports needs one', 'name the port');
    if (typeof nodePort !== 'number' || nodePort === 0) continue;
    if (type === 'ClusterIP')
      port.say('nodePort', 'is set, and a Service of type ClusterIP has none', 'delete it, or set type to NodePort');
    port.number('nodePort', 1, MAX_PORT);
    if (nodePort > 0 && nodePort <= MAX_PORT && (nodePort < NODE_PORTS[0] || nodePort > NODE_PORTS[1]))
      port.warn(
        'nodePort',
        `is ${nodePort}; a cluster gives out ${NODE_PORTS.join(' to ')} unless it is told otherwise`,
        'leave it out for any free one',
      );
  }
}

/** A port by its number, or by the name that a container gives it. */
export function checkPortOrName(place: Place, key: string): void {
  place.number(key, 1, MAX_PORT);
  place.form(key, PORT_NAME);
}

const ALONE = 'write the name alone in lower case, without scheme, port and path';
const WILDCARD: Form = {
  pattern: /^\*(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$/,
  max: 253,
  expects: 'a `*` for the first part alone',
};

function hostProblem(host: string): string | undefined {
  if (isIP(host) !== 0) return `is ${quote(host)}; Kubernetes takes a name, and no address`;
  return formProblem(host, host.includes('*') ? WILDCARD : DNS_1123_SUBDOMAIN);
}

const NOT_IN_PATH = ['//', '/./', '/../', '%2f', '%2F'];
const NOT_AT_END = ['/..', '/.'];

function checkPath(place: Place): void {
  const path = place.text('path');
  if (path === undefined) return;
  const isOwn = place.text('pathType') === 'ImplementationSpecific';
  const wrong = isOwn
    ? undefined
    : (NOT_IN_PATH.find((one) => path.includes(one)) ?? NOT_AT_END.find((one) => path.endsWith(one)));
  if (!path.startsWith('/')) place.say('path', `is ${quote(path)}; Kubernetes takes a path that begins with /`);
  else if (wrong !== undefined) place.say('path', `is ${quote(path)}; Kubernetes takes none with ${wrong}`);
}

function checkBackend(backend: Place): void {
  if (!backend.has('service')) return;
  const service = backend.at('service');
  service.form('name', DNS_1035_LABEL);
  const port = service.at('port');
  port.oneOf(['name', 'number'], 'name or number');
  port.number('number', 1, MAX_PORT);
  port.form('name', PORT_NAME);
}

function checkPeer(peer: Place): void {
  if (Object.keys(peer.value).length === 0) peer.sayOfAll('is empty', 'name podSelector, namespaceSelector or ipBlock');
  if (!peer.has('ipBlock')) return;
  for (const key of ['podSelector', 'namespaceSelector'])
    if (peer.has(key))
      peer.say(key, 'stands beside ipBlock, and a peer is one or the other', 'make two entries of them');
  const block = peer.at('ipBlock');
  const cidr = block.text('cidr') ?? '';
  for (const { text, say } of block.texts('except')) {
    if (!isNetwork(text))
      say(`is ${quote(text)}, which is no network`, 'write an address and a length, such as 10.0.0.0/8');
    else if (isNetwork(cidr) && !isWithin(text, cidr)) say(`is ${quote(text)}, which is no part of ${cidr}`);
  }
}

/** Whether one network is a smaller part of another; of IPv6 that isn't looked at. */
function isWithin(inner: string, outer: string): boolean {
  if (inner.includes(':') || outer.includes(':')) return true;
  const [a, b] = [inner, outer].map((text) => {
    const [address = '', bits = ''] = text.split('/');
    return { bits: Number(bits), address: address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0) };
  });
  if (a === undefined || b === undefined || a.bits <= b.bits) return false;
  const size = 2 ** (32 - b.bits);
  return Math.floor(a.address / size) === Math.floor(b.address / size);
}
