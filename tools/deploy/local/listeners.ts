import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/**
 * The process that listens on a local TCP port, as "redis-server (process 4711)", or undefined when it can't be found:
 * on other systems than Linux, or when it belongs to another user.
 */
export function whoListens(port: number): string | undefined {
  const sockets = new Set(['tcp', 'tcp6'].flatMap((table) => listeningSockets(table, port)));
  if (sockets.size === 0) return undefined;
  for (const pid of tryRead(() => readdirSync('/proc')) ?? []) {
    if (!/^\d+$/.test(pid)) continue;
    for (const descriptor of tryRead(() => readdirSync(`/proc/${pid}/fd`)) ?? []) {
      const target = tryRead(() => readlinkSync(`/proc/${pid}/fd/${descriptor}`));
      if (target !== undefined && sockets.has(target)) return `${programOf(pid)} (process ${pid})`;
    }
  }
  return undefined;
}

// --- internal ---

const LISTENING = '0A';

// proc(5): columns 2 (local address:port in hexadecimal), 4 (state) and 10 (inode) of /proc/net/tcp.
function listeningSockets(table: string, port: number): string[] {
  const rows =
    tryRead(() => readFileSync(`/proc/net/${table}`, 'utf8'))
      ?.trim()
      .split('\n')
      .slice(1) ?? [];
  return rows
    .map((row) => row.trim().split(/\s+/))
    .filter((column) => column[3] === LISTENING && Number.parseInt(column[1]?.split(':').at(-1) ?? '', 16) === port)
    .map((column) => `socket:[${column[9]}]`);
}

function programOf(pid: string): string {
  const command = tryRead(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))?.split('\0')[0];
  return command?.split('/').at(-1) || tryRead(() => readFileSync(`/proc/${pid}/comm`, 'utf8'))?.trim() || 'a process';
}

// Processes come and go while they are listed, and other users' can't be read.
function tryRead<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
