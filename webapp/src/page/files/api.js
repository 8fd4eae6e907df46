/** Requests to the app. */

/** Longer than the app takes for any response by default. */
const TIMEOUT_MS = 15_000;

/** In memory only: it must not outlive the page. */
let bearer = '';

/** @param {string} token empty: none */
export function useBearer(token) {
  bearer = token;
}

/**
 * @typedef {object} Reply
 * @property {number} status 0 when there was no response
 * @property {boolean} ok
 * @property {string} text the body as it came, so that numbers keep their digits
 * @property {number} ms
 * @property {string} [servedBy] the kind of node
 * @property {string} [node] its name
 * @property {boolean} unverified whether nobody can tell if the response includes the token's write
 * @property {string} [token] of a write
 * @property {string} [problem] what went wrong and how to mend it
 */

/**
 * Sends a request. Never fails: what goes wrong is in the reply.
 *
 * @param {string} method
 * @param {string} path relative to the page, so that it works below another path too
 * @param {{ body?: string, token?: string | undefined, timeoutMs?: number }} [options]
 * @returns {Promise<Reply>}
 */
export async function request(method, path, { body, token, timeoutMs = TIMEOUT_MS } = {}) {
  const headers = new Headers({ Accept: 'application/json' });
  if (bearer !== '') headers.set('Authorization', `Bearer ${bearer}`);
  if (token !== undefined) headers.set('Consistency-Token', token);
  if (body !== undefined) headers.set('Content-Type', 'application/json');
  const start = performance.now();
  const elapsed = () => Math.round(performance.now() - start);
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(path, { method, headers, signal, ...(body === undefined ? {} : { body }) });
    const text = await response.text();
    return {
      status: response.status,
      ok: response.ok,
      text,
      ms: elapsed(),
      unverified: response.headers.get('Consistency') === 'unverified',
      ...field('servedBy', response.headers.get('Served-By')),
      ...field('node', response.headers.get('Served-By-Node')),
      ...field('token', response.headers.get('Consistency-Token')),
      ...(response.ok ? {} : { problem: problemIn(text) }),
    };
  } catch {
    const problem = 'The app can’t be reached. Is it running, and is the network there?';
    return { status: 0, ok: false, text: '', ms: elapsed(), unverified: false, problem };
  }
}

/**
 * Who served a read: the kind of node and its name.
 *
 * @param {Reply} reply
 * @returns {string}
 */
export function serverOf({ servedBy, node }) {
  return [servedBy ?? 'unknown', ...(node === undefined ? [] : [node])].join(' ');
}

/**
 * @param {string} id
 * @returns {string}
 */
export function itemPath(id) {
  return `items/${encodeURIComponent(id)}`;
}

/**
 * @template {string} Name
 * @param {Name} name
 * @param {string | null} value
 */
function field(name, value) {
  return value === null ? {} : { [name]: value };
}

/**
 * @param {string} text a problem (RFC 9457), unless something between the page and the app made the response
 * @returns {string}
 */
function problemIn(text) {
  try {
    const { title, detail } = JSON.parse(text);
    return [title, detail].filter(Boolean).join('. ');
  } catch {
    return 'The response has no explanation; it may not be the app’s.';
  }
}
