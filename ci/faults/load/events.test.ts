import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { progressOf, reportOf } from './events';

const END = '{"type":"end","sent":3,"failedWrites":1,"failures":[],"wrong":[],"unlisted":[],"twice":[]}';

describe('the output of the load', () => {
  test('has its lists in several lines', () => {
    const report = reportOf([
      '{"type":"progress","t":1000,"acked":2}',
      '{"type":"acks","list":[[0,1000]]}',
      '{"type":"acks","list":[[1,1005]]}',
      '{"type":"missing","list":[1]}',
      END,
    ]);
    assert.ok(typeof report === 'object');
    assert.deepEqual(report.acks, [
      [0, 1000],
      [1, 1005],
    ]);
    assert.deepEqual([report.missing, report.reads, report.sent], [[1], [], 3]);
  });

  test('without an end is no report', () =>
    assert.equal(reportOf(['{"type":"acks","list":[[0,1000]]}']), 'the load has not come to its end'));

  test('may say why it failed', () => assert.equal(reportOf(['{"type":"error","message":"no token"}']), 'no token'));

  test('may have lines of others, and half a line at its end', () => {
    assert.equal(progressOf('Warning: something'), undefined);
    assert.equal(progressOf('{"type":"progress","t":10'), undefined);
    assert.equal(progressOf('{"type":"progress","t":1000}')?.t, 1000);
  });
});
