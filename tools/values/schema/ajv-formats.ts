/** Our formats as Ajv takes them. */
import { FORMATS, hasFormat } from '../units/formats';

/** By name; generated validators look them up here. */
export const AJV_FORMATS = Object.fromEntries(
  Object.entries(FORMATS).map(([name, format]) => [
    name,
    { type: 'string' as const, validate: (text: string) => hasFormat(format, text) },
  ]),
);
