import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readOptions } from '../options';
import { notesText } from './text';

const DIGESTS = { image: 'sha256:1', chart: 'sha256:2' };
const changes = [
  { commit: 'b2', subject: 'Second' },
  { commit: 'a1', subject: 'First' },
];

test('the notes say what changed, and how to verify and install', () => {
  const options = readOptions({ VERSION: '1.2.3', REGISTRY: 'registry.example.com/team' });
  const text = notesText(options, { since: 'v1.2.2', changes }, DIGESTS);
  assert.match(text, /^# tme1crv 1\.2\.3\n/);
  assert.match(text, /\n## Changes since v1\.2\.2\n\n- Second \(b2\)\n- First \(a1\)\n$/);
  assert.match(
    text,
    /\ncosign verify --certificate-identity-regexp \S+ .* registry\.example\.com\/team\/charts\/tme1crv@sha256:2\n/,
  );
  assert.match(
    text,
    /\nhelm install tme1crv oci:\/\/registry\.example\.com\/team\/charts\/tme1crv --version 1\.2\.3\n/,
  );
  assert.match(text, /\| image `registry\.example\.com\/team\/tme1crv-webapp:1\.2\.3` \| `sha256:1` \|/);
});

test('a first release, signed with a key', () => {
  const options = readOptions({ VERSION: '1.0.0', REGISTRY: 'registry.example.com', COSIGN_KEY: 'cosign.key' });
  const text = notesText(options, { since: undefined, changes }, DIGESTS);
  assert.match(text, /\n## Changes\n\n- Second/);
  assert.match(text, /\ncosign verify --key cosign\.pub registry\.example\.com\/charts\/tme1crv@sha256:2\n/);
});
