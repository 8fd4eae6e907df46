/** The findings as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0), which code scanning services and editors read. */
import { version } from '../../../package.json';
import type { Finding } from '../findings';
import { formatPath } from '../json';
import type { BookedRule } from '../rule-book';

/** One run with every rule of the closed list, and a result for each finding. */
export function formatSarif(findings: readonly Finding[], book: readonly BookedRule[]): string {
  const index = new Map(book.map(({ name }, at) => [name as string, at]));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'gen-values', version, rules: book.map(descriptor) } },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => result(finding, index)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

// --- internal ---

function descriptor({ name, what, why, example }: BookedRule) {
  const said = `${what} ${why}`;
  const text = example ? `${said}\n\nWrong:\n${example.wrong}\n\nRight:\n${example.right}` : said;
  const yaml = (word: string, values: string) => `\n\n${word}:\n\n\`\`\`yaml\n${values}\n\`\`\``;
  const markdown = example ? `${said}${yaml('Wrong', example.wrong)}${yaml('Right', example.right)}` : said;
  return { id: name, shortDescription: { text: what }, fullDescription: { text: why }, help: { text, markdown } };
}

/** The fix is text beside the message: SARIF's own `fixes` are replacements to be made without anybody looking. */
function result(finding: Finding, index: ReadonlyMap<string, number>) {
  const { place, path, severity, rule, message, fix } = finding;
  const where = path.length > 0 ? formatPath(path) : undefined;
  const inFile = place.line > 0;
  const said = [inFile ? where : place.file, message].filter((part) => part !== undefined).join(': ');
  return {
    ruleId: rule,
    ruleIndex: index.get(rule),
    level: severity,
    message: { text: fix ? `${said} (${fix})` : said },
    locations: [
      {
        ...(inFile ? { physicalLocation: physical(finding) } : {}),
        ...(where ? { logicalLocations: [{ fullyQualifiedName: where }] } : {}),
      },
    ],
    ...(fix ? { properties: { fix } } : {}),
  };
}

function physical({ place: { file, line, column } }: Finding) {
  return { artifactLocation: { uri: uriOf(file) }, region: { startLine: line, startColumn: column } };
}

/** Relative to where the tool was called, as the names on its command line are. */
function uriOf(file: string): string {
  const encoded = file.split('/').map(encodeURIComponent).join('/');
  return file.startsWith('/') ? `file://${encoded}` : encoded;
}
