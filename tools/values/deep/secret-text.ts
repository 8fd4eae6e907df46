/** What a rendered Secret holds. */
import { isObject } from '../json';
import type { RenderedObject } from './objects';

/** The text under a key, and in which of its two maps it stands; undefined where the Secret has none. */
export function secretText(
  { value }: RenderedObject,
  name: string,
): { key: 'data' | 'stringData'; text: string } | undefined {
  const { data, stringData } = value;
  const [plain, encoded] = [stringData, data].map((one) => (isObject(one) ? one[name] : undefined));
  if (typeof plain === 'string') return { key: 'stringData', text: plain };
  return typeof encoded === 'string' ? { key: 'data', text: Buffer.from(encoded, 'base64').toString() } : undefined;
}
