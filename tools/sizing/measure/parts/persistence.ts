/** The append-only file, its rewrite under writes, a restart, and a full copy to a new replica. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Capacity } from '../../model/measurements';
import { jsonText } from '../load';
import { RedisNode, randomBelow, upTo } from '../redis-node';
import type { Measured } from '../results';
import { folderBytes } from '../sizes';

const ITEM_BYTES = 1024;
const ITEMS = 200_000;
const WRITES = 20_000;
const PAGE_BYTES = 4096;
/** Some 2000 writes a second during a rewrite: so few that most pages are copied for one write alone. */
const BURST = 100;
const BURST_PAUSE_MS = 50;
/** A rewrite is asked for, not begun by growth, so that what grows is known. */
const OPTIONS = ['--auto-aof-rewrite-percentage', '0'];

export async function measurePersistence(folder: string): Promise<Measured<Capacity['persistence']>> {
  const empty = await RedisNode.start(folder, { args: OPTIONS });
  const emptyBytes = await empty.info('used_memory');
  await empty.stop();
  const redis = await RedisNode.start(folder, { args: OPTIONS });
  try {
    const value = jsonText(ITEM_BYTES);
    await redis.write(upTo(ITEMS), value);
    const dataBytes = (await redis.info('used_memory')) - emptyBytes;
    const residentRatio = redis.residentBytes / (await redis.info('used_memory'));
    await rewrite(redis);
    const compact = folderBytes(redis.folder);
    await redis.write(randomBelow(ITEMS, WRITES), value);
    await sleep(1500); // until everything is in the file
    const appended = folderBytes(redis.folder) - compact;
    const appendPerWriteBytes = appended / WRITES;
    const underWrites = await rewrite(redis, value);
    const rewritePeakRatio = (underWrites.peak - appended - underWrites.writes * appendPerWriteBytes) / compact;
    const restarted = performance.now();
    await redis.restart();
    const loadSeconds = (performance.now() - restarted) / 1000;
    const copy = await copyTo(redis, folder);
    return {
      itemBytes: ITEM_BYTES,
      basePerItemBytes: compact / ITEMS,
      appendPerWriteBytes,
      rewriteBytesPerSecond: dataBytes / underWrites.seconds,
      rewritePeakRatio,
      copiedPagesPerWrite: underWrites.copiedBytes / PAGE_BYTES / underWrites.writes,
      loadBytesPerSecond: dataBytes / loadSeconds,
      syncBytesPerSecond: dataBytes / copy.seconds,
      syncPeakRatio: copy.peak / compact,
      residentRatio,
    };
  } finally {
    await redis.stop();
  }
}

// --- internal ---

/** Rewrites the file; with a value, items are written all the while. */
async function rewrite(redis: RedisNode, value?: string) {
  let done = false;
  let writes = 0;
  let peak = 0;
  const started = performance.now();
  await redis.client.bgrewriteaof();
  const writing = (async () => {
    while (value !== undefined && !done) {
      await redis.write(randomBelow(ITEMS, BURST), value);
      writes += BURST;
      await sleep(BURST_PAUSE_MS);
    }
  })();
  await redis.until(/^aof_rewrite_in_progress:0/m, () => {
    peak = Math.max(peak, folderBytes(redis.folder));
  });
  done = true;
  const seconds = (performance.now() - started) / 1000;
  await writing;
  return { seconds, peak, writes, copiedBytes: await redis.info('aof_last_cow_size') };
}

async function copyTo(source: RedisNode, folder: string): Promise<{ seconds: number; peak: number }> {
  const started = performance.now();
  const replica = await RedisNode.start(folder, { source, core: 0 });
  let peak = 0;
  const look = () => {
    peak = Math.max(peak, folderBytes(replica.folder));
  };
  try {
    await replica.until(/^master_link_status:up/m, look);
    const seconds = (performance.now() - started) / 1000;
    // It then writes the file that it starts from after a restart.
    await sleep(200);
    await replica.until(/^aof_rewrite_in_progress:0\s+^aof_rewrite_scheduled:0/m, look);
    return { seconds, peak };
  } finally {
    await replica.stop();
  }
}
