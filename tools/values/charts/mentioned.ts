/** Words that a chart's sources use as keys, wherever: what bears one of these names is hardly a slip of the finger. */
import type { ChartFiles } from '../subcharts/chart-files';

/** The names of fields and texts in templates, and of keys in comments of values.yaml, of a chart and those inside it. */
export function mentionedWords(chart: ChartFiles, words = new Set<string>()): Set<string> {
  for (const template of [...chart.templates, ...chart.texts]) {
    for (const [, field] of template.matchAll(/\.([A-Za-z_][\w]*)/g)) words.add(field as string);
    for (const [, text] of template.matchAll(/"([A-Za-z_][\w.-]*)"/g)) words.add(text as string);
  }
  for (const [, key] of chart.values.matchAll(/^[^\S\n]*#[#\s-]*([A-Za-z_][\w./-]*):(?:\s|$)/gm))
    words.add(key as string);
  for (const inner of chart.subcharts.values()) mentionedWords(inner, words);
  return words;
}
