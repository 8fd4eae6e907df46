/** The contract: OpenAPI 3.1, made of the routes and served at `/openapi.json`. */

import type { Scope } from '../../auth/tokens';
import type { LimitsConfig } from '../../config/config';
import { requiredScope } from '../authentication';
import { ITEM_BODY_SCHEMA } from '../item-body';
import type { Route } from '../route';
import { headers, parameters, problemsOf, ref, schemas, withHeaders } from './components';
import { OPERATIONS } from './operations';

/** @param withTokens whether requests need a token */
export function openApiDocument(
  version: string,
  limits: LimitsConfig,
  routes: readonly Route[],
  withTokens: boolean,
): object {
  const item = (route: Route) => pathItem(route, limits, withTokens && !route.open);
  return {
    openapi: '3.1.0',
    info: {
      title: 'tme1crv-webapp',
      version,
      description: 'Stores items in Redis. Writes go to the primary, reads are spread over the replicas.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths: Object.fromEntries(routes.map((route) => [templated(route.path), item(route)])),
    components: {
      schemas: { ...schemas, ItemBody: ITEM_BODY_SCHEMA },
      headers,
      parameters,
      ...(withTokens ? { securitySchemes: SECURITY } : {}),
    },
  };
}

// --- internal ---

/** `/items/:id` is `/items/{id}` there. */
const templated = (path: string) => path.replaceAll(/:(\w+)/g, '{$1}');

const SECURITY = {
  token: {
    type: 'http',
    scheme: 'bearer',
    description: 'A token with the scope read, or with write, which includes read.',
  },
};

function pathItem({ path, operations }: Route, limits: LimitsConfig, withTokens: boolean): object {
  const common = path.includes(':id') ? { parameters: [ref('parameters', 'Id')] } : {};
  const methods = operations.map(({ method, operationId }) => {
    const operation = { operationId, ...OPERATIONS[operationId](limits) };
    return [method, withTokens ? secured(operation, requiredScope(method)) : operation];
  });
  return { ...common, ...Object.fromEntries(methods) };
}

/** Adds what a token changes. */
function secured<T extends { responses: object }>(operation: T, scope: Scope): object {
  const kinds = scope === 'write' ? (['unauthorized', 'insufficient-scope'] as const) : (['unauthorized'] as const);
  let refusals = problemsOf(kinds);
  for (const status of Object.keys(refusals)) refusals = withHeaders(refusals, Number(status), 'WWW-Authenticate');
  return { ...operation, security: [{ token: [scope] }], responses: { ...operation.responses, ...refusals } };
}
