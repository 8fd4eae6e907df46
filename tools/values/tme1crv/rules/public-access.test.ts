import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saysOf } from '../../testing/chart';
import { publicAccess } from './public-access';

const says = (webapp: object) => saysOf(publicAccess, { webapp: { ...webapp } });
const ingress = (hosts: string[], tls: object[] = []) => ({ ingress: { enabled: true, hosts, tls: tls as never } });
const httpRoute = { enabled: true, parentRefs: [{ name: 'g' }], hostnames: ['a'] };

test('an Ingress needs hosts, an HTTPRoute a Gateway', () => {
  assert.match(
    says(ingress([]))[0] ?? '',
    /^error: webapp\.ingress\.enabled is true and webapp\.ingress\.hosts is empty/,
  );
  assert.match(
    says({ httpRoute: { enabled: true } })[0] ?? '',
    /^error: webapp\.httpRoute\.enabled is true and .*parentRefs is empty/,
  );
});

test('a host in the clear is a warning, one that is served twice an error', () => {
  assert.deepEqual(says(ingress(['a'], [{ hosts: ['a'] }])), []);
  assert.match(says(ingress(['a', 'b'], [{ hosts: ['a'] }]))[0] ?? '', /^warning: host b has no TLS/);
  assert.match(says({ ...ingress(['a'], [{ hosts: ['a'] }]), httpRoute })[0] ?? '', /^error: host a is served by both/);
});

test('a certificate for all names, for those below one, or of the load balancer is TLS', () => {
  const [host] = ['items.example.com'];
  assert.deepEqual(says(ingress([host], [{ secretName: 't' }])), []);
  assert.deepEqual(says(ingress([host], [{ secretName: 't', hosts: ['*.example.com'] }])), []);
  const annotations = { 'alb.ingress.kubernetes.io/certificate-arn': 'arn:aws:acm:…' };
  assert.deepEqual(says({ ingress: { enabled: true, hosts: [host], annotations } }), []);
  assert.match(says(ingress([`a.${host}`], [{ hosts: ['*.example.com'] }]))[0] ?? '', /^warning: host a\.items/);
});

test('a host is a name', () => {
  for (const host of ['https://a.example.com', 'a.example.com/items', 'A.example.com', '*.*.example.com', '10.0.0.1'])
    assert.deepEqual(says(ingress([host], [{}])), [`error: ${host} is no host name that Kubernetes takes`]);
  for (const host of ['*.example.com', 'localhost', 'a-1.example.com'])
    assert.deepEqual(says(ingress([host], [{}])), []);
  const route = { ...httpRoute, hostnames: ['https://a.example.com'] };
  assert.deepEqual(says({ httpRoute: route }).length, 1);
});

test('a class is named once, and a path is a prefix', () => {
  const annotations = { 'kubernetes.io/ingress.class': 'nginx' };
  const { ingress: plain } = ingress(['a'], [{}]);
  assert.deepEqual(says({ ingress: { ...plain, annotations } }), []);
  assert.match(says({ ingress: { ...plain, annotations, className: 'nginx' } })[0] ?? '', /^error: the annotation/);
  assert.match(says({ ingress: { ...plain, path: '/*' } })[0] ?? '', /^error: is \/\*, and Kubernetes takes a prefix/);
});

test('what a route hangs on has a name, and the fields of the Gateway API', () => {
  const parents = (...parentRefs: object[]) => says({ httpRoute: { ...httpRoute, parentRefs: parentRefs as never } });
  assert.deepEqual(parents({ name: 'g', namespace: 'gateways', sectionName: 'https', port: 443 }), []);
  assert.deepEqual(parents({ namespace: 'gateways' }), ['error: names no Gateway']);
  assert.match(parents({ name: 'g', sectionname: 'https' })[0] ?? '', /^error: has the field sectionname/);
  assert.match(parents({ name: 'g', port: '443' })[0] ?? '', /^error: is the text "443"/);
});
