import environment from '../../../../webapp/src/generated/webapp-env.schema.json';
import { maxBodyBytes, memoryShares } from '../../../../webapp/src/memory/shares';
import type { Rule } from '../../rules/rule';
import { formatBytes } from '../../units/quantity';

const LIMIT = 'webapp.resources.limits.memory';
const BODY = 'webapp.limits.bodyBytes';
/** The least that webapp.limits.bodyBytes allows, in bytes. */
const SMALLEST_BODY = environment.properties.MAX_BODY_BYTES.minimum;

export const webappMemory: Rule<'webapp-memory'> = {
  name: 'webapp-memory',
  what: 'The memory limit of the web app has no room for the largest body that it takes.',
  why: 'The web app takes no body that its memory limit has no room for, and ends at its start where one could come.',
  example: {
    wrong: 'webapp: { limits: { bodyBytes: 16777216 }, resources: { limits: { memory: 256Mi } } }',
    right: 'webapp: { limits: { bodyBytes: 16777216 }, resources: { limits: { memory: 384Mi } } }',
  },
  check(values) {
    const [limit, body] = [values.quantity(LIMIT), values.number(BODY)];
    if (!values.on('webapp.enabled') || limit === undefined || body === undefined) return [];
    const max = maxBodyBytes(memoryShares(limit));
    if (body <= max) return [];
    const fits = max >= SMALLEST_BODY;
    return [
      {
        severity: 'error',
        paths: [BODY, LIMIT],
        message: `bodies of ${body} bytes don't fit ${LIMIT} (${formatBytes(limit)}), which has room for ${fits ? max : 'none'}`,
        fix: fits ? `lower ${BODY} to ${max}, or raise ${LIMIT}` : `raise ${LIMIT}`,
      },
    ];
  },
};
