/** Every route: its path, and for each method the handler and the contract. They are tried in this order, so that the busiest is the first. */
import type { Request } from 'express';
import { loadPage } from '../../page/page-files';
import type { AppContext } from '../context';
import { expectedBodyBytes } from '../request-body';
import type { Route } from '../route';
import { about, openapi } from './about';
import { deleteItem } from './delete-item';
import { getItem } from './get-item';
import { livez, readyz } from './health';
import { itemsAskedFor, listItems } from './list-items';
import { pageFile } from './page';
import { postItem } from './post-item';
import { putItem } from './put-item';

export function createRoutes(context: AppContext): readonly Route[] {
  const oneItem = () => ONE_ITEM;
  const oneBody = (req: Request) => ({ items: 1, bodyBytes: expectedBodyBytes(req, context.limits.bodyBytes) });
  const someItems = (req: Request) => ({
    // More are refused anyway, with the reason.
    items: Math.min(itemsAskedFor(req), context.limits.batchItems),
    bodyBytes: 0,
  });
  const routes: Route[] = [
    {
      path: '/items/:id',
      operations: [
        { method: 'get', operationId: 'getItem', handler: getItem(context), demandOf: oneItem },
        { method: 'put', operationId: 'putItem', handler: putItem(context), demandOf: oneBody },
        { method: 'delete', operationId: 'deleteItem', handler: deleteItem(context), demandOf: oneItem },
      ],
    },
    {
      path: '/items',
      operations: [
        { method: 'get', operationId: 'listItems', handler: listItems(context), demandOf: someItems },
        { method: 'post', operationId: 'createItem', handler: postItem(context), demandOf: oneBody },
      ],
    },
    // Probes are served however busy the app is; a restart would only make it busier.
    { path: '/livez', open: true, operations: [{ method: 'get', operationId: 'live', handler: livez() }] },
    { path: '/readyz', open: true, operations: [{ method: 'get', operationId: 'ready', handler: readyz(context) }] },
  ];
  const files = context.page && loadPage();
  routes.push(
    {
      path: '/openapi.json',
      open: true,
      operations: [{ method: 'get', operationId: 'contract', handler: openapi(context, routes) }],
    },
    { path: '/', open: true, operations: [{ method: 'get', operationId: 'about', handler: about(context, files) }] },
  );
  if (files !== undefined) {
    const operation = { method: 'get', operationId: 'pageFile', handler: pageFile(files) } as const;
    routes.push({ path: '/page/:file', open: true, operations: [operation] });
  }
  return routes;
}

// --- internal ---

const ONE_ITEM = { items: 1, bodyBytes: 0 };
