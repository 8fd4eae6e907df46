import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTimeZone, scheduleProblem } from './cron';

test('schedules that Kubernetes takes', () => {
  for (const schedule of ['17 3 * * *', '*/5 0-23/2 1,15 jan-DEC mon-fri', '@daily', '0 4 ? * 0', '5/15 * * * *'])
    assert.equal(scheduleProblem(schedule), undefined, schedule);
});

test('schedules that it refuses, and why', () => {
  const why: Record<string, string> = {
    '0 24 * * *': '24 is no hour (0 to 23)',
    '0 3 * * 7': '7 is no day of the week (0 to 6)',
    '0 3 0 * *': '0 is no day of the month (1 to 31)',
    '0 3 * * fri-mon': 'fri-mon is no day of the week (0 to 6)',
    '*/0 * * * *': '*/0 is no minute (0 to 59)',
    '0 3,,4 * * *': 'nothing is no hour (0 to 23)',
    '0 0 3 * * *': 'it has 6 fields instead of 5',
    '@nightly': '@nightly is no schedule that it knows',
  };
  for (const [schedule, said] of Object.entries(why)) assert.equal(scheduleProblem(schedule), said);
});

test('a time zone is one of the database', () => {
  for (const zone of ['Europe/Berlin', 'UTC', 'Etc/GMT+2', 'America/Argentina/Salta'])
    assert.ok(isTimeZone(zone), zone);
  for (const zone of ['Europe/Berln', 'CEST', '+02:00', 'UTC+2', 'Local time']) assert.ok(!isTimeZone(zone), zone);
});
