/**
 * A TLS connection may report a second error after the one that ended it, such as the alert with which the other side
 * responds to its end. ioredis listens to the first only, and an error that nobody listens to ends the process.
 */
import type { Redis } from 'ioredis';

/** From now on later errors of this client's connections are ignored. Call it before the first connection. */
export function ignoreLaterErrors(client: Redis): void {
  // Ours is added while the first error is being handled, so there is always one listener.
  client.on('error', () => listen(client));
  // ioredis tells nothing about a connection that it was asked to end.
  client.on('end', () => listen(client));
}

// --- internal ---

const ignore = () => {};

function listen({ stream }: Redis): void {
  if (stream && !stream.listeners('error').includes(ignore)) stream.on('error', ignore);
}
