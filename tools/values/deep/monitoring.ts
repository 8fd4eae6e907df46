/**
 * What Prometheus and Alertmanager read of the rendered objects, checked by their own programs where these are on this machine, and as far as
 * it goes without them where they aren't.
 */
import { parser } from '@prometheus-io/lezer-promql';
import { stringify } from 'yaml';
import { binaryOnThisMachine } from '../../deploy/binaries';
import { checkAlertmanagerConfig } from '../alertmanager/config';
import { isObject, type Json } from '../json';
import { parsedUnlessTemplate } from '../text/template';
import { complaint } from './complaint';
import { OPERATOR_GROUP, type RenderedObject } from './objects';
import type { Problem } from './problem';
import { checkPrometheusConfigs } from './prometheus-config';
import { secretText } from './secret-text';

export interface MonitoringCheck {
  problems: Problem[];
  notes: string[];
}

/** Finds promtool and amtool, and checks with them what there is. @param folder for their files */
export async function checkMonitoring(objects: readonly RenderedObject[], folder: string): Promise<MonitoringCheck> {
  const rules = objects.filter(
    ({ kind, apiVersion }) => kind === 'PrometheusRule' && apiVersion.startsWith(OPERATOR_GROUP),
  );
  const configurations = objects.flatMap(configurationOf);
  const notes: string[] = [];
  const [promtool, amtool] = await Promise.all([find('promtool'), find('amtool')]);
  if (!promtool && rules.length > 0)
    notes.push("rules were checked for the syntax of their queries only: promtool isn't on this machine");
  if (!amtool && configurations.length > 0)
    notes.push("Alertmanager's configuration was checked by rules of this tool: amtool isn't on this machine");
  const problems = await Promise.all([
    ...(promtool ? [checkPrometheusConfigs(promtool, objects, folder)] : []),
    promtool ? askPromtool(promtool, rules, folder) : rules.flatMap(syntaxProblems),
    ...configurations.map((one) => checkConfiguration(one, amtool, folder)),
  ]);
  return { problems: problems.flat(), notes };
}

// --- internal ---

/** A variable that names a file that isn't there is no reason to check nothing else. */
const find = (name: 'promtool' | 'amtool') => binaryOnThisMachine(name).catch(() => undefined);

/** Each object is a file for Prometheus, as the operator makes one of it; `0.yaml: group "a", rule 1, "b": …` is what is said of one. */
async function askPromtool(promtool: string, rules: readonly RenderedObject[], folder: string): Promise<Problem[]> {
  if (rules.length === 0) return [];
  const said = await complaint(
    promtool,
    ['check', 'rules', '--lint=none'],
    rules.map((one) => stringify({ groups: groupsOf(one) })),
    folder,
  );
  const found = [...said.matchAll(/^(\d+)\.yaml: (?:\d+:\d+: )?(.*)$/gm)].slice(0, MAX_SAID);
  return found.flatMap(([, at = '', message = '']): Problem[] => {
    const object = rules[Number(at)];
    if (!object) return [];
    const [, group = '', number = ''] = /^group "([^"]*)", rule (\d+)/.exec(message) ?? [];
    const groups = groupsOf(object);
    const position = groups.findIndex((one) => isObject(one) && one['name'] === group);
    const rule = rulesOf(groups[position])[Number(number) - 1];
    const field = rule === undefined ? ['spec', 'groups'] : ['spec', 'groups', position, 'rules', Number(number) - 1];
    const about = { object, field, rule: 'prometheus-rules', severity: 'error' } as const;
    return [{ ...about, message: `is refused by Prometheus: ${message}`, value: (rule ?? groups) as Json }];
  });
}

const MAX_SAID = 10;

const groupsOf = ({ value }: RenderedObject) => listOf(isObject(value['spec']) ? value['spec']['groups'] : []);
const rulesOf = (group: unknown) => listOf(isObject(group) ? group['rules'] : []);

/** Prometheus' own grammar for editors: where it finds no way to read on, Prometheus finds none either. */
function syntaxProblems(object: RenderedObject): Problem[] {
  return groupsOf(object).flatMap((group, at) =>
    rulesOf(group).flatMap((one, number): Problem[] => {
      const expr = isObject(one) ? one['expr'] : undefined;
      const wrong = typeof expr === 'string' ? errorIn(expr) : undefined;
      if (wrong === undefined) return [];
      const field = ['spec', 'groups', at, 'rules', number, 'expr'];
      const message = `is no query that Prometheus can read, from character ${wrong + 1} on: ${JSON.stringify((expr as string).slice(wrong, wrong + 40))}`;
      return [{ object, field, rule: 'prometheus-rules', severity: 'error', message, value: expr as string }];
    }),
  );
}

function errorIn(expr: string): number | undefined {
  let found: number | undefined;
  parser.parse(expr).iterate({
    enter(node) {
      if (node.type.isError) found ??= node.from;
    },
  });
  return found;
}

interface Configuration {
  object: RenderedObject;
  key: string;
  text: string;
}

/** The Secret that the chart makes for Alertmanager, under the key that the operator reads. */
function configurationOf(object: RenderedObject): Configuration[] {
  if (object.kind !== 'Secret') return [];
  const found = secretText(object, 'alertmanager.yaml');
  return found ? [{ object, ...found }] : [];
}

async function checkConfiguration(
  { object, key, text }: Configuration,
  amtool: string | undefined,
  folder: string,
): Promise<Problem[]> {
  const field = [key, 'alertmanager.yaml'];
  const about = { object, field, rule: 'alertmanager-config', severity: 'error' } as const;
  if (amtool !== undefined) {
    const said = await complaint(amtool, ['check-config'], [text], folder);
    if (said === '') return [];
    if (!isOlder(said)) return [{ ...about, message: `is refused by Alertmanager: ${reason(said)}` }];
  }
  const config = parsedUnlessTemplate(text);
  if (!isObject(config)) return [{ ...about, message: 'is no map: Alertmanager refuses it' }];
  return checkAlertmanagerConfig(config)
    .filter(({ severity }) => severity === 'error')
    .map(({ path: at, message, fix }) => ({ ...about, message: `(${at.join('.')}) ${message}`, fix }));
}

/** Whether it only misses fields: which there are in the chart's version is known here, and the program may be an older one. */
function isOlder(said: string): boolean {
  const lines = [...said.matchAll(/^\s+line \d+: (.*)$/gm)];
  return lines.length > 0 && lines.every(([, line = '']) => /^field \S+ not found in type /.test(line));
}

/** amtool names the file, counts what it found and ends with a summary. */
function reason(said: string): string {
  const [, failed = said] = /FAILED: ([\s\S]*?)(?:\n\s*\n|amtool: |$)/.exec(said) ?? [];
  return failed.replace(/\s+/g, ' ').trim();
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
