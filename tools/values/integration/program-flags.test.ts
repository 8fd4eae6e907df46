/** The flags of the monitoring stack's programs are told of one version each: that of the images that the chart brings. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findHelm } from '../../deploy/binaries/helm';
import { bringSubcharts } from '../../deploy/subcharts';
import { PROJECT_ROOT } from '../io';
import { dependencies, findPackage } from '../subcharts/packages';
import { helmTemplate } from '../testing/helm';
import { chartFolder } from '../tme1crv/project';
import { PROGRAMS } from '../tme1crv/tables/program-flags';

const chart = chartFolder(PROJECT_ROOT);
const there = dependencies(chart).every((one) => findPackage(one, chart, process.env));

test('each version is that of the image', {
  skip: there ? false : "the subcharts aren't there (make deps)",
}, async () => {
  await bringSubcharts({ repository: PROJECT_ROOT, helm: () => findHelm(PROJECT_ROOT), say: () => {} });
  const { manifest = '', refusal } = await helmTemplate(chart, []);
  assert.equal(refusal, undefined);
  for (const { name, version } of PROGRAMS) {
    const image =
      { Prometheus: 'prometheus', Alertmanager: 'alertmanager', 'the operator': 'prometheus-operator' }[name] ?? name;
    const tags = [...manifest.matchAll(new RegExp(`image: "?[^"\\s]*/${image}:([^"\\s]+)"?$`, 'gm'))].map(
      ([, tag]) => tag,
    );
    assert.ok(tags.length > 0, image);
    for (const tag of tags)
      assert.match(
        tag ?? '',
        new RegExp(`^${version.replaceAll('.', '\\.')}(-|$)`),
        `${image}: take the flags of ${tag} into program-flags.ts`,
      );
  }
});
