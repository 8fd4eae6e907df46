/** The parts that several operations of the OpenAPI document share. */
import { MATCH_PATTERN } from '../conditions';
import { ID_PATTERN } from '../item-id';
import { PROBLEMS, type ProblemName } from '../problem';

export const ref = (kind: string, name: string) => ({ $ref: `#/components/${kind}/${name}` });

const text = { type: 'string' };

export const schemas = {
  Id: {
    type: 'string',
    pattern: ID_PATTERN,
    description: '1 to 256 characters, but neither . nor .., which are steps in a path.',
  },
  Item: {
    type: 'object',
    required: ['id', 'value'],
    properties: { id: ref('schemas', 'Id'), value: { description: 'Any JSON.' } },
  },
  Page: {
    type: 'object',
    required: ['items', 'next'],
    properties: {
      items: { type: 'array', items: ref('schemas', 'Item') },
      next: { type: ['string', 'null'], description: 'The cursor of the next page; null at the end.' },
    },
  },
  Batch: {
    type: 'object',
    required: ['items', 'missing'],
    properties: {
      items: { type: 'array', items: ref('schemas', 'Item') },
      missing: { type: 'array', items: ref('schemas', 'Id'), description: 'Ids without an item.' },
    },
  },
  PageOrBatch: { anyOf: [ref('schemas', 'Page'), ref('schemas', 'Batch')] },
  Health: {
    type: 'object',
    required: ['status'],
    properties: { status: text, reason: text, wayOut: text, redis: { type: 'object' } },
  },
  Problem: {
    description: 'RFC 9457.',
    type: 'object',
    required: ['type', 'title', 'status', 'detail'],
    properties: {
      type: { type: 'string', enum: Object.keys(PROBLEMS).map((name) => `/problems/${name}`) },
      title: text,
      status: { type: 'integer' },
      detail: text,
      requestId: text,
    },
  },
};

const header = (description: string, schema: object = text) => ({ description, schema });

export const headers = {
  'Consistency-Token': header('Opaque. A read that brings it sees this write.'),
  'Served-By': header('Which node served the read.', { type: 'string', enum: ['replica', 'primary', 'replica-stale'] }),
  'Served-By-Node': header('The name of that node, while the page for browsers is on.'),
  Consistency: header('Present when it can’t be told whether the response includes the token’s write.', {
    type: 'string',
    enum: ['unverified'],
  }),
  'X-Request-Id': header('The request’s own id, or a new one.'),
  'Retry-After': header('Seconds.', { type: 'integer' }),
  ETag: header('The state of the item, for If-Match.'),
  'WWW-Authenticate': header('RFC 6750: that a token is needed, or what is wrong with it.'),
  Allow: header('The methods that this path takes.'),
  Location: header('The new item’s path.'),
};

export const parameters = {
  Id: { name: 'id', in: 'path', required: true, schema: ref('schemas', 'Id'), example: 'greeting' },
  Token: {
    name: 'Consistency-Token',
    in: 'header',
    description: 'From a write, which the response then includes.',
    schema: text,
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    description: 'Write only when the item has one of these ETags; * when it exists. Not together with If-None-Match.',
    schema: { type: 'string', pattern: MATCH_PATTERN },
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    description: 'Write only when the item does not exist.',
    schema: { type: 'string', enum: ['*'] },
  },
};

/** A response with JSON and the headers that it may carry. */
export function json(description: string, schema: string, ...named: (keyof typeof headers)[]) {
  return {
    description,
    headers: headersOf([...named, 'X-Request-Id']),
    content: { 'application/json': { schema: ref('schemas', schema) } },
  };
}

/** A response without a body. */
export function empty(description: string, ...named: (keyof typeof headers)[]) {
  return { description, headers: headersOf([...named, 'X-Request-Id']) };
}

/** What any request may get, most of it before a route is looked for. */
const ANYWHERE = [
  'bad-request',
  'request-timeout',
  'url-too-long',
  'headers-too-large',
  'internal-error',
  'overloaded',
] as const;

/** Problem responses by status: these, and those that any request may get. */
export function problems(...names: ProblemName[]): Record<string, object> {
  return problemsOf([...names, ...ANYWHERE]);
}

/** Problem responses by status. */
export function problemsOf(names: readonly ProblemName[]): Record<string, object> {
  const byStatus: Record<string, string[]> = {};
  for (const name of new Set(names)) {
    const { status, title } = PROBLEMS[name];
    byStatus[status] = [...(byStatus[status] ?? []), `${title} (\`/problems/${name}\`).`];
  }
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, lines]) => [
      status,
      {
        description: lines.join(' '),
        headers: headersOf(status === '503' ? ['X-Request-Id', 'Retry-After'] : ['X-Request-Id']),
        content: { 'application/problem+json': { schema: ref('schemas', 'Problem') } },
      },
    ]),
  );
}

/** Responses of one status carry these headers too. */
export function withHeaders(
  responses: Record<string, object>,
  status: number,
  ...named: (keyof typeof headers)[]
): Record<string, object> {
  const response = responses[status] as { headers?: object } | undefined;
  return { ...responses, [status]: { ...response, headers: { ...response?.headers, ...headersOf(named) } } };
}

// --- internal ---

function headersOf(names: string[]) {
  return Object.fromEntries(names.map((name) => [name, ref('headers', name)]));
}
