/** The tables of docs/values.md: the rules with their reasons, and the directives of redis.conf that are judged. */
import { DIRECTIVES, EVERY_ADDRESS, type JudgedDirective } from '../redis-conf/directives';
import { RULES } from '../rules';

/** By the name of their section. */
export function valuesSections(): Record<string, string> {
  return { rules: rules(), directives: directives() };
}

// --- internal ---

function rules(): string {
  const rows = [...RULES]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, why, inChart }) => `| \`${name}\` | ${why} | ${inChart ? 'yes' : ''} |\n`);
  return ['| rule | why | in the chart too |\n|---|---|---|\n', ...rows].join('');
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
