/** A Secret, as a rotation reads and writes it. */
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
    const { code, stderr } = await this.cluster.kubectl(args, { input: JSON.stringify({ ...object, data }) });
    if (code !== 0) throw new StackError(`The Secret ${this.name} could not be changed.`, AGAIN, 1, stderr);
  }

  // --- internal ---

  private async object(): Promise<SecretObject> {
    const args = ['get', 'secret', this.name, '--namespace', this.namespace, '--output', 'json'];
    const { code, stdout, stderr } = await this.cluster.kubectl(args);
    if (code !== 0) throw new StackError(`The Secret ${this.name} could not be read.`, '', 1, stderr);
    return JSON.parse(stdout) as SecretObject;
  }
}

/** What to do after any failure of a rotation. */
export const AGAIN = 'Run the same command again: it goes on where it stopped.';

// --- internal ---

const decoded = (value: string) => Buffer.from(value, 'base64').toString('utf8');
