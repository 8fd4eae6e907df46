import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Notification } from '../../deploy/local';
import { unfinished } from './integration/quiet';

const alert = (alertname: string, severity = 'critical') => ({ labels: { alertname, severity } });
const notification = (alertname: string, status: Notification['status']): Notification => ({
  ...alert(alertname),
  status,
  receivedAt: 0,
  annotations: {},
  startsAt: '',
});
const NOTHING = { evaluated: [], notified: [], received: [] };

test('an alert that has ended isn’t over before the receiver knows', () => {
  const fired = notification('WebappDown', 'firing');
  assert.deepEqual(unfinished({ ...NOTHING, received: [fired] }, []), ['WebappDown']);
  assert.deepEqual(unfinished({ ...NOTHING, received: [notification('WebappDown', 'resolved'), fired] }, []), []);
  const again = [fired, notification('WebappDown', 'resolved'), fired];
  assert.deepEqual(unfinished({ ...NOTHING, received: again }, []), ['WebappDown']);
});

test('an alert that is about to wake somebody isn’t over, one that would only be shown may go on waiting', () => {
  const pending = (severity: string) => ({ ...alert('RedisMasterDown', severity), state: 'pending' });
  assert.deepEqual(unfinished({ ...NOTHING, evaluated: [pending('critical')] }, []), ['RedisMasterDown']);
  assert.deepEqual(unfinished({ ...NOTHING, evaluated: [pending('warning')] }, []), []);
});

test('what fires counts, at Prometheus or at Alertmanager, but for what remembers former faults', () => {
  const state = {
    ...NOTHING,
    evaluated: [{ ...alert('One', 'warning'), state: 'firing' }],
    notified: [alert('Two'), alert('Budget')],
  };
  assert.deepEqual(unfinished(state, ['Budget']), ['One', 'Two']);
});
