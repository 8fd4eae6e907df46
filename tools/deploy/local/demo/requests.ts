/** The demo's requests: each is shown as the curl command that does the same, and its response in a few lines. */
import { authorizationFrom, authorizationOption } from '../first-use';

/** One request, ready to be shown and sent. */
export interface DemoRequest {
  /** The command that sends the same. */
  curl: string;
  send(): Promise<DemoResponse>;
}

export interface DemoResponse {
  status: number;
  headers: Headers;
  body: string;
  /** Status, the headers that the story is about, and the body. */
  lines: string[];
}

/** Requests to the web app of a stack. */
export class DemoClient {
  /** @param tokensFile holds the token that the app asks for; undefined: none */
  constructor(
    private readonly appUrl: string,
    private readonly tokensFile: string | undefined,
    private readonly signal: AbortSignal,
  ) {}

  put(id: string, value: string): DemoRequest {
    const body = JSON.stringify({ value });
    const options = ` -X PUT -H 'content-type: application/json' -d '${body}'`;
    return this.request(id, options, { method: 'PUT', headers: { 'content-type': 'application/json' }, body });
  }

  /** @param token of a write that the read has to see */
  get(id: string, token?: string): DemoRequest {
    if (token === undefined) return this.request(id, '', {});
    return this.request(id, ` -H 'consistency-token: ${token}'`, { headers: { 'consistency-token': token } });
  }

  private request(id: string, options: string, init: RequestInit): DemoRequest {
    const url = `${this.appUrl}/items/${id}`;
    const headers = { ...(init.headers as Record<string, string>), ...authorizationFrom(this.tokensFile) };
    const signal = () => AbortSignal.any([this.signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]);
    return {
      curl: `curl -i ${url}${options}${authorizationOption(this.tokensFile)}`,
      send: async () => inLines(await fetch(url, { ...init, headers, signal: signal() })),
    };
  }
}

export const isWritten = ({ status }: DemoResponse) => status === 200 || status === 201;
export const servedBy = ({ headers }: DemoResponse) => headers.get('served-by');

/** Whether the item was read, with this value. */
export function has({ status, body }: DemoResponse, value: string): boolean {
  return status === 200 && (JSON.parse(body) as { value?: unknown }).value === value;
}

// --- internal ---

const REQUEST_TIMEOUT_MS = 5_000;
/** The headers that the story is about, as the app writes them. */
const HEADERS = ['Served-By', 'Served-By-Node', 'Consistency-Token', 'Consistency', 'Retry-After'];
/** Characters of a body. */
const MAX_SHOWN = 160;

async function inLines(response: Response): Promise<DemoResponse> {
  const body = await response.text();
  const { status, statusText, headers } = response;
  const shown = HEADERS.flatMap((name) => (headers.has(name) ? [`${name}: ${headers.get(name)}`] : []));
  const text = body.length > MAX_SHOWN ? `${body.slice(0, MAX_SHOWN)}…` : body;
  return { status, headers, body, lines: [`${status} ${statusText}`, ...shown, text] };
}
