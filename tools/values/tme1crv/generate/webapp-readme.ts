/** The parts of webapp/README.md that come from the web app's own sources: the Redis commands it needs, and its environment. */
import environment from '../../../../schemas/webapp-env.schema.json';
import { aclRules, DATABASE_COMMAND, NEEDED_COMMANDS, OPTIONAL_COMMAND } from '../../../../webapp/src/redis/commands';

/** By the name of their section. */
export function webappReadmeSections(): Record<string, string> {
  return { commands: permissions(), environment: variables() };
}

// --- internal ---

function variables(): string {
  const rows = Object.entries(environment.properties).map(([name, property]) => {
    const preset = 'default' in property ? `\`${property.default}\`` : '';
    return `| \`${name}\` | ${preset} | ${property.description} |\n`;
  });
  return ['| Variable | Default | What it is |\n|---|---|---|\n', ...rows].join('');
}

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
