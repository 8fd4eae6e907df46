import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseReplicationInfo } from './replication-info';

const id = (letter: string) => letter.repeat(40);

test('a master’s reply gives its own offset', () => {
  const reply = [
    '# Replication',
    'role:master',
    'connected_slaves:1',
    'slave0:ip=127.0.0.1,port=7001,state=online,offset=28,lag=1',
    `master_replid:${id('a')}`,
    `master_replid2:${id('0')}`,
    'master_repl_offset:28',
    'second_repl_offset:-1',
    '',
  ].join('\r\n');
  assert.deepEqual(parseReplicationInfo(reply), {
    role: 'master',
    replid: id('a'),
    replid2: id('0'),
    secondOffset: -1,
    offset: 28,
    linkUp: true,
  });
});

test('a replica’s reply gives the offset that it has applied, not the one it has received', () => {
  const reply = [
    '# Replication',
    'role:slave',
    'master_link_status:down',
    'slave_read_repl_offset:500',
    'slave_repl_offset:400',
    `master_replid:${id('b')}`,
    `master_replid2:${id('a')}`,
    'master_repl_offset:450',
    'second_repl_offset:391',
    '',
  ].join('\r\n');
  assert.deepEqual(parseReplicationInfo(reply), {
    role: 'slave',
    replid: id('b'),
    replid2: id('a'),
    secondOffset: 391,
    offset: 400,
    linkUp: false,
  });
});

test('a reply without a role or an id is refused', () => {
  assert.throws(() => parseReplicationInfo('# Replication\r\n'), /names no role/);
  assert.throws(() => parseReplicationInfo('\r\nrole:master\r\nmaster_repl_offset:1\r\n'), /Redis 4\.0/);
});
