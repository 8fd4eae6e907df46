import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadConfig } from '../../webapp/src/config/config';
import type { AppContext } from '../../webapp/src/http/context';
// What it adds to the types of Express.
import '../../webapp/src/http/messages';
import { createRoutes } from '../../webapp/src/http/routes';
import { PROJECT_ROOT } from '../values/io';
import { API } from './dashboards/common';

test('objectives, alerts and panels count the routes for items alone: not probes, the contract or the page', () => {
  const { limits, page } = loadConfig({});
  // Nothing is asked of the store while the routes are made.
  const routes = createRoutes({ limits, page } as AppContext).map(({ path }) => path);
  const rules = readFileSync(join(PROJECT_ROOT, 'chart/templates/monitoring/_rules.tpl'), 'utf8');
  for (const [name, text] of Object.entries({ rules, dashboards: API })) {
    const left = /route!~"([^"]*)"/.exec(text)?.[1];
    const counted = routes.filter((route) => !new RegExp(`^(?:${left})$`).test(route));
    assert.deepEqual(counted, ['/items/:id', '/items'], name);
  }
});
