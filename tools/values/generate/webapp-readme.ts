/** The part of webapp/README.md that lists the Redis commands that the web app needs. Its source is the web app's own code. */
import { existsSync, readFileSync } from 'node:fs';
import { aclRules, DATABASE_COMMAND, NEEDED_COMMANDS, OPTIONAL_COMMAND } from '../../../webapp/src/redis/commands';
import { inRoot, PATHS } from '../project';
import type { GeneratedFile, GeneratorInput } from './registry';

/** Without the page there is nothing to write: the rest of its text isn't generated. */
export function generateWebappReadme({ root }: GeneratorInput): GeneratedFile[] {
  if (!existsSync(inRoot(root, PATHS.webappReadme))) return [];
  const text = readFileSync(inRoot(root, PATHS.webappReadme), 'utf8');
  const [start, end] = [text.indexOf(START), text.indexOf(END)];
  if (start === -1 || end < start) throw new Error(`${PATHS.webappReadme} lacks the lines ${START.trim()} and ${END}`);
  return [{ path: PATHS.webappReadme, content: text.slice(0, start + START.length) + permissions() + text.slice(end) }];
}

// --- internal ---

const START = '<!-- commands: gen-values makes this from src/redis/commands.ts -->\n';
const END = '<!-- end: commands -->';

function permissions(): string {
  const rows = NEEDED_COMMANDS.map(({ name, place, use }) => `| \`${name.toUpperCase()}\` | ${place} | ${use} |\n`);
  return [
    `\`\`\`\nACL SETUSER app on >PASSWORD ${aclRules()}\n\`\`\`\n\n`,
    '| Command | Where | Used for |\n|---|---|---|\n',
    ...rows,
    '\n',
    `\`${DATABASE_COMMAND.toUpperCase()}\` besides, when the URL names a database other than 0. \`${OPTIONAL_COMMAND.toUpperCase().replace('|', ' ')}\` may be `,
    'left out: it names the connection in `CLIENT LIST`.\n',
  ].join('');
}
