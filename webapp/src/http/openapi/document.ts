/** The contract: OpenAPI 3.1, made of the routes and served at `/openapi.json`. */
import type { LimitsConfig } from '../../config/config';
import { ITEM_BODY_SCHEMA } from '../item-body';
import type { Route } from '../route';
import { headers, parameters, ref, schemas } from './components';
import { OPERATIONS } from './operations';

export function openApiDocument(version: string, limits: LimitsConfig, routes: readonly Route[]): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'tme1crv-webapp',
      version,
      description: 'Stores items in Redis. Writes go to the primary, reads are spread over the replicas.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths: Object.fromEntries(routes.map((route) => [templated(route.path), pathItem(route, limits)])),
    components: { schemas: { ...schemas, ItemBody: ITEM_BODY_SCHEMA }, headers, parameters },
  };
}

// --- internal ---

/** `/items/:id` is `/items/{id}` there. */
const templated = (path: string) => path.replaceAll(/:(\w+)/g, '{$1}');

function pathItem({ path, operations }: Route, limits: LimitsConfig): object {
  const common = path.includes(':id') ? { parameters: [ref('parameters', 'Id')] } : {};
  const methods = operations.map(({ method, operationId }) => [
    method,
    { operationId, ...OPERATIONS[operationId](limits) },
  ]);
  return { ...common, ...Object.fromEntries(methods) };
}
