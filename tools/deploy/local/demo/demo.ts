/** `./deploy-all.sh demo`: the story of docs/tutorials, told on the local stack, which it brings up where none runs. */
import { isDeepStrictEqual } from 'node:util';
import { type Context, say } from '../../context';
import { describeError, Interrupted, StackError } from '../../errors';
import { milliseconds, type Options } from '../../options';
import { watched } from '../../progress';
import { wasAborted } from '../../steps';
import { type BroughtUp, bringUp, bringUpQuietly, commandOf, readBroughtUp } from '../brought-up';
import { status } from '../status';
import { tellStory } from './story';

/** So that an alert comes within seconds; a user's shorter one wins. */
const RULES_TIME_SCALE = 0.1;

/**
 * Brings the stack up where it doesn't run, tells the story, and leaves the stack running, whole, also when it is stopped or fails.
 * @throws StackError when a step of the story fails
 */
export async function demo(context: Context): Promise<void> {
  const { options, stateFolder, output } = context;
  const runs = status(stateFolder).some((part) => part.running) ? (readBroughtUp(stateFolder) ?? PLAIN) : undefined;
  const asked = whatToRun(options, runs);
  const during: BroughtUp = { ...asked, rulesTimeScale: scaleOf(options, asked) };
  // A stack that was there before gets its own waiting times back.
  const afterwards = runs === undefined ? during : { ...asked, rulesTimeScale: runs.rulesTimeScale };
  say(context, INTRODUCTION);
  await pause(context);
  if (runs !== undefined) for (const line of whatBecomesOf(runs, during)) say(context, line);
  let isBroken = during.rulesTimeScale !== afterwards.rulesTimeScale;
  try {
    const stack = await bringUp(context, during);
    const startedAt = Date.now();
    await tellStory({
      ...{ stack, stateFolder, output, signal: context.signal, timeoutMs: milliseconds(options.timeout) },
      rulesTimeScale: during.rulesTimeScale,
      upCommand: commandOf(during),
      repair: async () => {
        await bringUpQuietly(context, during);
      },
      pause: () => pause(context),
      onBreak: () => {
        isBroken = true;
      },
    });
    if (during.rulesTimeScale !== afterwards.rulesTimeScale) await putRight(context, afterwards, GIVE_BACK);
    say(context, `\n${farewell(stack.urls, Math.round((Date.now() - startedAt) / 1000), afterwards)}`);
  } catch (error) {
    if (!isBroken && !status(stateFolder).some((part) => part.running)) throw error;
    say(context, wasAborted(error) ? '\nStopped. The stack stays up.' : '\nIt failed. The stack stays up.');
    // What went wrong first is what is told in the end.
    if (isBroken) await putRight({ ...context, signal: context.nextSignal() }, afterwards, REPAIR).catch(() => {});
    say(context, NEXT);
    throw wasAborted(error) ? new Interrupted() : error;
  }
}

// --- internal ---

const INTRODUCTION = `A write, reads from the replicas, a token, a killed primary, its notification, the repair: on this machine, in about a minute.
Ctrl-C stops at any point; the stack stays up.
`;
const NEXT = `The story again: ./deploy-all.sh demo
What runs: ./deploy-all.sh status
To stop it: ./deploy-all.sh down`;
const REPAIR = 'What was killed or changed is put right';
const GIVE_BACK = 'The alerts get their own waiting times back';

/** A stack of which nothing is kept. */
const PLAIN: BroughtUp = { profile: undefined, values: [], set: [], portOffset: 0, rulesTimeScale: 1 };

/** What the user names wins over what runs. */
function whatToRun(options: Options, runs: BroughtUp | undefined): BroughtUp {
  const { profile, values, set, portOffset, rulesTimeScale, given } = options;
  const asked = { profile, values, set, portOffset, rulesTimeScale };
  if (runs === undefined) return asked;
  const named = Object.fromEntries(Object.entries(asked).filter(([name]) => given.includes(name)));
  return { ...runs, ...named };
}

/** What a user should know whose stack runs already. */
function whatBecomesOf(runs: BroughtUp, during: BroughtUp): string[] {
  const { rulesTimeScale } = during;
  if (!isDeepStrictEqual({ ...runs, rulesTimeScale }, during))
    return ['The local stack runs: it changes to what you name.'];
  if (runs.rulesTimeScale === rulesTimeScale) return ['The local stack runs: it is used as it is.'];
  return [`The local stack runs: it is used as it is. Its alerts wait ${rulesTimeScale} of their time until the end.`];
}

function scaleOf({ given }: Options, { rulesTimeScale }: BroughtUp): number {
  return given.includes('rulesTimeScale') ? rulesTimeScale : Math.min(rulesTimeScale, RULES_TIME_SCALE);
}

/** @throws StackError where nobody is there to go on */
async function pause({ options, ask }: Context): Promise<void> {
  if (!options.pause || (await ask('    Enter goes on, Ctrl-C stops: ')) !== undefined) return;
  throw new StackError('--pause waits for Enter, and there is no terminal.', 'Leave it out.', 2);
}

/** @throws StackError with the command that does the same; another Ctrl-C stops it too */
async function putRight(context: Context, wanted: BroughtUp, what: string): Promise<void> {
  const { output } = context;
  output.write(`${what} … `);
  try {
    await watched(
      output,
      () => bringUpQuietly(context, wanted),
      () => output.write('\n'),
    );
    output.write('done\n');
  } catch (error) {
    const why = wasAborted(error) ? 'stopped' : `failed: ${describeError(error)}`;
    output.write(`${why}\nDo it with: ${commandOf(wanted)}\n`);
    throw error;
  }
}

function farewell(urls: { app: string; receiver: string }, seconds: number, runs: BroughtUp): string {
  const failover =
    runs.profile === 'ha' ? '' : '\nWith Sentinel, where another node takes over: ./deploy-all.sh demo --profile ha';
  return `That was it, in ${seconds} s. The stack stays up.

The web app's page   ${urls.app}
notifications        ${urls.receiver}
what to do next      docs/README.md${failover}
stop it              ./deploy-all.sh down`;
}
