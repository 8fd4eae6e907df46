import { INGRESS_CLASS } from '../../check/kubernetes-relations';
import { isObject } from '../../json';
import { error, type Rule, type Violation, warning } from '../../rules/rule';
import type { Values } from '../../rules/values';
import type { Words } from '../../rules/wording';

/** What the template says too, in the same words. */
const IN_CHART = {
  ingressWithoutHosts: {
    message:
      'webapp.ingress.enabled is true and webapp.ingress.hosts is empty: an Ingress without a host serves nothing',
    fix: 'name at least one host',
  },
  routeWithoutParent: {
    message:
      'webapp.httpRoute.enabled is true and webapp.httpRoute.parentRefs is empty: a route without a Gateway serves nothing',
    fix: 'name the Gateway',
  },
} as const satisfies Words;

const WORDS = {
  ingressWithoutTls: {
    message: 'host %s has no TLS: items travel in the clear',
    fix: 'add an entry with its Secret to webapp.ingress.tls',
  },
  hostTwice: {
    message: 'host %s is served by both webapp.ingress and webapp.httpRoute: which one answers depends on the cluster',
    fix: 'keep one of the two',
  },
  hostForm: {
    message: '%s is no host name that Kubernetes takes',
    fix: 'write the name alone in lower case, without scheme, port and path, such as items.example.com or *.example.com',
  },
  classTwice: {
    message:
      'the annotation kubernetes.io/ingress.class and webapp.ingress.className both name a class: Kubernetes refuses the Ingress',
    fix: 'delete the annotation',
  },
  pathPattern: {
    message: 'is %s, and Kubernetes takes a prefix here, not a pattern: it fits no request',
    fix: 'write the prefix alone, such as /',
  },
  parentField: {
    message: 'has the field %s, which a Gateway API parent does not have',
    fix: 'its fields are name, namespace, sectionName, port, group and kind',
  },
  parentWithoutName: { message: 'names no Gateway', fix: 'add its name' },
  parentPort: { message: 'is the text %q; the Gateway API takes a number', fix: 'remove the quotes' },
} as const satisfies Words;

export const publicAccess: Rule<'public-access'> = {
  name: 'public-access',
  what: 'An Ingress or HTTPRoute lacks its hosts, its Gateway or its TLS.',
  why: 'An Ingress or HTTPRoute that is only half described serves nothing, or serves it in the clear.',
  example: {
    wrong: 'webapp: { ingress: { enabled: true, hosts: [items.example.com] } }',
    right:
      'webapp: { ingress: { enabled: true, hosts: [items.example.com], tls: [{ secretName: items-tls, hosts: [items.example.com] }] } }',
  },
  inChart: IN_CHART,
  check(values) {
    const ingress = values.on('webapp.ingress.enabled');
    const route = values.on('webapp.httpRoute.enabled');
    return [...(ingress ? checkIngress(values, route) : []), ...(route ? checkRoute(values) : [])];
  },
};

// --- internal ---

const INGRESS = ['webapp', 'ingress'];
const ROUTE = ['webapp', 'httpRoute'];

function checkIngress(values: Values, route: boolean): Violation[] {
  const hosts = values.list('webapp.ingress.hosts');
  if (hosts.length === 0)
    return [error(['webapp.ingress.hosts', 'webapp.ingress.enabled'], IN_CHART.ingressWithoutHosts)];
  const hostnames = new Set(route ? values.list('webapp.httpRoute.hostnames') : []);
  const annotations = values.map('webapp.ingress.annotations');
  const found: Violation[] = [];
  for (const [at, host] of hosts.entries()) {
    if (typeof host !== 'string') continue; // the schema refuses it
    const path = [...INGRESS, 'hosts', String(at)];
    if (!HOST.test(host)) found.push(error([path], WORDS.hostForm, host));
    else if (!isSecured(host, values.list('webapp.ingress.tls'), annotations))
      found.push(warning([path, 'webapp.ingress.tls'], WORDS.ingressWithoutTls, host));
    if (hostnames.has(host)) found.push(error([path], WORDS.hostTwice, host));
  }
  if (INGRESS_CLASS in annotations && values.text('webapp.ingress.className') !== '')
    found.push(error([[...INGRESS, 'annotations', INGRESS_CLASS]], WORDS.classTwice));
  const prefix = values.text('webapp.ingress.path');
  if (PATTERN.test(prefix)) found.push(error(['webapp.ingress.path'], WORDS.pathPattern, prefix));
  return found;
}

/** A name of DNS, not an address; a star stands for the first label alone. */
const HOST = /^(?![0-9.]+$)(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
/** Of regular expressions and of wildcards. */
const PATTERN = /[*()|^$\\[\]]/;
/** By these the load balancers of AWS and Google have their certificates. */
const CERTIFICATE = /\/(certificate-arn|managed-certificates|pre-shared-cert)$/;

/** An entry without hosts is for all of them; one with a star for the names one label below. */
function isSecured(host: string, tls: readonly unknown[], annotations: Readonly<Record<string, unknown>>): boolean {
  if (Object.keys(annotations).some((key) => CERTIFICATE.test(key))) return true;
  const [, ...parent] = host.split('.');
  const names = [host, ['*', ...parent].join('.')];
  return tls.some((entry) => {
    const hosts = isObject(entry) ? (entry['hosts'] ?? []) : undefined;
    return Array.isArray(hosts) && (hosts.length === 0 || hosts.some((one) => names.includes(one as string)));
  });
}

function checkRoute(values: Values): Violation[] {
  const parents = values.list('webapp.httpRoute.parentRefs');
  const hostnames = values.list('webapp.httpRoute.hostnames');
  const found = hostnames.flatMap((host, at) =>
    typeof host !== 'string' || HOST.test(host)
      ? []
      : [error([[...ROUTE, 'hostnames', String(at)]], WORDS.hostForm, host)],
  );
  if (parents.length === 0)
    return [...found, error(['webapp.httpRoute.parentRefs', 'webapp.httpRoute.enabled'], IN_CHART.routeWithoutParent)];
  return [...found, ...parents.flatMap((parent, at) => checkParent(parent, [...ROUTE, 'parentRefs', String(at)]))];
}

const PARENT_FIELDS = new Set(['group', 'kind', 'name', 'namespace', 'port', 'sectionName']);

/** As the Gateway API defines it, whose definitions no package brings. */
function checkParent(parent: unknown, at: string[]): Violation[] {
  if (!isObject(parent)) return [];
  const unknown = Object.keys(parent).filter((key) => !PARENT_FIELDS.has(key));
  return [
    ...unknown.map((key) => error([[...at, key]], WORDS.parentField, key)),
    ...(parent['name'] ? [] : [error([at], WORDS.parentWithoutName)]),
    ...(typeof parent['port'] === 'string' ? [error([[...at, 'port']], WORDS.parentPort, parent['port'])] : []),
  ];
}
