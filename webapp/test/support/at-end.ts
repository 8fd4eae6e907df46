/** What a test file starts ends with it: services first, then what they use. */
import { after } from 'node:test';

const ends: (() => unknown)[] = [];

/** To be done after the file's last test, what was registered last first. */
export function atEnd(end: () => unknown): void {
  ends.push(end);
}

/** Does it now; for files in which each test starts its own. */
export async function endAll(): Promise<void> {
  for (const end of ends.splice(0).reverse()) await end();
}

after(endAll);
