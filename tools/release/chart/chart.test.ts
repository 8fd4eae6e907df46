import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { parse } from 'yaml';
import { PROJECT_ROOT } from '../../values/io';
import { annotations } from './annotations';
import { chartSbom } from './sbom';
import { annotateChart, stampChart } from './stamp';

const folder = mkdtempSync(join(tmpdir(), 'tme1crv-stamp-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const DIGEST = `sha256:${'0'.repeat(64)}`;

test('the released chart differs from the one in the repository by version, image and annotations alone', () => {
  for (const file of FILES) cpSync(join(PROJECT_ROOT, 'chart', file), join(folder, file));
  const before = FILES.map(lines);
  stampChart(folder, '1.2.3', { registry: 'registry.example.com:5000/a/b', digest: DIGEST });
  annotateChart(folder, { 'artifacthub.io/prerelease': 'false' });
  const changed = FILES.flatMap((file, i) => lines(file).filter((line) => !before[i]?.includes(line)));
  assert.deepEqual(
    changed.map((line) => line.trim()),
    [
      'version: 1.2.3',
      'appVersion: 1.2.3',
      'artifacthub.io/prerelease: "false"',
      'registry: "registry.example.com:5000"',
      'repository: a/b/tme1crv-webapp',
      `digest: "${DIGEST}"`,
    ],
  );
});

test('a registry without a path', () => {
  cpSync(join(PROJECT_ROOT, 'chart/values.yaml'), join(folder, 'values.yaml'));
  stampChart(folder, '1.2.3', { registry: 'registry.example.com', digest: DIGEST });
  const { registry, repository } = parse(readFileSync(join(folder, 'values.yaml'), 'utf8')).webapp.image;
  assert.deepEqual([registry, repository], ['registry.example.com', 'tme1crv-webapp']);
});

test('Artifact Hub gets images, changes, and whether it is a pre-release', () => {
  const change = (subject: string) => ({ commit: 'abc', subject });
  const images = ['docker.io/library/redis:8.0', `registry.example.com:5000/a/tme1crv-webapp@${DIGEST}`];
  const some = annotations('1.0.0-rc.1', [change('One: "two" `three`')], images);
  assert.equal(some['artifacthub.io/prerelease'], 'true');
  assert.deepEqual(parse(some['artifacthub.io/changes'] ?? ''), ['One: "two" `three`']);
  assert.deepEqual(parse(some['artifacthub.io/images'] ?? ''), [
    { name: 'redis', image: images[0] },
    { name: 'tme1crv-webapp', image: images[1] },
  ]);
  const many = annotations(
    '1.0.0',
    Array.from({ length: 100 }, (_, i) => change(`Change ${i}`)),
    [],
  );
  const shown: string[] = parse(many['artifacthub.io/changes'] ?? '');
  assert.deepEqual([shown.length, shown.at(-1)], [31, 'and 70 more: see the release notes']);
  assert.equal(many['artifacthub.io/prerelease'], 'false');
});

test('the list of what a chart brings has it, its subcharts and its images, each with a package URL', () => {
  const images = ['docker.io/library/redis:8.0', `registry.example.com:5000/a/tme1crv-webapp@${DIGEST}`];
  const sbom = chartSbom('1.2.3', 0, [{ name: 'redis', version: '4.5.6', sha256: 'ab' }], images) as Sbom;
  assert.deepEqual(
    sbom.packages.map(({ name, versionInfo, externalRefs: [url] }) => [name, versionInfo, url?.referenceLocator]),
    [
      ['tme1crv', '1.2.3', 'pkg:helm/tme1crv@1.2.3'],
      ['redis', '4.5.6', 'pkg:helm/redis@4.5.6'],
      ['docker.io/library/redis', '8.0', 'pkg:oci/redis?repository_url=docker.io%2Flibrary%2Fredis&tag=8.0'],
      [
        'registry.example.com:5000/a/tme1crv-webapp',
        DIGEST,
        `pkg:oci/tme1crv-webapp@${encodeURIComponent(DIGEST)}?repository_url=registry.example.com%3A5000%2Fa%2Ftme1crv-webapp`,
      ],
    ],
  );
  assert.equal(sbom.creationInfo.created, '1970-01-01T00:00:00Z');
});

// --- helpers ---

interface Sbom {
  packages: { name: string; versionInfo: string; externalRefs: { referenceLocator: string }[] }[];
  creationInfo: { created: string };
}

const FILES = ['Chart.yaml', 'values.yaml'];
const lines = (file: string) => readFileSync(join(folder, file), 'utf8').split('\n');
