/** A Secret, as a rotation reads and writes it. */
import { randomBytes } from 'node:crypto';
import { StackError } from '../../errors';
import type { Cluster } from '../cluster';

/** What this program reads of the object; the rest goes back as it came. */
interface SecretObject {
  data?: Record<string, string>;
}

/** One Secret and one key of it. What a rotation has to remember lies in further keys beside that, so that it can be interrupted at any point. */
export class Secret {
  constructor(
    private readonly cluster: Cluster,
    private readonly namespace: string,
    readonly name: string,
    readonly key: string,
  ) {}

  /** The values by key. @throws StackError with kubectl's words when it can't be read, or lacks the key */
  async read(): Promise<Record<string, string>> {
    const { data = {} } = await this.object();
    if (!data[this.key]) throw new StackError(`The Secret ${this.name} has no key ${this.key}.`);
    return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, decoded(value)]));
  }

  /**
   * Sets keys all at once; undefined takes one away.
   * @throws StackError when somebody has changed the Secret meanwhile, or it can't be written
   */
  async change(changes: Record<string, string | undefined>): Promise<void> {
    const object = await this.object();
    const data = { ...object.data };
    for (const [key, value] of Object.entries(changes)) {
      if (value === undefined) delete data[key];
      else data[key] = Buffer.from(value).toString('base64');
    }
    // By standard input: arguments can be seen in the list of processes. The object's resourceVersion goes along, so that no change is overwritten.
    const args = ['replace', '--namespace', this.namespace, '--filename', '-'];
    const message = `The Secret ${this.name} could not be changed.`;
    await this.cluster.kubectlOrFail(args, { input: JSON.stringify({ ...object, data }), message, hint: AGAIN });
  }

  /** The password under a key, drawn when it isn't there yet: a run that was interrupted goes on with it. */
  async drawn(key: string): Promise<string> {
    if ((await this.read())[key] === undefined) await this.change({ [key]: randomBytes(24).toString('hex') });
    return (await this.read())[key] ?? '';
  }

  // --- internal ---

  private async object(): Promise<SecretObject> {
    const args = ['get', 'secret', this.name, '--namespace', this.namespace, '--output', 'json'];
    const message = `The Secret ${this.name} could not be read.`;
    return JSON.parse(await this.cluster.kubectlOrFail(args, { message })) as SecretObject;
  }
}

/** What to do after any failure of a rotation. */
export const AGAIN = 'Run the same command again: it goes on where it stopped.';

// --- internal ---

const decoded = (value: string) => Buffer.from(value, 'base64').toString('utf8');
