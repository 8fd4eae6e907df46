import type { ChartContext } from '../check/validate';
import type { CommandIo } from '../plugin';

/** What values are checked against; one line on stderr names the subcharts that aren't there. */
export async function chartContext({ chart, stderr }: CommandIo): Promise<ChartContext> {
  const { trees, missing } = chart.subcharts();
  if (missing.length > 0) {
    const names = missing.map(({ name, version }) => `${name} ${version}`).join(', ');
    stderr(`note: keys of ${names} were not checked: no package (${chart.bring} brings them)\n`);
  }
  return {
    schema: chart.schema,
    validator: await chart.validator(),
    knowledge: chart.knowledge,
    defaults: chart.defaults(),
    subcharts: trees,
    known: chart.known(),
  };
}
