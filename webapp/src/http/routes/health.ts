/**
 * `GET /livez`: the process responds. It never asks Redis, since a restart wouldn't mend Redis.
 *
 * `GET /readyz`: 200 once Redis has let the app in, on any node, and the primary didn't refuse it. It stays so when Redis goes
 * away later: taking every pod out of the Service then would turn a part of the requests failing into all of them failing.
 */
import type { RequestHandler } from 'express';
import type { RedisStore } from '../../redis/redis-store';
import type { AppContext } from '../context';
import { sendJson } from '../response';

export function livez(): RequestHandler {
  return (_req, res) => sendJson(res, 200, '{"status":"ok"}');
}

export function readyz({ store, lifecycle }: AppContext): RequestHandler {
  return (_req, res) => {
    const ready = store.isReady && !lifecycle.stopping;
    const body = ready ? { status: 'ready' } : lifecycle.stopping ? { status: 'shutting down' } : whyNotReady(store);
    sendJson(res, ready ? 200 : 503, JSON.stringify({ ...body, redis: store.status() }));
  };
}

// --- internal ---

function whyNotReady({ refusal }: RedisStore): object {
  if (refusal === undefined) return { status: 'waiting for Redis' };
  return { status: 'refused by Redis', reason: refusal.message, wayOut: refusal.wayOut };
}
