import { StackError } from '../../deploy/errors';

/**
 * Prints the cases of each alert.
 * @throws StackError for an alert without a firing or a silent case, and for the other problems
 */
export function report(
  alerts: string[],
  fires: Map<string, string[]>,
  silent: Map<string, string[]>,
  otherProblems: string[],
): void {
  const missing = alerts.flatMap((alert) => [
    ...(fires.has(alert) ? [] : [`${alert} has no case in which it fires`]),
    ...(silent.has(alert) ? [] : [`${alert} has no case in which it comes close and stays silent`]),
  ]);
  const unknown = [...fires.keys(), ...silent.keys()].filter((alert) => !alerts.includes(alert));
  for (const alert of alerts) {
    console.log(`  ${alert}`);
    for (const name of fires.get(alert) ?? []) console.log(`    fires:  ${name}`);
    for (const name of silent.get(alert) ?? []) console.log(`    silent: ${name}`);
  }
  const sum = (cases: Map<string, string[]>) => [...cases.values()].flat().length;
  console.log(`${alerts.length} alerts, ${sum(fires)} firing cases, ${sum(silent)} silent cases`);
  const unknowns = unknown.map((alert) => `a case names ${alert}, which is no alert of this chart`);
  const problems = [...missing, ...unknowns, ...otherProblems];
  if (problems.length > 0) throw new StackError(problems.join('\n'));
}
