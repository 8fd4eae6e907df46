/** What each operation takes and returns, for the contract (OpenAPI 3.1). Which path and method it belongs to: ../routes/index.ts. */
import type { LimitsConfig } from '../../config/config';
import { empty, json, problems, ref, withHeaders } from './components';

const read = ['no-source', 'invalid-consistency-token'] as const;
const write = ['primary-unavailable', 'outcome-unknown'] as const;
const body = ['invalid-json', 'invalid-body', 'body-too-large', 'unsupported-media-type'] as const;
const condition = ['invalid-condition', 'precondition-failed'] as const;
const conditions = [ref('parameters', 'IfMatch'), ref('parameters', 'IfNoneMatch')];
const source = ['Served-By', 'Served-By-Node', 'Consistency'] as const;

const requestBody = {
  required: true,
  content: {
    'application/json': { schema: ref('schemas', 'ItemBody'), example: { value: 'hello', ttlSeconds: 3600 } },
  },
};

const object = { ...empty('Done.'), content: { 'application/json': { schema: { type: 'object' } } } };

/** By operationId; `limits` are the service's. */
export const OPERATIONS = {
  listItems: (limits: LimitsConfig) => ({
    summary: 'One page of the items, in the order of their ids’ bytes; or, with ids, those items in one round trip',
    description:
      'A query parameter whose name is close to one of these (limt, ids, id[]) is refused with 400 and a hint. Others, such as utm_source, are ignored.',
    parameters: [
      { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: limits.batchItems } },
      { name: 'cursor', in: 'query', description: 'A page’s `next`.', schema: { type: 'string', minLength: 1 } },
      {
        name: 'id',
        in: 'query',
        description: 'Once for each item to read, with neither limit nor cursor.',
        schema: { type: 'array', maxItems: limits.batchItems, items: ref('schemas', 'Id') },
      },
      ref('parameters', 'Token'),
    ],
    responses: {
      200: json(
        'The page, which may be shorter than the limit while there is more; or the items.',
        'PageOrBatch',
        ...source,
      ),
      ...problems('invalid-query', 'invalid-id', ...read),
    },
  }),
  createItem: () => ({
    summary: 'Create an item under a new id',
    requestBody,
    responses: {
      201: json('Created.', 'Item', 'Consistency-Token', 'ETag', 'Location'),
      ...problems(...body, ...write),
    },
  }),
  getItem: () => ({
    summary: 'Read an item',
    parameters: [ref('parameters', 'Token')],
    responses: {
      200: json('The item.', 'Item', 'ETag', ...source),
      ...withHeaders(problems('invalid-id', 'not-found', ...read), 404, ...source),
    },
  }),
  putItem: () => ({
    summary: 'Create or replace an item',
    parameters: conditions,
    requestBody,
    responses: {
      200: json('Replaced.', 'Item', 'Consistency-Token', 'ETag'),
      201: json('Created.', 'Item', 'Consistency-Token', 'ETag'),
      ...withHeaders(problems('invalid-id', ...condition, ...body, ...write), 412, 'Consistency-Token'),
    },
  }),
  deleteItem: () => ({
    summary: 'Remove an item',
    parameters: conditions,
    responses: {
      204: empty('Removed.', 'Consistency-Token'),
      ...withHeaders(
        withHeaders(problems('invalid-id', 'not-found', ...condition, ...write), 404, 'Consistency-Token'),
        412,
        'Consistency-Token',
      ),
    },
  }),
  live: () => ({
    summary: 'Whether the process responds',
    responses: { 200: json('It does.', 'Health'), ...problems() },
  }),
  ready: () => ({
    summary: 'Whether to send requests here',
    responses: {
      ...problems(),
      200: json('Yes.', 'Health'),
      503: json(
        'Redis has not replied since the start or its primary refuses the service, or the service shuts down.',
        'Health',
      ),
    },
  }),
  contract: () => ({ summary: 'This document', responses: { ...problems(), 200: object } }),
  about: () => ({
    summary: 'What this is: JSON, and for browsers a page',
    responses: { ...problems(), 200: { ...object, content: { ...object.content, 'text/html': {} } } },
  }),
  pageFile: () => ({
    summary: 'A part of that page',
    parameters: [{ name: 'file', in: 'path', required: true, schema: { type: 'string' }, example: 'style.css' }],
    responses: {
      ...problems('unknown-route'),
      200: {
        ...empty('The file.'),
        content: { 'text/html': {}, 'text/css': {}, 'text/javascript': {}, 'image/svg+xml': {} },
      },
    },
  }),
} satisfies Record<string, (limits: LimitsConfig) => object>;
