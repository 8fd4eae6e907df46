/** What the demo shows on a running stack, in six steps: a write, a read, a token, a killed primary, its notification, the repair. */
import { StackError } from '../../errors';
import { during, watched } from '../../progress';
import type { Output } from '../../steps';
import { waitFor } from '../../wait';
import type { Notification } from '../receiver/notifications';
import { primaryName } from '../roles';
import { status } from '../status';
import type { Stack } from '../up';
import { findNotification, stateOf } from './alerts';
import { Narrator } from './narrator';
import { DemoClient, type DemoRequest, type DemoResponse, has, isWritten, servedBy } from './requests';

export interface Scene {
  stack: Stack;
  stateFolder: string;
  output: Output;
  signal: AbortSignal;
  /** For each wait. */
  timeoutMs: number;
  /** Multiplies what the alert rules wait. */
  rulesTimeScale: number;
  /** The command that brings the stack up as it runs now. */
  upCommand: string;
  /** Does what that command does. */
  repair(): Promise<void>;
  /** Is waited for between steps. */
  pause(): Promise<void>;
  /** Is told before something is broken. */
  onBreak(): void;
}

export const STEP_COUNT = 6;

/** @throws StackError when a step doesn't bring what it should */
export async function tellStory(scene: Scene): Promise<void> {
  await new Story(scene).tell();
}

// --- internal ---

/** The one that is written and read. */
const ITEM = 'demo';

class Story {
  private readonly narrator: Narrator;
  private readonly client: DemoClient;
  private readonly hasSentinel: boolean;
  /** The one that comes of the kill, and what it waits. */
  private readonly alert: { alert: string; minutes: number };
  private killedAt = 0;
  private killed = '';

  constructor(private readonly scene: Scene) {
    const { output, stack, signal } = scene;
    this.narrator = new Narrator(output, STEP_COUNT, scene.pause);
    this.client = new DemoClient(stack.urls.app, stack.tokensFile, signal);
    this.hasSentinel = stack.topology.sentinel !== undefined;
    this.alert = this.hasSentinel
      ? { alert: 'RedisReplicaDown', minutes: 3 }
      : { alert: 'RedisMasterDown', minutes: 2 };
  }

  async tell(): Promise<void> {
    await this.write();
    await this.read();
    await this.readOwnWrite();
    await this.kill();
    await this.notification();
    await this.repair();
  }

  private async write(): Promise<void> {
    await this.narrator.step('Write an item', 'Every write goes to the Redis primary.');
    await this.show(this.client.put(ITEM, 'first'), 'the write', isWritten);
  }

  private async read(): Promise<void> {
    const replicas = this.scene.stack.topology.replicas;
    const source = replicas > 0 ? 'replica' : 'primary';
    await this.narrator.step(
      'Read it back',
      replicas > 0 ? `Reads are spread over the replicas: Served-By says who replied.` : 'There is no replica here.',
    );
    await this.show(
      this.client.get(ITEM),
      `the read, by a ${source}`,
      (response) => has(response, 'first') && servedBy(response) === source,
    );
  }

  private async readOwnWrite(): Promise<void> {
    await this.narrator.step(
      'Read your own write',
      'A replica may be some milliseconds behind. Each write returns a token: a read that brings it sees that write,',
      'from a replica that has it already, else from the primary.',
    );
    const written = await this.show(this.client.put(ITEM, 'second'), 'the write', isWritten);
    const token = written.headers.get('consistency-token') ?? '';
    const response = await this.show(this.client.get(ITEM, token), 'the read', ({ status }) => status === 200);
    if (!has(response, 'second')) throw new StackError(`The read did not see the write of its token: ${response.body}`);
  }

  private async kill(): Promise<void> {
    const { stateFolder, onBreak, stack } = this.scene;
    await this.narrator.step('Kill the primary', this.whatAKillCosts());
    // Not before: a pause may have been long.
    const name = await primaryName(stateFolder);
    const pid = status(stateFolder).find((part) => part.name === name && part.running)?.pid;
    if (name === undefined || pid === undefined) throw new StackError('No Redis leads.', 'See: ./deploy-all.sh status');
    onBreak();
    this.narrator.command(`kill -9 ${pid}`);
    this.narrator.reply(`${name} led until now`);
    this.killed = name;
    this.killedAt = Date.now();
    process.kill(pid, 'SIGKILL');
    if (this.hasSentinel) return this.failover();
    await this.show(this.client.put(ITEM, 'third'), 'the refusal', ({ status }) => status === 503);
    if (stack.topology.replicas === 0) return;
    await this.show(this.client.get(ITEM), 'the read', (response) => has(response, 'second'));
  }

  private whatAKillCosts(): string {
    if (this.hasSentinel)
      return 'The Sentinels see it and have another node lead. Until then a write gets 503 at once, never a wrong reply.';
    const reads = this.scene.stack.topology.replicas === 0 ? 'and without replicas reads too' : 'reads go on';
    return `Nobody takes its place here (--profile ha has Sentinels that do). Writes get 503 at once, ${reads}.`;
  }

  private async failover(): Promise<void> {
    await this.show(this.client.put(ITEM, 'third'), 'the write', isWritten);
    const leader = await primaryName(this.scene.stateFolder);
    if (leader === undefined || leader === this.killed) throw new StackError(`${leader ?? 'No node'} leads.`);
    this.narrator.say(`${leader} leads now: the write succeeded ${this.secondsSinceKill()} s after the kill.`);
    await this.show(this.client.get(ITEM), 'the read', (response) => has(response, 'third'));
  }

  private async notification(): Promise<void> {
    const { stack, rulesTimeScale } = this.scene;
    const { alert, minutes } = this.alert;
    const seconds = Math.round(minutes * 60 * rulesTimeScale);
    await this.narrator.step(
      'The notification arrives',
      `The alert ${alert} waits ${minutes} minutes${rulesTimeScale === 1 ? '' : `, here ${seconds} s`}, so that a restart wakes nobody. Then Prometheus tells Alertmanager,`,
      `and Alertmanager the receiver, which stands in for a pager: ${stack.urls.receiver}`,
    );
    await this.waitForNotification('firing');
    this.narrator.say(`It took ${this.secondsSinceKill()} s. What to do about it: docs/runbooks/${alert}.md`);
  }

  private async repair(): Promise<void> {
    await this.narrator.step(
      'Repair it',
      'The command that brought the stack up starts what is missing and leaves alone what runs.',
    );
    this.narrator.command(this.scene.upCommand);
    const startedAt = Date.now();
    await this.quietly(() => during('starting what is missing', this.scene.repair));
    const leader = await primaryName(this.scene.stateFolder);
    const role = this.hasSentinel ? `follows ${leader}` : 'is the primary again, with its data';
    this.narrator.reply(`${this.killed} ${role}, after ${seconds(Date.now() - startedAt)} s`);
    await this.show(this.client.put(ITEM, 'fourth'), 'the write', isWritten);
    await this.waitForNotification('resolved');
  }

  /**
   * Shows a request, sends it until the response is what the story needs, and shows that one.
   * @param what is awaited, in words
   */
  private async show(
    request: DemoRequest,
    what: string,
    isRight: (response: DemoResponse) => boolean,
  ): Promise<DemoResponse> {
    this.narrator.command(request.curl);
    let last: DemoResponse | undefined;
    await this.wait(what, async () => {
      last = await request.send();
      return isRight(last) ? '' : last.lines.slice(0, -1).join(', ');
    });
    const response = last as DemoResponse;
    this.narrator.reply(...response.lines);
    return response;
  }

  private async waitForNotification(status: Notification['status']): Promise<void> {
    const { alert } = this.alert;
    const { stack, signal } = this.scene;
    const url = `${stack.urls.receiver}/notifications`;
    this.narrator.command(`curl -s ${url}`);
    let found: Notification | undefined;
    await this.wait(`the notification that ${alert} is ${status}`, async () => {
      found = await findNotification(alert, status, url, this.killedAt, signal);
      return found === undefined ? `Prometheus has it ${await stateOf(alert, stack.urls.prometheus, signal)}` : '';
    });
    const { labels = {}, annotations = {} } = found ?? {};
    this.narrator.reply(`${status.toUpperCase()} ${labels['severity']} ${alert}: ${annotations['summary']}`);
  }

  private wait(what: string, probe: () => Promise<string>): Promise<void> {
    const { timeoutMs, signal } = this.scene;
    return this.quietly(() => waitFor(probe, { what, timeoutMs, signal, intervalMs: 250 }));
  }

  /** With a line every few seconds. */
  private quietly(work: () => Promise<void>): Promise<void> {
    return watched(this.scene.output, work);
  }

  private secondsSinceKill(): string {
    return seconds(Date.now() - this.killedAt);
  }
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}
