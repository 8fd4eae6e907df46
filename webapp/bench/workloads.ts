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

/** The requests of a workload, in the form of a wrk script: made once, then sent in turn. */
export function wrkScript({ writesOfTen }: Workload): string {
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
function done(summary, latency)
  local e = summary.errors
  local failed = e.connect + e.read + e.write + e.status + e.timeout
  io.write(string.format('result %d %d %d %d\\n', summary.requests, summary.duration, failed, latency:percentile(99)))
end
`;
}

/** The same as targets for vegeta's json format, one a line. */
export function vegetaTargets({ writesOfTen }: Workload, url: string): string {
  const lines: string[] = [];
  for (let i = 0; i < ITEMS; i += 1) {
    const write = i % 10 < writesOfTen;
    lines.push(
      JSON.stringify({
        method: write ? 'PUT' : 'GET',
        url: `${url}/items/bench-${i}`,
        ...(write
          ? { header: { 'Content-Type': ['application/json'] }, body: Buffer.from(BODY).toString('base64') }
          : {}),
      }),
    );
  }
  return `${lines.join('\n')}\n`;
}

// --- internal ---

function lua(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}
