/** The contract: OpenAPI 3.1, written here once and served at `/openapi.json`. */
import type { LimitsConfig } from '../../config/config';
import { ITEM_BODY_SCHEMA } from '../item-body';
import { empty, headers, json, parameters, problems, ref, schemas, withHeaders } from './components';

const read = ['no-source', 'invalid-consistency-token'] as const;
const write = ['primary-unavailable', 'outcome-unknown'] as const;
const body = ['invalid-json', 'invalid-body', 'body-too-large', 'unsupported-media-type'] as const;
const condition = ['invalid-condition', 'precondition-failed'] as const;
const conditions = [ref('parameters', 'IfMatch'), ref('parameters', 'IfNoneMatch')];
const source = ['Served-By', 'Consistency'] as const;

const requestBody = {
  required: true,
  content: {
    'application/json': { schema: ref('schemas', 'ItemBody'), example: { value: 'hello', ttlSeconds: 3600 } },
  },
};

export function openApiDocument(version: string, limits: LimitsConfig): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'tme1crv-webapp',
      version,
      description: 'Stores items in Redis. Writes go to the primary, reads are spread over the replicas.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths: { '/items': items(limits), '/items/{id}': item(), ...service() },
    components: { schemas: { ...schemas, ItemBody: ITEM_BODY_SCHEMA }, headers, parameters },
  };
}

// --- internal ---

function items(limits: LimitsConfig) {
  const limit = { type: 'integer', minimum: 1, maximum: limits.batchItems };
  return {
    get: {
      operationId: 'listItems',
      summary: 'One page of the items, in the order of their ids’ bytes; or, with ids, those items in one round trip',
      parameters: [
        { name: 'limit', in: 'query', schema: limit },
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
    },
    post: {
      operationId: 'createItem',
      summary: 'Create an item under a new id',
      requestBody,
      responses: {
        201: json('Created.', 'Item', 'Consistency-Token', 'ETag', 'Location'),
        ...problems(...body, ...write),
      },
    },
  };
}

function item() {
  return {
    parameters: [ref('parameters', 'Id')],
    get: {
      operationId: 'getItem',
      summary: 'Read an item',
      parameters: [ref('parameters', 'Token')],
      responses: {
        200: json('The item.', 'Item', 'ETag', ...source),
        ...withHeaders(problems('invalid-id', 'not-found', ...read), 404, ...source),
      },
    },
    put: {
      operationId: 'putItem',
      summary: 'Create or replace an item',
      parameters: conditions,
      requestBody,
      responses: {
        200: json('Replaced.', 'Item', 'Consistency-Token', 'ETag'),
        201: json('Created.', 'Item', 'Consistency-Token', 'ETag'),
        ...withHeaders(problems('invalid-id', ...condition, ...body, ...write), 412, 'Consistency-Token'),
      },
    },
    delete: {
      operationId: 'deleteItem',
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
    },
  };
}

function service() {
  const object = { ...empty('Done.'), content: { 'application/json': { schema: { type: 'object' } } } };
  const get = (operationId: string, summary: string, responses: object) => ({
    get: { operationId, summary, responses },
  });
  return {
    '/livez': get('live', 'Whether the process answers', { 200: json('It does.', 'Health'), ...problems() }),
    '/readyz': get('ready', 'Whether to send requests here', {
      ...problems(),
      200: json('Yes.', 'Health'),
      503: json(
        'Redis has not answered since the start or its primary refuses the service, or the service shuts down.',
        'Health',
      ),
    }),
    '/openapi.json': get('contract', 'This document', { ...problems(), 200: object }),
    '/': get('about', 'What this is', { ...problems(), 200: object }),
  };
}
