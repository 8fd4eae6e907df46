/** The tables of docs/values.md, docs/rules.md and docs/values-and-subcharts.md: the judged directives of redis.conf, the rules, and which value wins. */

import { DIRECTIVES, EVERY_ADDRESS, type JudgedDirective } from '../redis-conf/directives';
import { RULE_BOOK } from '../rule-book';
import { PRECEDENCES } from '../tables/precedence';

/** By the name of their section. */
export function valuesSections(): Record<string, string> {
  return { directives: directives() };
}

/** Of the page about the rules. */
export function ruleSections(): Record<string, string> {
  return { rules: rules() };
}

/** Likewise, of the page about the subcharts. */
export function subchartSections(): Record<string, string> {
  return { precedence: precedence() };
}

// --- internal ---

function precedence(): string {
  const rows = PRECEDENCES.map(({ loses, to, when, because }) => {
    const [first = '', ...others] = loses;
    const start = first.slice(0, first.lastIndexOf('.') + 1);
    const shown = others.map((path) => (path.startsWith(start) ? path.slice(start.length) : path));
    const value = when ? `the value of \`${to}\` says so` : `\`${to}\` isn't empty`;
    return `| ${[first, ...shown].map((path) => `\`${path}\``).join(', ')} | ${value} | ${because} |\n`;
  });
  return ['| has no effect | while | because |\n|---|---|---|\n', ...rows].join('');
}

function rules(): string {
  const rows = RULE_BOOK.map(
    ({ name, what, inChart }) => `| [\`${name}\`](#${name}) | ${what} | ${inChart ? 'yes' : ''} |\n`,
  );
  const yaml = (word: string, text: string) => `${word}\n\n\`\`\`yaml\n${text}\n\`\`\`\n`;
  const sheets = RULE_BOOK.map(
    ({ name, what, why, example }) =>
      `\n### ${name}\n\n${what} ${why}\n\n${yaml('Wrong:', example.wrong)}\n${yaml('Right:', example.right)}`,
  );
  return ['| rule | what it finds | in the chart too |\n|---|---|---|\n', ...rows, ...sheets].join('');
}

function directives(): string {
  const rows = DIRECTIVES.map(({ name, verdict, reason, ...limits }) => {
    const words = verdict === 'refused' ? 'refused' : 'warning';
    return `| \`${name}\`${limitsOf(limits)} | ${words} | ${reason} |\n`;
  });
  return ['| directive | verdict | why |\n|---|---|---|\n', ...rows].join('');
}

function limitsOf({ when, unless, withoutPassword }: Partial<JudgedDirective>): string {
  const pattern = (text: string) => (text === EVERY_ADDRESS ? 'every address' : `\`${WORDS[text] ?? text}\``);
  return [
    when === undefined ? '' : ` ${pattern(when)}`,
    unless === undefined ? '' : ` other than ${pattern(unless)}`,
    withoutPassword ? ' without a password' : '',
  ].join('');
}

/** Patterns as a reader would write them. */
const WORDS: Readonly<Record<string, string>> = {
  '^yes$': 'yes',
  '^no$': 'no',
  '^0$': '0',
  '^$': '""',
  '^default( |$)': 'default',
};
