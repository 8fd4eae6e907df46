import { isObject } from '../../json';
import { error, type Rule, type Violation, warning } from '../../rules/rule';
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
    const violations: Violation[] = [];
    const ingress = values.on('webapp.ingress.enabled');
    const route = values.on('webapp.httpRoute.enabled');
    const hosts = values.list('webapp.ingress.hosts');
    const secured = new Set(
      values.list('webapp.ingress.tls').flatMap((entry) => (isObject(entry) ? entry['hosts'] : [])),
    );
    const hostnames = new Set(values.list('webapp.httpRoute.hostnames'));
    if (ingress && hosts.length === 0)
      violations.push(error(['webapp.ingress.hosts', 'webapp.ingress.enabled'], IN_CHART.ingressWithoutHosts));
    if (route && values.list('webapp.httpRoute.parentRefs').length === 0)
      violations.push(error(['webapp.httpRoute.parentRefs', 'webapp.httpRoute.enabled'], IN_CHART.routeWithoutParent));
    for (const [at, host] of ingress ? hosts.entries() : []) {
      if (typeof host !== 'string') continue; // the schema refuses it
      const paths = [['webapp', 'ingress', 'hosts', String(at)]];
      if (!secured.has(host)) violations.push(warning([...paths, 'webapp.ingress.tls'], WORDS.ingressWithoutTls, host));
      if (route && hostnames.has(host)) violations.push(error(paths, WORDS.hostTwice, host));
    }
    return violations;
  },
};
