/** Shows Redis as it is now: asks `/readyz`, which the app serves from memory, again and again. */
import { request } from './api.js';
import { byId, make, say } from './dom.js';
import { agreementOf, cardsOf, sentinelCards, summaryOf } from './words.js';

/** As often as the app itself asks the nodes by default. */
const POLL_MS = 1000;
const TIMEOUT_MS = 3000;

/** Looks now, and again after each interval while somebody can see the page. */
export async function watchTopology() {
  if (!document.hidden) await look();
  setTimeout(watchTopology, POLL_MS);
}

async function look() {
  const { text, problem } = await request('GET', 'readyz', { timeoutMs: TIMEOUT_MS });
  const health = healthIn(text);
  // What was seen last may not be true any more.
  document.body.classList.toggle('stale', health === undefined);
  if (health === undefined) {
    say(byId('summary'), `${problem ?? 'The state of Redis is unknown.'} What is shown may be old.`);
    return;
  }
  say(byId('summary'), summaryOf(health));
  show(byId('nodes'), cardsOf(health.redis));
  const { sentinels } = health.redis;
  byId('sentinels').hidden = sentinels === undefined;
  if (sentinels === undefined) return;
  say(byId('agreement'), agreementOf(sentinels));
  show(byId('sentinel-list'), sentinelCards(sentinels));
}

/**
 * @param {string} text
 * @returns {import('./words.js').Health | undefined}
 */
function healthIn(text) {
  try {
    const health = JSON.parse(text);
    return health.redis === undefined ? undefined : health;
  } catch {
    return undefined;
  }
}

/**
 * Only what has changed is made anew, so that a screen reader keeps its place.
 *
 * @param {HTMLElement} list
 * @param {import('./words.js').Card[]} cards
 */
function show(list, cards) {
  for (const [at, card] of cards.entries()) {
    const key = JSON.stringify(card);
    const old = /** @type {HTMLElement | undefined} */ (list.children[at]);
    if (old?.dataset['key'] === key) continue;
    const item = cardItem(card);
    item.dataset['key'] = key;
    if (old === undefined) list.append(item);
    else old.replaceWith(item);
  }
  while (list.children.length > cards.length) list.lastElementChild?.remove();
}

/** @param {import('./words.js').Card} card */
function cardItem({ title, place, good, badge, facts }) {
  return make(
    'li',
    { class: good ? 'card good' : 'card bad' },
    make('strong', {}, title),
    ' ',
    make('span', { class: 'badge' }, badge),
    make('p', { class: 'place' }, place),
    make('dl', {}, ...facts.flatMap(([name, value]) => [make('dt', {}, name), make('dd', {}, value)])),
  );
}
