/** Which of a chart's own values its templates can't do without, as far as the schema tells. */
import type { JsonSchema } from './types';

/** In a map of free keys, such as requests and limits, each of them may go, and so may what is empty by default. */
export function needed(parent: JsonSchema, { type, default: own }: JsonSchema): boolean {
  return typeof parent.additionalProperties !== 'object' && ![type].flat().includes('null') && !isEmpty(own);
}

const isEmpty = (value: unknown) =>
  value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
