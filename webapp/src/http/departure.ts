/** When a response has left this process: until then it takes memory. */

import type { Socket } from 'node:net';
import type { Request, Response } from 'express';

/** What waits for the end of a connection, beside the response whose turn it is. */
const WAITING = new WeakMap<Socket, Set<() => void>>();

/**
 * Calls back once: when nothing of a response waits for its client any more, or the connection is gone. At once, if that is so already.
 *
 * A client may send the next requests before it has the first response (pipelining, RFC 9112, 9.3.2). Their responses have no socket until it is
 * their turn, and when the connection ends Node tells only the one whose turn it is.
 */
export function onceLeft({ socket }: Request, res: Response, callback: () => void): void {
  if (res.destroyed || res.writableFinished || socket.destroyed) {
    callback();
    return;
  }
  const waiting = WAITING.get(socket) ?? waitingOn(socket);
  const left = () => {
    if (waiting.delete(left)) callback();
  };
  waiting.add(left);
  res.once('close', left);
}

// --- internal ---

function waitingOn(socket: Socket): Set<() => void> {
  const waiting = new Set<() => void>();
  WAITING.set(socket, waiting);
  socket.once('close', () => {
    for (const left of waiting) left();
  });
  return waiting;
}
