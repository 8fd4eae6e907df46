import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfig } from '../../config/config';
import type { AppContext } from '../context';
import { OPERATIONS } from '../openapi/operations';
import { createRoutes } from '.';

test('every part of the contract belongs to one route', () => {
  // Nothing is asked of the store while the routes are made.
  const { limits, page } = loadConfig({});
  const context = { limits, page } as AppContext;
  const used = createRoutes(context).flatMap(({ operations }) => operations.map(({ operationId }) => operationId));
  assert.deepEqual(used.sort(), Object.keys(OPERATIONS).sort());
});
