/** Where a node or a Sentinel listens, as text and compared. */
import type { HostAndPort } from '../config/sentinels';

/** `host:port`, with the brackets that an IPv6 address needs. */
export function addressText({ host, port }: HostAndPort): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Whether two addresses are the same, as far as their texts tell. */
export function sameAddress(a: HostAndPort, b: HostAndPort): boolean {
  return a.port === b.port && a.host.toLowerCase() === b.host.toLowerCase();
}
