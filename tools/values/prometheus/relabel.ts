/** Relabelling steps in Prometheus' own spelling, as it reads them at its start. */

import { isNoList, textOf } from '../json';
import { suggest } from '../text/suggest';
import { isTemplate } from '../text/template';
import { eachMap } from './each-map';
import { notAmong, type Problem, problem } from './problem';
import { isRegularExpression } from './regular-expression';

/** What Prometheus would refuse in a list of steps. */
export function checkRelabelling(given: unknown, path: readonly string[]): Problem[] {
  return eachMap(
    given,
    path,
    { list: 'put a dash before each step', map: `its fields are ${FIELDS.join(', ')}` },
    step,
  );
}

/** A field that Prometheus doesn't know; it refuses the whole file. */
export function unknownField(key: string, known: readonly string[], path: readonly string[]): Problem {
  const close = suggest(key, known) ?? known.find((one) => one === snakeCase(key));
  return problem(
    [...path, key],
    'is no field that Prometheus knows here, and it refuses a configuration with one',
    close ? `did you mean ${close}?` : 'delete it, or put it where it belongs',
  );
}

// --- internal ---

const FIELDS = ['source_labels', 'separator', 'regex', 'modulus', 'target_label', 'replacement', 'action'];
const WITH_TARGET = ['replace', 'hashmod', 'lowercase', 'uppercase', 'keepequal', 'dropequal'];
const ACTIONS = [...WITH_TARGET, 'keep', 'drop', 'labelmap', 'labeldrop', 'labelkeep'];

/** The operator's spelling of the same fields. */
const snakeCase = (key: string) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function step(map: Readonly<Record<string, unknown>>, path: readonly string[]): Problem[] {
  const unknown = Object.keys(map).filter((key) => !FIELDS.includes(key));
  if (unknown.length > 0) return unknown.map((key) => unknownField(key, FIELDS, path));
  const { source_labels: labels, regex, action } = map;
  const found: Problem[] = [];
  if (isNoList(labels) && !isTemplate(labels))
    found.push(problem([...path, 'source_labels'], 'is no list', `write a list: [${textOf(labels)}]`));
  const name = textOf(action ?? 'replace').toLowerCase();
  if (!isTemplate(action) && !ACTIONS.includes(name)) found.push(notAmong([...path, 'action'], action, ACTIONS));
  else if (WITH_TARGET.includes(name) && !map['target_label'])
    found.push(problem(path, `has no target_label, which the action ${name} needs`, 'add it'));
  if (name === 'hashmod' && !map['modulus'])
    found.push(problem(path, 'has no modulus, which the action hashmod needs', 'add it'));
  const others = ['source_labels', 'target_label', 'modulus', 'separator', 'replacement'].filter(
    (key) => map[key] !== undefined,
  );
  if (/^label(drop|keep)$/.test(name) && others.length > 0)
    found.push(
      problem(path, `has ${others[0]}, which the action ${name} doesn't take`, 'delete it: regex alone says which'),
    );
  if (regex !== undefined && regex !== null && !isTemplate(regex) && !isRegularExpression(textOf(regex)))
    found.push(problem([...path, 'regex'], `is ${JSON.stringify(regex)}, no regular expression`, "for example '(.+)'"));
  return found;
}
