import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SameRender } from './same-render';

const render = (...lines: string[]) => ['---', '# Source: a/templates/x.yaml', ...lines].join('\n');

test('what differs by itself is no difference, anywhere else it is one', () => {
  const baseline = new SameRender(render('  sum: 1', '  key: a', '  random: x'), [
    render('  sum: 1', '  key: a', '  random: y'),
    render('  sum: 2', '  key: a', '  random: z'),
  ]);
  assert.equal(baseline.is(render('  sum: 7', '  key: a', '  random: q')), true);
  assert.equal(baseline.is(render('  sum: 7', '  key: b', '  random: q')), false);
  assert.equal(baseline.is(render('  sum: 7', '  random: q')), false);
  assert.equal(baseline.is(render('  sum: 7', '  key: a', '  random: q').replace('x.yaml', 'y.yaml')), false);
});
