/** The matchers of a route or an inhibition, in their present form and the two that Alertmanager still reads. */
import { isNoList, isObject, textOf } from '../json';
import { kindProblem } from '../prometheus/kinds';
import { isRegularExpression } from '../prometheus/regular-expression';
import { isTemplate } from '../text/template';
import type { FieldCheck, Path } from './field-check';
import { matcherProblem, matchesNothing } from './matchers';

/** @param keys of the list of matchers, and of the maps that are its former forms */
export function checkMatchers(
  check: FieldCheck,
  map: Record<string, unknown>,
  [list = '', ...maps]: readonly string[],
  path: Path,
): void {
  const given = map[list];
  if (isNoList(given) && !isTemplate(given))
    check.error([...path, list], 'is no list', 'put a dash before each matcher');
  for (const [at, one] of check.list(given)) {
    const here = [...path, list, at];
    if (isObject(one)) {
      check.error(here, 'is a map; a matcher is a text', `write '${asText(one)}'`);
    } else if (typeof one !== 'string') check.error(here, 'is no text', `write 'severity = "critical"'`);
    else if (!isTemplate(one)) checkMatcher(check, one, here);
  }
  for (const key of maps) {
    const value = map[key];
    if (value !== undefined && value !== null && !isObject(value))
      check.error([...path, key], 'is no map', 'write `label: value` lines, or use matchers');
    if (isObject(value)) checkLabels(check, value, [...path, key]);
  }
}

// --- internal ---

/** A map of a label and its value, or the operator's form: name, value and matchType or regex. */
function asText(map: Record<string, unknown>): string {
  const { name, value, matchType, regex } = map;
  const [label = 'severity', wanted = 'critical'] = name === undefined ? (Object.entries(map)[0] ?? []) : [name, value];
  const operator = textOf(matchType ?? (regex === true ? '=~' : '='));
  return `${textOf(label)} ${operator} "${textOf(wanted)}"`;
}

function checkLabels(check: FieldCheck, map: Record<string, unknown>, path: Path): void {
  for (const [label, value] of Object.entries(map)) {
    const here = [...path, label];
    if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label) && !isTemplate(label))
      check.error(here, "is no label's name", 'a name has letters, digits and _ alone');
    const wrong = kindProblem(value, 'text', 'Alertmanager');
    if (wrong) check.error(here, wrong.message, wrong.fix);
    else if (path.at(-1)?.endsWith('_re') && !isTemplate(value) && !isRegularExpression(textOf(value)))
      check.error(here, `is ${JSON.stringify(value)}, no regular expression`, "for example 'warning|critical'");
  }
}

function checkMatcher(check: FieldCheck, text: string, path: Path): void {
  const problem = matcherProblem(text);
  if (problem) check.error(path, problem, `for example 'severity = "critical"'`);
  else if (matchesNothing(text))
    check.found.push({
      path,
      severity: 'warning',
      message: `is ${JSON.stringify(text)}, whose value begins with =: no label has that`,
      fix: 'use one =',
    });
}
