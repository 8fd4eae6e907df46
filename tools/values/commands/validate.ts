import { type ChartContext, type ValuesFile, validateFiles } from '../check/validate';
import { UsageError } from '../errors';
import { type Finding, sortFindings } from '../findings';
import type { CommandIo } from '../plugin';
import { escapeControls } from '../report/escape-controls';
import { formatGithub } from '../report/github';
import { formatJson } from '../report/json';
import { parseSetOption, type SetOption } from '../yaml/set-option';
import { chartContext } from './chart-context';
import { readValuesFile } from './files';

interface ValidateOptions {
  set?: string[];
  setString?: string[];
  setJson?: string[];
  format: 'text' | 'json' | 'github' | 'sarif';
  strict?: true;
  deep?: true;
  release?: string;
  namespace: string;
  effectSeconds: number;
  kubeVersion?: string;
}

/** Prints what is wrong with these files and profiles, merged over the defaults. */
export async function validate(io: CommandIo, names: string[], options: ValidateOptions): Promise<number> {
  const { set, setString, setJson, format, strict, deep } = options;
  const given = (kind: SetOption['kind'], texts: string[] = []) => texts.map((text) => ({ kind, text }));
  // Helm's order: whatever kind comes later wins.
  const setOptions = [...given('set-json', setJson), ...given('set', set), ...given('set-string', setString)];
  const assignments = setOptions.flatMap(parseSetOption);
  if (names.length + assignments.length === 0 && !deep) {
    throw new UsageError('validate takes at least one values file, or --set KEY=VALUE');
  }
  const files = names.map((name) => readValuesFile(name, io));
  const context = await chartContext(io);
  const found = validateFiles(files, context, assignments);
  const findings = deep ? await checkDeeply(io, { files, setOptions, options, found, context }) : found;
  const checked = [...files, ...assignments].map(({ name }) => name).join(', ') || "the chart's own values";
  if (format === 'text') await printText(findings, [...files, context.defaults], checked, io);
  else io.stdout(await MACHINE_FORMATS[format](findings, io));
  return findings.some(({ severity }) => severity === 'error' || strict) ? 1 : 0;
}

// --- internal ---

interface Given {
  files: readonly ValuesFile[];
  setOptions: readonly SetOption[];
  options: ValidateOptions;
  found: readonly Finding[];
  context: ChartContext;
}

/** All findings, those of the render too. Loaded only when asked for. */
async function checkDeeply(io: CommandIo, { files, setOptions, options, found, context }: Given): Promise<Finding[]> {
  const { deepFindings } = await import('../deep/index');
  const { release, namespace, effectSeconds, kubeVersion: kubernetes } = options;
  const { findings, notes } = await deepFindings(
    {
      io,
      chart: io.chart,
      files,
      options: setOptions,
      release: { name: release ?? io.chart.release, namespace },
      kubernetes,
      said: found,
      effectSeconds,
    },
    context,
  );
  for (const note of notes) io.stderr(`note: ${note}\n`);
  const names = [...files.map(({ name }) => name), ...setOptions.flatMap(parseSetOption).map(({ name }) => name)];
  return sortFindings([...found, ...findings], names);
}

/** What is loaded only when it is asked for would make every check slower. */
const MACHINE_FORMATS: Record<
  Exclude<ValidateOptions['format'], 'text'>,
  (findings: Finding[], io: CommandIo) => string | Promise<string>
> = {
  json: formatJson,
  github: (findings) => findings.map((finding) => `${formatGithub(finding)}\n`).join(''),
  sarif: async (findings, io) => (await import('../report/sarif')).formatSarif(findings, io.chart.book),
};

async function printText(findings: Finding[], files: ValuesFile[], checked: string, io: CommandIo): Promise<void> {
  if (findings.length > 0) {
    const { formatFindings } = await import('../report/text');
    io.stderr(formatFindings(findings, { color: io.color, columns: io.terminal?.columns, files }));
  }
  const count = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  const plural = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`;
  const counted = `${plural(count('error'), 'error')}, ${plural(count('warning'), 'warning')}`;
  io.stderr(`${escapeControls(checked)}: ${counted}\n`);
}
