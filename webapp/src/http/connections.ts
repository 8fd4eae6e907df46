/**
 * Open connections are limited, since each of them takes memory. Those beyond the limit are told so with their first request. Beyond
 * twice the limit the oldest one without a request is closed, so that a new one, which may be a probe, still gets its turn: a pod
 * that is only full must not be restarted.
 */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

const TOO_MANY = new WeakSet<Socket>();
/** From this many times the limit on, connections are closed without a word: telling so much takes memory too. */
const CLOSE_FACTOR = 2;

export function limitConnections(server: Server, max: number): void {
  /** In the order in which they were opened. */
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    if (open.size >= max) TOO_MANY.add(socket);
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    if (open.size <= CLOSE_FACTOR * max) return;
    const one = firstIdle(open) ?? socket;
    // At once, so that the next one finds another.
    open.delete(one);
    one.destroy();
  });
}

/** Whether a connection was opened beyond the limit. */
export function isOneTooMany(socket: Socket): boolean {
  return TOO_MANY.has(socket);
}

// --- internal ---

function firstIdle(sockets: Iterable<Socket>): Socket | undefined {
  for (const socket of sockets) if (!hasRequest(socket)) return socket;
  return undefined;
}

/**
 * Whether a request on this connection waits for its response. Node keeps that in a field that its documentation doesn't name; a count
 * of our own would be work for every request, for what happens in a flood alone.
 */
function hasRequest(socket: Socket & { _httpMessage?: unknown }): boolean {
  return socket._httpMessage != null;
}
