/** The form that writes, reads, removes and lists items. */
import { itemPath, request, serverOf } from './api.js';
import { byId, make, say } from './dom.js';
import { addToLog } from './log.js';

const LIST_LIMIT = 20;

/** The consistency token of the last write. @type {string | undefined} */
let lastToken;

/** @param {() => void} onRefused called when a request needs a bearer token, or another one */
export function setUpItems(onRefused) {
  const form = /** @type {HTMLFormElement} */ (byId('item-form'));
  const id = /** @type {HTMLInputElement} */ (byId('item-id'));
  const value = /** @type {HTMLTextAreaElement} */ (byId('item-value'));

  /** @type {typeof send} */
  const perform = async (...args) => {
    say(byId('result'), '…');
    const reply = await send(...args);
    if (reply.status === 401 || reply.status === 403) onRefused();
    return reply;
  };

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const reply = await perform('PUT', itemPath(id.value), `{"value":${jsonOf(value.value)}}`);
    if (reply.ok) say(byId('result'), `${reply.status === 201 ? 'Created' : 'Replaced'} ${id.value}.`);
  });
  byId('read').addEventListener('click', async () => {
    if (!form.reportValidity()) return;
    const reply = await perform('GET', itemPath(id.value));
    if (reply.ok) say(byId('result'), `Read from ${serverOf(reply)}: ${reply.text}`);
  });
  byId('delete').addEventListener('click', async () => {
    if (!form.reportValidity()) return;
    const reply = await perform('DELETE', itemPath(id.value));
    if (reply.ok) say(byId('result'), `Removed ${id.value}.`);
  });
  byId('list').addEventListener('click', async () => {
    const reply = await perform('GET', `items?limit=${LIST_LIMIT}`);
    if (reply.ok) showIds(reply, id);
  });
}

/**
 * @param {string} method
 * @param {string} path
 * @param {string} [body]
 */
async function send(method, path, body) {
  const sendsToken = method === 'GET' && /** @type {HTMLInputElement} */ (byId('send-token')).checked;
  const token = sendsToken ? lastToken : undefined;
  const reply = await request(method, path, { token, ...(body === undefined ? {} : { body }) });
  addToLog(`${method} /${path}`, reply, token !== undefined);
  if (reply.token !== undefined) {
    lastToken = reply.token;
    say(byId('last-token'), lastToken);
  }
  if (reply.problem !== undefined) say(byId('result'), `${reply.status || 'No response'}: ${reply.problem}`);
  return reply;
}

/**
 * @param {import('./api.js').Reply} reply
 * @param {HTMLInputElement} input gets the id that is chosen
 */
function showIds(reply, input) {
  const { items, next } = /** @type {{ items: { id: string }[], next: string | null }} */ (JSON.parse(reply.text));
  const count = items.length === 1 ? '1 item' : `${items.length} items`;
  const more = next === null ? '' : ', and there are more';
  say(byId('result'), `${count}${more}, from ${serverOf(reply)}.`);
  const buttons = items.map(({ id }) => {
    const button = make('button', { type: 'button' }, id);
    button.addEventListener('click', () => {
      input.value = id;
      input.focus();
    });
    return make('li', {}, button);
  });
  byId('ids').replaceChildren(...buttons);
  byId('ids').hidden = items.length === 0;
}

/** @param {string} text JSON is kept as it is written, so that numbers keep their digits */
function jsonOf(text) {
  try {
    JSON.parse(text);
    return text;
  } catch {
    return JSON.stringify(text);
  }
}
