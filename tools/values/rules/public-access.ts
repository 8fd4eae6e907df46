import { isObject } from '../json';
import { fill, TEMPLATE_WORDING, WORDING } from './messages';
import type { Rule, Violation } from './rule';

export const publicAccess: Rule = {
  name: 'public-access',
  why: 'An Ingress or HTTPRoute that is only half described serves nothing, or serves it in the clear.',
  inChart: true,
  check(values) {
    const violations: Violation[] = [];
    const ingress = values.on('webapp.ingress.enabled');
    const route = values.on('webapp.httpRoute.enabled');
    const hosts = values.list('webapp.ingress.hosts').map(String);
    const secured = new Set(
      values.list('webapp.ingress.tls').flatMap((entry) => (isObject(entry) ? entry['hosts'] : [])),
    );
    const hostnames = new Set(values.list('webapp.httpRoute.hostnames'));
    if (ingress && hosts.length === 0) {
      const paths = ['webapp.ingress.hosts', 'webapp.ingress.enabled'];
      violations.push({ severity: 'error', paths, ...fill(TEMPLATE_WORDING.ingressWithoutHosts) });
    }
    if (route && values.list('webapp.httpRoute.parentRefs').length === 0) {
      const paths = ['webapp.httpRoute.parentRefs', 'webapp.httpRoute.enabled'];
      violations.push({ severity: 'error', paths, ...fill(TEMPLATE_WORDING.routeWithoutParent) });
    }
    for (const [at, host] of ingress ? hosts.entries() : []) {
      const paths = [['webapp', 'ingress', 'hosts', String(at)]];
      if (!secured.has(host)) violations.push({ severity: 'warning', paths, ...fill(WORDING.ingressWithoutTls, host) });
      if (route && hostnames.has(host)) violations.push({ severity: 'error', paths, ...fill(WORDING.hostTwice, host) });
    }
    return violations;
  },
};
