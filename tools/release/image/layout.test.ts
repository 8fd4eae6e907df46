import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { digestOf, imageIndex } from './index';
import { IMAGE_INDEX, IMAGE_MANIFEST, readLayout } from './layout';

const root = mkdtempSync(join(tmpdir(), 'tme1crv-layout-'));
after(() => rmSync(root, { recursive: true, force: true }));
let folder = '';
let layouts = 0;

beforeEach(() => {
  folder = join(root, String(layouts++));
  mkdirSync(join(folder, 'blobs/sha256'), { recursive: true });
});

test('a layout with one image', async () => {
  const manifest = image('amd64');
  index([manifest]);
  const read = await readLayout(folder, 'linux/amd64');
  assert.deepEqual(read.descriptor, { ...manifest, platform: { os: 'linux', architecture: 'amd64' } });
});

test("an index inside, with the builder's attestation beside the image", async () => {
  const manifest = image('arm64', 'v8');
  const attestation = { ...image('none'), platform: { os: 'unknown', architecture: 'unknown' } };
  index([json(IMAGE_INDEX, { schemaVersion: 2, manifests: [manifest, attestation] })]);
  const { descriptor } = await readLayout(folder, 'linux/arm64');
  assert.equal(descriptor.digest, manifest.digest);
  assert.deepEqual(descriptor.platform, { os: 'linux', architecture: 'arm64', variant: 'v8' });
});

test('another platform than the one that was asked for', async () => {
  index([image('amd64')]);
  await assert.rejects(readLayout(folder, 'linux/arm64'), /asked for linux\/arm64 and made linux\/amd64/);
});

test('no image, and two', async () => {
  index([]);
  await assert.rejects(readLayout(folder, 'linux/amd64'), /holds 0 images instead of one/);
  index([image('amd64'), image('arm64')]);
  await assert.rejects(readLayout(folder, 'linux/amd64'), /holds 2 images instead of one/);
});

test('a changed byte in a layer, in the configuration, in the manifest', async () => {
  const manifest = image('amd64');
  index([manifest]);
  for (const digest of [digestOf('layer of amd64'), ...blobs.slice(-2)]) {
    const file = join(folder, 'blobs/sha256', digest.slice('sha256:'.length));
    const before = contents.get(digest) ?? '';
    writeFileSync(file, `${before.slice(0, -1)}#`);
    await assert.rejects(readLayout(folder, 'linux/amd64'), { name: 'StackError', message: /is damaged/ });
    writeFileSync(file, `${before} `);
    await assert.rejects(readLayout(folder, 'linux/amd64'), { name: 'StackError', message: /is damaged/ });
    rmSync(file);
    await assert.rejects(readLayout(folder, 'linux/amd64'), { name: 'StackError', message: /is missing/ });
    writeFileSync(file, before);
  }
  await readLayout(folder, 'linux/amd64');
});

for (const [name, text, message] of [
  ['no JSON', '{', /is no JSON object/],
  ['a list', '[]', /is no JSON object/],
  ['no manifests', '{}', /holds 0 images/],
  [
    'an entry without a digest',
    '{"manifests":[{"mediaType":"x","size":1}]}',
    /without media type, SHA-256 digest or size/,
  ],
  [
    'a digest that is a path',
    '{"manifests":[{"mediaType":"x","size":1,"digest":"sha256:../../x"}]}',
    /without media type, SHA-256 digest or size/,
  ],
  ['more than a manifest may have', ' '.repeat(5 * 1024 * 1024), /a manifest has at most/],
] as const) {
  test(`index.json: ${name}`, async () => {
    writeFileSync(join(folder, 'index.json'), text);
    await assert.rejects(readLayout(folder, 'linux/amd64'), { name: 'StackError', message });
  });
}

test('no layout at all', async () => {
  await assert.rejects(readLayout(join(folder, 'none'), 'linux/amd64'), {
    name: 'StackError',
    message: /index\.json is missing/,
  });
});

test('the index names every platform; the same images make the same digest', async () => {
  index([image('amd64')]);
  const images = [await readLayout(folder, 'linux/amd64')];
  const first = imageIndex(images, { a: '1' });
  assert.deepEqual(imageIndex(images, { a: '1' }), first);
  assert.notEqual(imageIndex(images, { a: '2' }).digest, first.digest);
  const { manifests, mediaType } = JSON.parse(first.text);
  assert.equal(mediaType, IMAGE_INDEX);
  assert.deepEqual(manifests[0].platform, { os: 'linux', architecture: 'amd64' });
  assert.equal(first.digest, digestOf(first.text));
});

// --- helpers ---

const blobs: string[] = [];
const contents = new Map<string, string>();

function blob(mediaType: string, content: string) {
  const digest = digestOf(content);
  writeFileSync(join(folder, 'blobs/sha256', digest.slice('sha256:'.length)), content);
  blobs.push(digest);
  contents.set(digest, content);
  return { mediaType, digest, size: Buffer.byteLength(content) };
}

const json = (mediaType: string, value: unknown) => blob(mediaType, JSON.stringify(value));

function image(architecture: string, variant?: string) {
  const layer = blob('application/vnd.oci.image.layer.v1.tar', `layer of ${architecture}`);
  const config = json('application/vnd.oci.image.config.v1+json', { os: 'linux', architecture, variant });
  return json(IMAGE_MANIFEST, { schemaVersion: 2, config, layers: [layer] });
}

function index(manifests: unknown[]): void {
  writeFileSync(join(folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests }));
}
