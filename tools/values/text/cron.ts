/** Schedules as Kubernetes reads them (robfig/cron, its standard form), and time zones. */

/** How to mend one. */
export const SCHEDULE_FIELDS = 'its fields are minute, hour, day of the month, month and day of the week (0 is Sunday)';

/** What is wrong with a schedule, as the end of a sentence; undefined where Kubernetes takes it. */
export function scheduleProblem(schedule: string): string | undefined {
  const text = schedule.trim();
  if (text.startsWith('@')) return NAMED.test(text) ? undefined : `${text} is no schedule that it knows`;
  const fields = text.split(/\s+/);
  if (fields.length !== FIELDS.length) return `it has ${fields.length} fields instead of ${FIELDS.length}`;
  for (const [at, field] of FIELDS.entries()) {
    const wrong = fields[at]?.split(',').find((part) => !isRange(part, field));
    if (wrong !== undefined) return `${wrong || 'nothing'} is no ${field.name} (${field.from} to ${field.to})`;
  }
  return undefined;
}

/** Whether it is a zone of the tz database, which alone Kubernetes takes. */
export function isTimeZone(zone: string): boolean {
  // Offsets and abbreviations such as CEST are no files of that database; a few such as CET and EST are.
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

// --- internal ---

interface Field {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly names?: readonly string[];
}

const NAMED = /^@(yearly|annually|monthly|weekly|daily|midnight|hourly|every \S+)$/;
const FIELDS: readonly Field[] = [
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day of the month', from: 1, to: 31 },
  {
    name: 'month',
    from: 1,
    to: 12,
    names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  },
  // Sunday is 0 alone: with 7, which other crons take, the object is refused.
  { name: 'day of the week', from: 0, to: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
];

/** `*`, `5`, `1-5`, `mon-fri`, each with a step such as `/10`. */
function isRange(part: string, field: Field): boolean {
  const [, range = '', step] = /^([^/]*)(?:\/(.*))?$/.exec(part) ?? [];
  if (step !== undefined && !/^[1-9][0-9]*$/.test(step)) return false;
  if (range === '*' || range === '?') return true;
  const ends = range.split('-').map((end) => numberOf(end, field));
  if (ends.length > 2 || ends.includes(undefined)) return false;
  const [low = 0, high = low] = ends as number[];
  return low >= field.from && high <= field.to && low <= high;
}

function numberOf(text: string, { from, names = [] }: Field): number | undefined {
  const named = names.indexOf(text.toLowerCase());
  if (named >= 0) return from + named;
  return /^[0-9]+$/.test(text) ? Number(text) : undefined;
}
