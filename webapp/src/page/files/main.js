/** Starts the page. */
import { askForToken, setUpAccess, showAccess } from './access.js';
import { request } from './api.js';
import { byId, make } from './dom.js';
import { setUpExperiment } from './experiment.js';
import { setUpItems } from './items.js';
import { watchTopology } from './topology.js';

/** The links of `GET /` that lead out of the app, which only some installations have. */
const ELSEWHERE = { docs: 'Documentation', grafana: 'Grafana' };

async function showAbout() {
  const { ok, text } = await request('GET', '.');
  if (!ok) return;
  const { version, links, authentication } = JSON.parse(text);
  byId('version').textContent = version;
  for (const [name, title] of Object.entries(ELSEWHERE)) {
    if (links[name] === undefined) continue;
    byId('links').append(make('li', {}, make('a', { href: links[name], rel: 'noreferrer' }, title)));
  }
  if (authentication === 'bearer') showAccess();
}

setUpAccess();
setUpItems(askForToken);
setUpExperiment(askForToken);
void showAbout();
void watchTopology();
