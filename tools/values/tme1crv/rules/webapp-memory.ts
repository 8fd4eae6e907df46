import environment from '../../../../webapp/src/generated/webapp-env.schema.json';
import { maxBodyBytes, memoryShares } from '../../../../webapp/src/memory/shares';
import { isObject, textOf } from '../../json';
import { type Rule, type Violation, warning } from '../../rules/rule';
import type { Values } from '../../rules/values';
import type { Words } from '../../rules/wording';
import { formatBytes } from '../../units/quantity';

const WORDS = {
  heapAboveLimit: {
    message:
      'gives V8 %s for its heap, and webapp.resources.limits.memory is %s: the kernel would kill the web app before V8 collects its garbage',
    fix: 'leave a fifth of the limit to what is outside the heap: at most %s, or no such option, since V8 reads the limit itself',
  },
} as const satisfies Words;

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
    if (!values.on('webapp.enabled') || limit === undefined) return [];
    const heap = heapOption(values, limit);
    const max = maxBodyBytes(memoryShares(limit));
    if (body === undefined || body <= max) return heap;
    const fits = max >= SMALLEST_BODY;
    return [
      ...heap,
      {
        severity: 'error',
        paths: [BODY, LIMIT],
        message: `bodies of ${body} bytes don't fit ${LIMIT} (${formatBytes(limit)}), which has room for ${fits ? max : 'none'}`,
        fix: fits ? `lower ${BODY} to ${max}, or raise ${LIMIT}` : `raise ${LIMIT}`,
      },
    ];
  },
};

// --- internal ---

const EXTRA_ENV = 'webapp.extraEnv';
/** Of the limit; the rest is for buffers, code and stacks. */
const MAX_HEAP_SHARE = 0.8;

/** https://nodejs.org/api/cli.html#--max-old-space-sizesize-in-mib */
function heapOption(values: Values, limit: number): Violation[] {
  return values.list(EXTRA_ENV).flatMap((entry, at) => {
    if (!isObject(entry) || entry['name'] !== 'NODE_OPTIONS') return [];
    const [, mebibytes] = /--max[-_]old[-_]space[-_]size[= ]([0-9]+)/.exec(textOf(entry['value'] ?? '')) ?? [];
    const heap = Number(mebibytes ?? 0) * 2 ** 20;
    if (heap <= limit * MAX_HEAP_SHARE) return [];
    const most = `--max-old-space-size=${Math.floor((limit * MAX_HEAP_SHARE) / 2 ** 20)}`;
    const paths = [[...EXTRA_ENV.split('.'), String(at), 'value'], LIMIT];
    return [warning(paths, WORDS.heapAboveLimit, formatBytes(heap), formatBytes(limit), most)];
  });
}
