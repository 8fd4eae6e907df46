import assert from 'node:assert/strict';
import { test } from 'node:test';
import { imageValues } from './image';

const references: Record<string, [registry: string, repository: string, tag: string, digest: string]> = {
  app: ['', 'app', 'latest', ''],
  'app:1.2': ['', 'app', '1.2', ''],
  'me/app:1.2': ['', 'me/app', '1.2', ''],
  'ghcr.io/me/app:1.2': ['ghcr.io', 'me/app', '1.2', ''],
  'localhost/app': ['localhost', 'app', 'latest', ''],
  'registry:5000/app': ['registry:5000', 'app', 'latest', ''],
  'registry:5000/team/app:v1@sha256:ab': ['registry:5000', 'team/app', 'v1', 'sha256:ab'],
  'ghcr.io/me/app@sha256:ab': ['ghcr.io', 'me/app', '', 'sha256:ab'],
};

for (const [reference, [registry, repository, tag, digest]] of Object.entries(references)) {
  test(`${reference} is read as Docker reads it`, () => {
    assert.deepEqual(imageValues(reference), [
      `webapp.image.registry=${registry}`,
      `webapp.image.repository=${repository}`,
      `webapp.image.tag=${tag}`,
      `webapp.image.digest=${digest}`,
    ]);
  });
}

test('with a registry for all images, a reference without one names that of Docker, under which nodes know it', () => {
  const read = (reference: string) => imageValues(reference, 'docker.io').slice(0, 2);
  assert.deepEqual(read('app:1'), ['webapp.image.registry=docker.io', 'webapp.image.repository=library/app']);
  assert.deepEqual(read('me/app:1'), ['webapp.image.registry=docker.io', 'webapp.image.repository=me/app']);
  assert.deepEqual(read('ghcr.io/me/app:1'), ['webapp.image.registry=ghcr.io', 'webapp.image.repository=me/app']);
});
