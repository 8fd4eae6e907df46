import type { ChartContext } from '../check/validate';
import type { CommandIo } from '../plugin';
import { loadSubcharts } from '../subcharts/load';
import { readDefaults } from './files';

/** What values are checked against; one line on stderr names the subcharts that aren't there. */
export async function chartContext(io: CommandIo): Promise<ChartContext> {
  const { trees, missing } = loadSubcharts(io.own.chartFolder(io.root), io);
  if (missing.length > 0) {
    const names = missing.map(({ name, version }) => `${name} ${version}`).join(', ');
    io.stderr(`note: keys of ${names} were not checked: no package (make deps brings them)\n`);
  }
  const schema = io.own.schema(io.root);
  return {
    schema,
    validator: await io.own.validator(schema),
    knowledge: io.own.knowledge,
    defaults: readDefaults(io),
    subcharts: trees,
  };
}
