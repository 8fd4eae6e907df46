/** A real Redis reads the same values as the rules, and stops at the same. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { findBinaries } from '../../deploy/local';
import { temporaryFolder } from '../testing/io';
import { expectedInstead } from '../tme1crv/redis-conf/directive-values';
import { parseConfiguration } from '../tme1crv/redis-conf/parse';

const READ = [
  'appendonly YES',
  'maxmemory-policy volatile-LFU',
  'timeout 0',
  'list-max-listpack-size -2',
  'repl-backlog-size 1M',
  'save ""',
  'save 900 1 300 10',
  'client-output-buffer-limit normal 0 0 0 pubsub 32mb 8mb 60',
  'client-output-buffer-limit slave 1m 512k 60',
  'notify-keyspace-events ""',
  'notify-keyspace-events KEA',
  'loglevel notice',
  'supervised no',
  'io-threads 128',
  'active-expire-effort 10',
  'slowlog-log-slower-than -1',
  'client-query-buffer-limit 1mb',
  'maxmemory-clients 5%',
  'maxmemory-clients 100mb',
  'oom-score-adj relative',
  'oom-score-adj-values 0 200 800',
  'unixsocketperm 700',
  'latency-tracking-info-percentiles 50 99.9 100',
  'latency-tracking-info-percentiles ""',
  'syslog-facility local7',
  'shutdown-on-sigterm nosave now',
  'propagation-error-behavior panic',
  'acl-pubsub-default allchannels',
];

const STOPPED_AT = [
  'appendonly true',
  'appendonly yes maxmemory 192mb',
  'appendonly',
  'appendfsync every-sec',
  'maxmemory-policy no-eviction',
  'timeout 300s',
  'tcp-keepalive on',
  'maxclients 10k',
  'auto-aof-rewrite-percentage 100%',
  'replica-priority 010',
  'repl-backlog-size 0.5gb',
  'hash-max-listpack-value 64Mi',
  'save no',
  'save 60',
  'save 900 1 300',
  'client-output-buffer-limit replica 64mb 16mb',
  'client-output-buffer-limit primary 64mb 16mb 60',
  'client-output-buffer-limit replica 64mb 16mb 60s',
  'notify-keyspace-events expired',
  'loglevel info',
  'lazyfree-lazy-expire true',
  'io-threads 0',
  'io-threads 129',
  'databases 0',
  'maxclients 0',
  'active-expire-effort 20',
  'repl-timeout 0',
  'repl-backlog-size 0',
  'tcp-keepalive -1',
  'timeout -1',
  'slowlog-max-len -1',
  'replica-priority -1',
  'port 65536',
  'proto-max-bulk-len 512kb',
  'client-query-buffer-limit 10kb',
  'maxmemory-clients 150%',
  'oom-score-adj always',
  'oom-score-adj-values 0 200',
  'oom-score-adj-values 0 200 3000',
  'unixsocketperm 999',
  'latency-tracking-info-percentiles 50 200',
  'syslog-facility local9',
  'shutdown-on-sigterm nosafe',
  'shutdown-on-sigterm save nosave',
  'propagation-error-behavior panics',
  'acl-pubsub-default alls',
];

describe('values of directives', () => {
  let program = '';
  before(async () => {
    ({ 'redis-server': program } = await findBinaries(['redis-server']));
  });
  for (const [lines, read] of [
    [READ, true],
    [STOPPED_AT, false],
  ] as const)
    for (const line of lines)
      test(`${line} is ${read ? 'read' : 'refused'}`, (t) => {
        const file = path.join(temporaryFolder(t), 'redis.conf');
        // Redis gets no further than the end of the file, whatever stands before.
        writeFileSync(file, `${line}\nno-such-directive 1\n`);
        const { stdout, stderr } = spawnSync(program, [file], { encoding: 'utf8', timeout: 20_000 });
        const [, at] = />>> '(.*)'/.exec(stdout + stderr) ?? [];
        assert.equal(at, read ? 'no-such-directive 1' : line);
        const [directive] = parseConfiguration(line);
        assert.ok(directive);
        assert.equal(expectedInstead({ ...directive, source: '', filledIn: false }) === undefined, read);
      });
});
