/** `GET /items?id=a&id=b`: several items at once, from one node in one round trip. */
import type { Request, Response } from 'express';
import { markSource, readOptions } from '../consistency';
import type { AppContext } from '../context';
import { checkId } from '../item-id';
import type { Admission } from '../limits';
import { Problem } from '../problem';
import { itemJson, sendJson } from '../response';

export async function readItems(context: AppContext, req: Request, res: Response, admission: Admission): Promise<void> {
  const { store, limits } = context;
  const ids = idsOf(req, limits.batchItems);
  const result = await store.items.getAll(ids, readOptions(req, limits.requestTimeoutMs, admission));
  markSource(res, result, context);
  const items: string[] = [];
  const missing: string[] = [];
  for (const [index, id] of ids.entries()) {
    const json = result.value[index];
    if (typeof json === 'string') items.push(itemJson(id, json));
    else missing.push(id);
  }
  sendJson(res, 200, `{"items":[${items.join(',')}],"missing":${JSON.stringify(missing)}}`);
}

// --- internal ---

function idsOf(req: Request, max: number): string[] {
  const { id, limit, cursor } = req.query;
  if (limit !== undefined || cursor !== undefined) throw invalid('id goes with neither limit nor cursor.');
  const ids = [...new Set([id].flat().map(checkId))];
  if (ids.length > max) throw invalid(`Up to ${max} ids can be read at once.`);
  return ids;
}

function invalid(detail: string): Problem {
  return new Problem('invalid-query', detail);
}
