/** What the checks share: a repository to release from, a registry to release to, and a key to sign with. */
import { join } from 'node:path';
import type { RunOptions, RunResult } from '../../tools/deploy/run';
import { type Context, command, type ToolName } from '../../tools/release/context';
import { chartRepository, imageRepository } from '../../tools/release/published';
import { type Released, release } from '../../tools/release/release';
import { PROJECT_ROOT } from '../../tools/values/io';
import type { Keys } from './keys';
import type { TestRepository } from './repository';

export type Run = (program: string, args: readonly string[], options?: RunOptions) => Promise<RunResult>;

/** What a world is made of. */
export interface Parts {
  tools: Readonly<Record<ToolName, string>>;
  repository: TestRepository;
  folder: string;
  /** Host and path. */
  registry: string;
  keys: Keys;
  /** The command that builds an image layout; undefined: Docker. */
  builder: string | undefined;
  signal: AbortSignal;
  /** How programs are run. */
  run: Run;
}

export class World {
  /** What the releases wrote for the user. */
  said = '';

  constructor(private readonly parts: Parts) {}

  /** The same world but for some of its parts. */
  but(parts: Partial<Parts>): World {
    return new World({ ...this.parts, ...parts });
  }

  get tools(): Parts['tools'] {
    return this.parts.tools;
  }

  get repository(): TestRepository {
    return this.parts.repository;
  }

  get folder(): string {
    return this.parts.folder;
  }

  get keys(): Keys {
    return this.parts.keys;
  }

  get run(): Run {
    return this.parts.run;
  }

  get image(): string {
    return imageRepository(this.parts.registry);
  }

  get chart(): string {
    return chartRepository(this.parts.registry);
  }

  /** The folder in which a version is made. */
  made = (version: string) => join(this.folder, 'made', version);

  context(version: string, differs: Partial<Context> = {}): Context {
    return {
      options: {
        version,
        registry: this.parts.registry,
        key: this.keys.privateKey,
        signingConfig: this.keys.signingConfig,
        trustedRoot: this.keys.trustedRoot,
        builder: this.parts.builder,
        plainHttp: true,
      },
      root: this.repository.root,
      folder: this.made(version),
      tools: this.tools,
      run: this.run,
      env: { ...process.env, COSIGN_PASSWORD: this.keys.password, CHART_DEPS_DIR: join(PROJECT_ROOT, 'chart/charts') },
      output: {
        write: (text) => {
          this.said += text;
        },
      },
      signal: this.parts.signal,
      now: Date.now,
      ...differs,
    };
  }

  release(version: string, differs: Partial<Context> = {}): Promise<Released> {
    return release(this.context(version, differs));
  }

  /** Has Helm pull the chart of a version. @param where options that say into which folder, packed or not */
  pullChart(version: string, ...where: string[]): Promise<string> {
    return this.as('helm', 'pull', `oci://${this.chart}`, '--version', version, '--plain-http', ...where);
  }

  /** Runs a program as a user would. @throws StackError when it fails */
  as(tool: ToolName, ...args: string[]): Promise<string> {
    return command(this.context('0.0.0'), 'as a user', this.tools[tool], args);
  }
}
