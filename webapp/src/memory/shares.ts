/**
 * What the memory limit is spent on. docs/webapp-performance.md has the measurements behind the figures.
 *
 * Each figure is what a thing may come to hold at its worst, so that the sum of them all stays below the limit.
 */

const MEBI = 2 ** 20;

/** The process at rest: code, heap, libraries. */
const AT_REST_BYTES = 96 * MEBI;
/** Of what is left: for requests and responses in flight. */
const IN_FLIGHT_SHARE = 0.4;
/** Likewise, for connections. The remainder is for garbage that isn't collected yet, fragments, and the kernel's buffers. */
const CONNECTION_SHARE = 0.2;
/** One open connection, without a request: socket, parser, header. */
const CONNECTION_BYTES = 16 * 1024;
/** Of all memory, what is in V8's heap. The rest are buffers. */
const HEAP_SHARE = 0.65;
/** However small the limit is. */
const MIN_SHARE = 0.1;

/** One request, beside its body and its response. */
export const REQUEST_BYTES = 4096;
/** A write holds its body as bytes, as text, as the command to Redis, as the response, and in part twice. */
export const WRITE_FACTOR = 6;
/** A read holds its values as Redis' reply, as text, as the response, and in the socket. */
export const READ_FACTOR = 4;

export interface MemoryShares {
  readonly inFlightBytes: number;
  readonly connections: number;
}

/**
 * @param limitBytes of the container
 * @param heapLimitBytes of V8, which holds most of it; its own default is two thirds of a small container's limit
 */
export function memoryShares(limitBytes: number, heapLimitBytes = Number.POSITIVE_INFINITY): MemoryShares {
  const usable = Math.min(limitBytes, heapLimitBytes / HEAP_SHARE);
  const left = Math.max(usable - AT_REST_BYTES, usable * MIN_SHARE);
  return {
    inFlightBytes: Math.floor(left * IN_FLIGHT_SHARE),
    connections: Math.max(1, Math.floor((left * CONNECTION_SHARE) / CONNECTION_BYTES)),
  };
}

/** The smallest limit whose budget lets this much be in flight. */
export function limitForBytesInFlight(bytes: number): number {
  return AT_REST_BYTES + Math.ceil(bytes / IN_FLIGHT_SHARE);
}

/** The largest body that fits beside nothing else. */
export function maxBodyBytes({ inFlightBytes }: MemoryShares): number {
  return Math.floor((inFlightBytes - REQUEST_BYTES) / WRITE_FACTOR);
}
