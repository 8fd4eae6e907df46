/** The registry, through oras: what stands under a tag, pushing by digest, and setting a tag. */
import { StackError } from '../deploy/errors';
import { type Context, command } from './context';

/** The digest that stands under a tag or digest; undefined when there is none. @throws StackError when the registry can't be asked */
export async function resolve(context: Context, reference: string): Promise<string | undefined> {
  const { run, tools, env, signal } = context;
  const args = ['resolve', ...transport(context), reference];
  const { code, stdout, stderr } = await run(tools.oras, args, { env, signal, timeoutMs: MAX_ASK_MS });
  if (code === 0) return stdout.trim();
  if (/: not found|NAME_UNKNOWN|MANIFEST_UNKNOWN/i.test(stderr)) return undefined;
  throw new StackError(
    `${reference} can't be asked for`,
    `${stderr.trim()}\nIs the registry's name right, and are you logged in (oras login)?`,
  );
}

/** The manifest that stands under a tag or digest, as text. */
export function fetchManifest(context: Context, reference: string): Promise<string> {
  return oras(context, 'reading a manifest', 'manifest', 'fetch', ...transport(context), reference);
}

/** Copies a manifest of an image layout with all its blobs, without a tag. */
export async function pushLayout(context: Context, layout: string, digest: string, repository: string): Promise<void> {
  const plain = context.options.plainHttp ? ['--to-plain-http'] : [];
  const args = ['--no-tty', '--from-oci-layout', ...plain, `${layout}@${digest}`, repository];
  await oras(context, `pushing to ${repository}`, 'cp', ...args);
}

/** Pushes a manifest whose parts are there already, without a tag. */
export async function pushManifest(context: Context, file: string, digest: string, repository: string): Promise<void> {
  await oras(
    context,
    `pushing to ${repository}`,
    'manifest',
    'push',
    ...transport(context),
    `${repository}@${digest}`,
    file,
  );
}

/** Puts a tag on what stands under a digest. */
export async function tag(context: Context, repository: string, digest: string, name: string): Promise<void> {
  await oras(context, `tagging ${repository}:${name}`, 'tag', ...transport(context), `${repository}@${digest}`, name);
}

// --- internal ---

const MAX_ASK_MS = 60_000;

const transport = ({ options }: Context) => (options.plainHttp ? ['--plain-http'] : []);

const oras = (context: Context, doing: string, ...args: string[]) => command(context, doing, context.tools.oras, args);
