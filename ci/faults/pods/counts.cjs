// What is counted during the load.

const counts = {
  acks: [], // [number, time of the acknowledgement]
  readTimes: [],
  sent: 0,
  readsSent: 0,
  failedWrites: 0,
  failedReads: 0,
  connects: 0,
  failedConnects: 0,
  // How busy the machine was: the longest time in which this process got nowhere, and the node's load average.
  stalledMs: 0,
  loadAverage: 0,
};
const failures = new Map(); // "write 503 primary-unavailable" -> { count, first, last }

function failed(kind, reason) {
  const now = Date.now();
  const key = `${kind} ${reason}`;
  const entry = failures.get(key) ?? { count: 0, first: now, last: now };
  failures.set(key, { ...entry, count: entry.count + 1, last: now });
  if (kind === 'write') counts.failedWrites += 1;
  else if (kind === 'read') counts.failedReads += 1;
  else counts.failedConnects += 1;
}

/** For the lines of progress. */
function progress() {
  const { acks, readTimes, failedWrites, failedReads, connects, failedConnects } = counts;
  const byReason = Object.fromEntries([...failures].map(([what, { count }]) => [what, count]));
  const numbers = { acked: acks.length, failedWrites, reads: readTimes.length, failedReads, connects, failedConnects };
  return { ...numbers, failures: byReason };
}

/** For the last line. */
function totals() {
  const { acks: _, readTimes: __, readsSent: ___, ...numbers } = counts;
  return { ...numbers, failures: [...failures].map(([what, entry]) => ({ what, ...entry })) };
}

module.exports = { counts, failed, progress, totals };
