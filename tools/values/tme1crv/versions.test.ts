/** A version stands once: whoever needs it reads it from where it is pinned. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { PROJECT_ROOT } from '../io';
import { dependencies } from '../subcharts/packages';
import { pinnedHelmVersion } from './generate/tested-versions';
import { chartFolder } from './project';

/** Where pinned versions stand, what is generated from there, and records of what was measured with them. */
const ALLOWED =
  /^(chart\/Chart\.(yaml|lock)|ci\/tools\/.*go\.(mod|sum)|README\.md|docs\/faults-results\.jsonl|.*package-lock\.json)$/;
/** Helm's checksums belong to one version; a test of its own compares it. */
const WITH_ITS_OWN_TEST = ['tools/deploy/binaries/helm-release.json'];

const pinned = [
  ...dependencies(chartFolder(PROJECT_ROOT)).map(({ name, version }) => [name, version] as const),
  ...['ci/tools/go.mod', 'ci/tools/helm4/go.mod'].map(
    (file) => [`Helm of ${file}`, pinnedHelmVersion(PROJECT_ROOT, file)] as const,
  ),
];

for (const [name, version] of pinned) {
  test(`the version of ${name} stands once`, () => {
    const pattern = `(^|[^0-9.])${version.replaceAll('.', '[.]')}([^0-9]|$)`;
    const found = execFileSync('git', ['grep', '-lIE', pattern], { cwd: PROJECT_ROOT, encoding: 'utf8' })
      .trim()
      .split('\n');
    assert.ok(found.length > 0);
    assert.deepEqual(
      found.filter((file) => !ALLOWED.test(file) && !WITH_ITS_OWN_TEST.includes(file)),
      [],
      `read it from there instead, or put a wildcard in its place`,
    );
  });
}
