/** The form for the bearer token, where the app wants one. */
import { useBearer } from './api.js';
import { byId, say } from './dom.js';

export function setUpAccess() {
  const input = /** @type {HTMLInputElement} */ (byId('bearer'));
  byId('access-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const token = input.value.trim();
    // What can't be in a header would make every request fail.
    if (!/^[\x21-\x7e]+$/.test(token)) {
      say(byId('access-state'), 'A token has letters, digits and signs, no spaces.');
      input.focus();
      return;
    }
    useBearer(token);
    input.value = '';
    say(byId('access-state'), 'The token is sent with each request from now on.');
  });
  byId('forget').addEventListener('click', () => {
    useBearer('');
    input.value = '';
    say(byId('access-state'), 'The token is forgotten.');
  });
}

export function showAccess() {
  byId('access').hidden = false;
}

/** To be called when the app refused the token, or the lack of one. */
export function askForToken() {
  showAccess();
  byId('bearer').focus();
}
