/** Times at which routes are muted or active. */
import { isNoList, isObject, textOf } from '../json';
import { type Problem, problem } from '../prometheus/problem';
import { INTERVAL } from './fields';

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const MONTHS = 'january february march april may june july august september october november december'.split(' ');

/** What is wrong in the entries of `time_intervals`. @param names those of other lists, to which it adds its own */
export function checkTimeIntervals(list: unknown, path: readonly string[], names: Set<string>): Problem[] {
  if (isNoList(list)) return [problem(path, 'is no list', 'put a dash before each entry: - name: NAME')];
  const intervals = Array.isArray(list) ? [...list.entries()] : [];
  return intervals.flatMap(([at, one]): Problem[] => {
    const here = [...path, String(at)];
    if (!isObject(one)) return [problem(here, 'is no map', 'write name: and time_intervals:')];
    const name = textOf(one['name'] ?? '');
    const found: Problem[] = [];
    if (name === '') found.push(problem(here, 'has no name', 'add it; routes refer to it'));
    else if (names.has(name))
      found.push(problem([...here, 'name'], `${JSON.stringify(name)} is there twice`, 'remove one'));
    names.add(name);
    const given = one['time_intervals'];
    const ranges = Array.isArray(given) ? given : [];
    if (isNoList(given)) found.push(problem([...here, 'time_intervals'], 'is no list', 'put a dash before each entry'));
    return [
      ...found,
      ...Object.keys(one)
        .filter((key) => key !== 'name' && key !== 'time_intervals')
        .map((key) => problem([...here, key], 'is no field here', 'its fields are name and time_intervals')),
      ...ranges.flatMap((range, index) => checkRange(range, [...here, 'time_intervals', String(index)])),
    ];
  });
}

// --- internal ---

const LISTS = INTERVAL.filter((key) => key !== 'location');

function checkRange(range: unknown, path: readonly string[]): Problem[] {
  if (!isObject(range)) return [problem(path, 'is no map', `its keys are ${INTERVAL.join(', ')}`)];
  const unknown = Object.keys(range)
    .filter((key) => !INTERVAL.includes(key))
    .map((key) => problem([...path, key], 'is no field of a time interval', `the fields are ${INTERVAL.join(', ')}`));
  const each = (key: string, position: (one: string) => number, example: string) =>
    entries(range[key]).flatMap(([at, value]): Problem[] => {
      const here = [...path, key, at];
      const span = spanOf(textOf(value).toLowerCase(), position);
      if (span === undefined)
        return [problem(here, `is ${JSON.stringify(value)}, which Alertmanager can't read`, `for example ${example}`)];
      return span.from <= span.to
        ? []
        : [
            problem(
              here,
              `is ${JSON.stringify(value)}, which ends before it starts: Alertmanager doesn't go round`,
              'write two entries, one to the end and one from the beginning',
            ),
          ];
    });
  const texts = Object.keys(range)
    .filter((key) => LISTS.includes(key) && range[key] !== null && !Array.isArray(range[key]))
    .map((key) => problem([...path, key], 'is no list', `write a list: [${JSON.stringify(range[key])}]`));
  if (texts.length > 0) return [...unknown, ...texts];
  return [
    ...unknown,
    ...location(range['location'], [...path, 'location']),
    ...entries(range['times']).flatMap(([at, value]) => checkTimes(value, [...path, 'times', at])),
    ...each('weekdays', (day) => DAYS.indexOf(day), "'monday:friday'"),
    ...each('months', monthOf, "'april:june' or '4:6'"),
    ...each('days_of_month', dayOf, "'1:7' or '-3:-1'"),
    ...each('years', (year) => (/^[0-9]{4}$/.test(year) ? Number(year) : -1), "'2026:2028'"),
  ];
}

const entries = (list: unknown): [string, unknown][] =>
  Array.isArray(list) ? list.map((value, at) => [String(at), value]) : [];

function location(value: unknown, path: readonly string[]): Problem[] {
  if (value === undefined || value === null || value === 'Local') return [];
  try {
    new Intl.DateTimeFormat('en', { timeZone: textOf(value) });
    return [];
  } catch {
    return [problem(path, `is ${JSON.stringify(value)}, no time zone`, 'for example Europe/Berlin')];
  }
}

/** Where one value, or two with a colon between them, begin and end; undefined when they can't be read. */
function spanOf(text: string, position: (one: string) => number): { from: number; to: number } | undefined {
  const [first = '', last = first, ...more] = text.split(':');
  const [from, to] = [position(first.trim()), position(last.trim())];
  return more.length > 0 || from === -1 || to === -1 ? undefined : { from, to };
}

function monthOf(text: string): number {
  if (/^[0-9]+$/.test(text)) return Number(text) >= 1 && Number(text) <= 12 ? Number(text) : -1;
  const at = MONTHS.indexOf(text);
  return at === -1 ? -1 : at + 1;
}

/** Days from the end of the month count backwards: -1 is the last one. */
function dayOf(text: string): number {
  if (!/^-?[0-9]+$/.test(text)) return -1;
  const day = Number(text);
  if (day === 0 || Math.abs(day) > 31) return -1;
  return day > 0 ? day : 32 + day;
}

function checkTimes(value: unknown, path: readonly string[]): Problem[] {
  if (!isObject(value)) return [problem(path, 'is no map', 'write start_time: and end_time:')];
  const read = (key: string) => {
    const [, hours = '', minutes = ''] = /^([0-9]{2}):([0-9]{2})$/.exec(textOf(value[key] ?? '')) ?? [];
    const total = Number(hours) * 60 + Number(minutes);
    return hours === '' || Number(minutes) > 59 || total > 24 * 60 ? undefined : total;
  };
  const [start, end] = [read('start_time'), read('end_time')];
  const wrong = ['start_time', 'end_time'].find((key) => read(key) === undefined);
  if (wrong !== undefined)
    return [
      problem(
        [...path, wrong],
        `is ${JSON.stringify(value[wrong] ?? null)}, no time of day`,
        "write it as '08:30', in quotes",
      ),
    ];
  if ((start ?? 0) >= (end ?? 0))
    return [problem(path, 'ends before it starts', "split it at midnight: '22:00' to '24:00', and '00:00' to '06:00'")];
  return [];
}
