import assert from 'node:assert/strict';
import { test } from 'node:test';
import { saysOf } from '../../testing/chart';
import { ownLabels } from './own-labels';

test('labels by which objects of this chart find each other stay as they are', () => {
  const common = (key: string) => saysOf(ownLabels, { commonLabels: { [key]: 'x' } });
  assert.deepEqual(common('team'), []);
  assert.match(common('app.kubernetes.io/instance')[0] ?? '', /nothing is scraped/);
  assert.match(common('app.kubernetes.io/part-of')[0] ?? '', /helm test/);
  const pods = (key: string) => saysOf(ownLabels, { webapp: { podLabels: { [key]: 'x' } } });
  assert.match(pods('app.kubernetes.io/name')[0] ?? '', /select its own pods/);
  assert.deepEqual(pods('app.kubernetes.io/part-of'), []);
});
