/** chart/templates/_messages.tpl: what the template refuses in the words of the rules. */

import { sentence } from '../../rules/wording';
import { GENERATED_NOTE, PATHS } from '../project';
import { RULES } from '../rules';
import type { GeneratedFile } from './registry';

export function generateChartMessages(): GeneratedFile[] {
  const words = RULES.flatMap(({ inChart }) => Object.entries(inChart ?? {}));
  const lines = words
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, wording]) => `${name}: ${JSON.stringify(sentence(wording))}\n`);
  const note = GENERATED_NOTE.replace('schemas/', 'tools/values/tme1crv/rules/');
  return [
    {
      path: PATHS.chartMessages,
      content: `{{/*\n${note}\nBy name, for printf. templates/validate.yaml decides when.\n*/}}\n{{- define "tme1crv.messages" -}}\n${lines.join('')}{{- end -}}\n`,
    },
  ];
}
