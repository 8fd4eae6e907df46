/** The list of the last requests: who served each, and what came of it. */
import { serverOf } from './api.js';
import { byId, make } from './dom.js';

const MAX_ENTRIES = 20;
const MAX_CHARACTERS = 400;

/**
 * Adds a request on top.
 *
 * @param {string} what method and path
 * @param {import('./api.js').Reply} reply
 * @param {boolean} withToken whether the request brought a consistency token
 */
export function addToLog(what, reply, withToken) {
  const log = byId('log');
  const text = reply.problem ?? reply.text;
  const entry = make(
    'li',
    { class: reply.ok ? 'good' : 'bad' },
    make('code', {}, what),
    ` ${detailsOf(reply, withToken).join(', ')}`,
    ...(text === '' ? [] : [make('p', { class: 'body' }, shortened(text))]),
  );
  log.prepend(entry);
  while (log.children.length > MAX_ENTRIES) log.lastElementChild?.remove();
  byId('no-requests').hidden = true;
}

/**
 * @param {import('./api.js').Reply} reply
 * @param {boolean} withToken
 */
function detailsOf(reply, withToken) {
  const { status, servedBy, unverified, token, ms } = reply;
  return [
    status === 0 ? 'no response' : String(status),
    ...(servedBy === undefined ? [] : [`served by ${serverOf(reply)}`]),
    ...(withToken ? ['with the token'] : []),
    ...(unverified ? ['unverified: the history that the token names is lost'] : []),
    ...(token === undefined ? [] : ['brought a token']),
    `${ms} ms`,
  ];
}

/** @param {string} text */
function shortened(text) {
  return text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)} …` : text;
}
