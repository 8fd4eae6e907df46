/** Open connections are limited, since each of them takes memory. Those beyond the limit are told so with their first request. */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

const TOO_MANY = new WeakSet<Socket>();
/** From this many times the limit on, connections are closed without a word: telling so much takes memory too. */
const DROP_FACTOR = 2;

export function limitConnections(server: Server, max: number): void {
  let open = 0;
  server.maxConnections = DROP_FACTOR * max;
  server.on('connection', (socket: Socket) => {
    open += 1;
    if (open > max) TOO_MANY.add(socket);
    socket.once('close', () => {
      open -= 1;
    });
  });
}

/** Whether a connection was opened beyond the limit. */
export function isOneTooMany(socket: Socket): boolean {
  return TOO_MANY.has(socket);
}
