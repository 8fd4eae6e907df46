/** Writes and reads at once, with and without the write's consistency token, and counts what came of it. */
import { itemPath, request, serverOf } from './api.js';
import { byId, make, say } from './dom.js';

const ROUNDS = 20;
/** The item goes by itself, also when the page is closed half-way. */
const TTL_SECONDS = 60;

/** @typedef {{ saw: number, total: number, servedBy: Map<string, number> }} Tally */

/** @param {() => void} onRefused called when a request needs a bearer token, or another one */
export function setUpExperiment(onRefused) {
  const button = /** @type {HTMLButtonElement} */ (byId('experiment'));
  const state = byId('experiment-state');
  button.addEventListener('click', async () => {
    // A disabled button would lose the focus.
    if (button.getAttribute('aria-disabled') === 'true') return;
    button.setAttribute('aria-disabled', 'true');
    say(state, 'Running …');
    const failed = await run();
    button.removeAttribute('aria-disabled');
    if (failed?.status === 401 || failed?.status === 403) onRefused();
    say(
      state,
      failed === undefined
        ? `Done: ${ROUNDS} rounds.`
        : `Stopped. ${failed.status || 'No response'}: ${failed.problem}`,
    );
  });
}

/** @returns {Promise<import('./api.js').Reply | undefined>} what ended it early */
async function run() {
  // An id of its own: others may run this at the same time.
  const random = crypto.getRandomValues(new Uint32Array(2)).join('-');
  const path = itemPath(`experiment-${random}`);
  const [without, withToken] = [newTally(), newTally()];
  for (let round = 1; round <= ROUNDS; round += 1) {
    const written = await request('PUT', path, { body: `{"value":${round},"ttlSeconds":${TTL_SECONDS}}` });
    if (!written.ok) return written;
    const [plain, bound] = await Promise.all([request('GET', path), request('GET', path, { token: written.token })]);
    // 404 is a reply too: that of a replica which hasn't got the first write yet.
    for (const reply of [plain, bound]) if (!reply.ok && reply.status !== 404) return reply;
    count(without, plain, round);
    count(withToken, bound, round);
    show(without, withToken);
  }
  return undefined;
}

/** @returns {Tally} */
function newTally() {
  return { saw: 0, total: 0, servedBy: new Map() };
}

/**
 * @param {Tally} tally
 * @param {import('./api.js').Reply} reply
 * @param {number} round the value that was written
 */
function count(tally, reply, round) {
  const node = serverOf(reply);
  tally.total += 1;
  if (reply.ok && JSON.parse(reply.text).value === round) tally.saw += 1;
  tally.servedBy.set(node, (tally.servedBy.get(node) ?? 0) + 1);
}

/**
 * @param {Tally} without
 * @param {Tally} withToken
 */
function show(without, withToken) {
  byId('experiment-rows').replaceChildren(row('without a token', without), row('with the token', withToken));
  byId('experiment-table').hidden = false;
}

/**
 * @param {string} name
 * @param {Tally} tally
 */
function row(name, { saw, total, servedBy }) {
  const nodes = [...servedBy].map(([node, times]) => `${node} ${times}`).join(', ');
  const cells = [`${saw} of ${total}`, nodes].map((text) => make('td', {}, text));
  return make('tr', {}, make('th', { scope: 'row' }, name), ...cells);
}
