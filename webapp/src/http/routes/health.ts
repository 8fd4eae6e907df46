/**
 * `GET /livez`: the process answers. It never asks Redis, since a restart wouldn't mend Redis.
 *
 * `GET /readyz`: 200 once any Redis node has answered since the start. It stays so when Redis goes away later: taking every
 * pod out of the Service then would turn a part of the answers failing into all of them failing.
 */
import type { RequestHandler } from 'express';
import { sendJson } from '../answer';
import type { AppContext } from '../context';

export function livez(): RequestHandler {
  return (_req, res) => sendJson(res, 200, '{"status":"ok"}');
}

export function readyz({ store, lifecycle }: AppContext): RequestHandler {
  return (_req, res) => {
    const status = lifecycle.stopping ? 'shutting down' : store.hasAnswered ? 'ready' : 'waiting for Redis';
    sendJson(res, status === 'ready' ? 200 : 503, JSON.stringify({ status, redis: store.status() }));
  };
}
