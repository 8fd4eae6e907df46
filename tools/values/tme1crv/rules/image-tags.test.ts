import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saysOf } from '../../testing/chart';
import { imageTags } from './image-tags';

test('a moving tag is a warning, unless a digest holds it', () => {
  assert.match(saysOf(imageTags, { redis: { image: { tag: 'latest' } } })[0] ?? '', /^warning: is latest/);
  assert.deepEqual(saysOf(imageTags, { redis: { image: { tag: 'latest', digest: 'sha256:0' } } }), []);
  assert.deepEqual(saysOf(imageTags, {}), []);
});

test('so is a container whose image names no version', () => {
  const says = (image: string) => saysOf(imageTags, { redis: { replica: { sidecars: [{ name: 'log', image }] } } });
  assert.match(says('registry:5000/log')[0] ?? '', /^warning: image registry:5000\/log has no tag/);
  assert.match(says('log:latest')[0] ?? '', /^warning: is latest/);
  for (const held of ['log:1', 'registry:5000/log:1', `log@sha256:${'0'.repeat(64)}`, '{{ .Values.image }}'])
    assert.deepEqual(says(held), [], held);
});

test('a name with capital letters is refused wherever it stands; host and tag may have some', () => {
  const says = (repository: string) => saysOf(imageTags, { webapp: { image: { repository } } });
  assert.match(says('ghcr.io/Shop/webapp')[0] ?? '', /^error: the image ghcr\.io\/Shop\/webapp has capital letters/);
  assert.deepEqual(says('Registry.example.com/shop/webapp'), []);
  const sidecars = (image: string) => saysOf(imageTags, { redis: { replica: { sidecars: [{ name: 'log', image }] } } });
  assert.match(sidecars('Shop/log:1')[0] ?? '', /^error: the image Shop\/log has capital letters/);
  assert.deepEqual(sidecars('shop/log:v1-RC1'), []);
});

test('a repository with a registry in it, and a registry before it', () => {
  const says = (image: Record<string, string>, global = {}) => saysOf(imageTags, { global, redis: { image } });
  assert.match(
    says({ registry: 'docker.io', repository: 'ghcr.io/acme/redis' })[0] ?? '',
    /^error: ghcr\.io\/acme\/redis names a registry, .* would be docker\.io\/ghcr\.io\/acme\/redis$/,
  );
  const mirror = { imageRegistry: 'mirror.example.com:5000' };
  assert.match(says({ registry: '', repository: 'localhost/redis' }, mirror)[0] ?? '', /5000\/localhost\/redis/);
  for (const [image, global] of [
    [{ registry: '', repository: 'ghcr.io/acme/redis' }, {}],
    [{ registry: 'ghcr.io', repository: 'acme/redis' }, {}],
    [{ registry: '', repository: 'acme/redis' }, mirror],
  ] as const)
    assert.deepEqual(says(image, global), []);
});
