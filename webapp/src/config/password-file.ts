/** A file that holds a password and nothing else, as Secrets of Kubernetes and Docker do. */
import { FollowedFile } from './followed-file';

/** Passwords that managed services generate from credentials have some two thousand. */
const MAX_BYTES = 8192;

/** @throws Error that names the file and says what is wrong with it */
export function passwordFile(path: string): FollowedFile<string> {
  return new FollowedFile(path, MAX_BYTES, parsePassword);
}

// --- internal ---

// Line breaks at the end are an editor's, or echo's. Redis' start scripts drop them too.
function parsePassword(text: string): string {
  const password = text.replace(/[\r\n]+$/, '');
  if (password === '') throw new Error(' is empty; write the password into it');
  if (/[\r\n]/.test(password)) throw new Error(' has more than one line; write the password alone into it');
  return password;
}
