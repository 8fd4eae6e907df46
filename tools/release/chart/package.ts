/** The chart as one package with its subcharts, and its way into the registry. */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { type Context, command } from '../context';
import { CHART_NAME } from '../published';

/** Packs the chart. @returns the package's file */
export async function packageChart(context: Context, chart: string): Promise<string> {
  await command(context, 'packing the chart', context.tools.helm, ['package', chart, '--destination', context.folder]);
  return join(context.folder, `${CHART_NAME}-${context.options.version}.tgz`);
}

/**
 * Pushes a package as `helm push` would, but without a tag, which `helm push` always sets.
 * @returns its digest
 */
export async function pushChart(context: Context, chart: string, file: string, repository: string): Promise<string> {
  const about: Record<string, unknown> = parse(readFileSync(join(chart, 'Chart.yaml'), 'utf8'));
  writeFileSync(join(context.folder, CONFIG), JSON.stringify(about));
  const annotations = [
    ['title', about['name']],
    ['version', about['version']],
    ['description', about['description']],
    ['source', about['home']],
  ].flatMap(([name, text]) => ['--annotation', `org.opencontainers.image.${name}=${text}`]);
  const plain = context.options.plainHttp ? ['--plain-http'] : [];
  const out = await command(
    context,
    `pushing to ${repository}`,
    context.tools.oras,
    [
      'push',
      ...plain,
      '--format',
      'json',
      '--no-tty',
      ...annotations,
      '--config',
      `${CONFIG}:${CONFIG_TYPE}`,
      repository,
      `${basename(file)}:${CONTENT_TYPE}`,
    ],
    { cwd: context.folder },
  );
  return (JSON.parse(out) as { digest: string }).digest;
}

// --- internal ---

const CONFIG = 'chart-config.json';
const CONFIG_TYPE = 'application/vnd.cncf.helm.config.v1+json';
const CONTENT_TYPE = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip';
