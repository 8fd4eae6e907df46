/** What is asked of each contender. */

/** Items that exist; each is `VALUE`, 64 bytes of JSON text. */
export const ITEMS = 1000;
export const VALUE = 'x'.repeat(62);

export interface Workload {
  readonly name: 'GET' | 'PUT' | 'mix';
  readonly title: string;
  /** Of ten requests, how many are writes. */
  readonly writesOfTen: number;
}

export const WORKLOADS: readonly Workload[] = [
  { name: 'GET', title: 'GET of a 64-byte item', writesOfTen: 0 },
  { name: 'PUT', title: 'PUT of a 64-byte item', writesOfTen: 10 },
  { name: 'mix', title: '90 % GET, 10 % PUT', writesOfTen: 1 },
];

export const BODY = JSON.stringify({ value: VALUE });

/**
 * The requests of a workload, in the form of a wrk script: made once, then sent in turn.
 *
 * @param pauseMs how long each connection waits between a response and the next request; undefined: not at all. wrk waits for
 *   whole milliseconds, so of a fraction it is the part of the waits that are longer by one.
 */
export function wrkScript({ writesOfTen }: Workload, pauseMs?: number): string {
  return `
local requests = {}
local turn = 0
function init()
  for i = 0, ${ITEMS - 1} do
    local path = '/items/bench-' .. i
    if i % 10 < ${writesOfTen} then
      requests[i + 1] = wrk.format('PUT', path, { ['Content-Type'] = 'application/json' }, ${lua(BODY)})
    else
      requests[i + 1] = wrk.format('GET', path)
    end
  end
end
function request()
  turn = turn % ${ITEMS} + 1
  return requests[turn]
end
${pauseMs === undefined ? '' : `function delay() return math.floor(${pauseMs} + math.random()) end`}
function done(summary, latency)
  local e = summary.errors
  local failed = e.connect + e.read + e.write + e.status + e.timeout
  local p50, p99 = latency:percentile(50), latency:percentile(99)
  io.write(string.format('result %d %d %d %d %d\\n', summary.requests, summary.duration, failed, p50, p99))
end
`;
}

// --- internal ---

function lua(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}
