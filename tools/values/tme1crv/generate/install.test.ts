import assert from 'node:assert/strict';
import { test } from 'node:test';
import { installSection } from './install';

test('as long as no registry is named, README.md says so and shows the build alone', () => {
  const { install = '' } = installSection('');
  assert.match(install, /^No release is published yet/);
  assert.match(install, /docker build /);
  assert.doesNotMatch(install, /oci:/);
});

test('once one is named, it shows how to verify and install a release first', () => {
  const { install = '' } = installSection('registry.example.com/team');
  assert.match(
    install,
    /cosign verify --certificate-identity-regexp \S+ --certificate-oidc-issuer \S+ registry\.example\.com\/team\/charts\/tme1crv:VERSION\n/,
  );
  assert.match(
    install,
    /helm install tme1crv oci:\/\/registry\.example\.com\/team\/charts\/tme1crv --version VERSION\n/,
  );
  assert.ok(install.indexOf('oci:') < install.indexOf('docker build'));
  assert.doesNotMatch(install, /No release/);
});
