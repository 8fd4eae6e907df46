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
