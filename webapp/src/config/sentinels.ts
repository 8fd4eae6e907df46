/** `REDIS_SENTINELS`: a comma-separated list of `host:port`. */

export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

const DEFAULT_PORT = 26_379;

/** @throws Error that quotes the part that can't be read */
export function parseSentinels(text: string): HostAndPort[] {
  return text.split(',').map((part) => {
    const [, bracketed, plain, port] = /^(?:\[([0-9a-f:.]+)\]|([^\s:/@[\]]+))(?::(\d{1,5}))?$/i.exec(part.trim()) ?? [];
    const host = bracketed ?? plain;
    if (host === undefined || Number(port) > 65_535) throw new Error(`${JSON.stringify(part)} is not host:port`);
    return { host, port: port === undefined ? DEFAULT_PORT : Number(port) };
  });
}
