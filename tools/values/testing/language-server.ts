/**
 * The YAML language server that editors use (VS Code's YAML extension, Neovim, Emacs …), spoken to as an editor does: JSON-RPC
 * over its standard input and output (https://microsoft.github.io/language-server-protocol/). Nothing is fetched: its proxy is
 * a port that nobody listens on.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { PROJECT_ROOT } from '../io';

const PROGRAM = path.join(PROJECT_ROOT, 'node_modules/yaml-language-server/bin/yaml-language-server');

/** What `workspace/configuration` asks for: no catalogue of schemas, so that only the line in the file counts. */
const SETTINGS: Record<string, unknown> = {
  yaml: { validate: true, hover: true, completion: true, schemaStore: { enable: false } },
  http: { proxy: 'http://127.0.0.1:9' },
};

interface Message {
  id?: number;
  method?: string;
  params?: unknown;
  result?: unknown;
}

export interface Diagnostic {
  /** From 1, as editors show it. */
  line: number;
  message: string;
}

/** Lines and columns from 1. */
export class LanguageServer {
  private readonly server: ChildProcess;
  private pending = Buffer.alloc(0);
  private nextId = 1;
  private readonly responses = new Map<number, (result: unknown) => void>();
  private readonly published = new Map<string, (found: Diagnostic[]) => void>();

  private constructor() {
    this.server = spawn(process.execPath, [PROGRAM, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.server.stdout?.on('data', (chunk: Buffer) => this.receive(chunk));
  }

  /** Starts one; end it with `stop`. */
  static async start(): Promise<LanguageServer> {
    const client = new LanguageServer();
    await client.ask('initialize', {
      processId: process.pid,
      rootUri: pathToFileURL(PROJECT_ROOT).href,
      capabilities: { workspace: { configuration: true } },
    });
    client.send({ method: 'initialized', params: {} });
    return client;
  }

  async stop(): Promise<void> {
    this.server.kill();
    if (this.server.exitCode === null && this.server.signalCode === null) await once(this.server, 'exit');
  }

  /** Opens a text as if it stood in `file` and returns what the editor would underline. */
  open(file: string, text: string): Promise<Diagnostic[]> {
    const uri = pathToFileURL(file).href;
    const found = new Promise<Diagnostic[]>((resolve) => this.published.set(uri, resolve));
    this.send({
      method: 'textDocument/didOpen',
      params: { textDocument: { uri, languageId: 'yaml', version: 1, text } },
    });
    return found;
  }

  /** The text that hovering shows, or ''. */
  async hover(file: string, line: number, column: number): Promise<string> {
    const result = await this.ask('textDocument/hover', at(file, line, column));
    return (result as { contents?: { value?: string } } | null)?.contents?.value ?? '';
  }

  /** The words that completion offers. */
  async complete(file: string, line: number, column: number): Promise<string[]> {
    const result = await this.ask('textDocument/completion', at(file, line, column));
    return ((result as { items?: { label: string }[] } | null)?.items ?? []).map(({ label }) => label);
  }

  private ask(method: string, params: unknown): Promise<unknown> {
    const id = this.nextId++;
    const response = new Promise<unknown>((resolve) => this.responses.set(id, resolve));
    this.send({ id, method, params });
    return response;
  }

  private send(message: Message): void {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.server.stdin?.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  private receive(chunk: Buffer): void {
    this.pending = Buffer.concat([this.pending, chunk]);
    for (;;) {
      const end = this.pending.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(this.pending.toString('utf8', 0, end))?.[1]);
      if (this.pending.length < end + 4 + length) return;
      const text = this.pending.toString('utf8', end + 4, end + 4 + length);
      this.pending = this.pending.subarray(end + 4 + length);
      this.handle(JSON.parse(text));
    }
  }

  private handle({ id, method, params, result }: Message): void {
    if (method === 'textDocument/publishDiagnostics') this.publish(params as Published);
    else if (method === 'workspace/configuration' && id !== undefined) {
      const { items } = params as { items: { section: string }[] };
      this.send({ id, result: items.map(({ section }) => SETTINGS[section] ?? null) });
    } else if (method !== undefined && id !== undefined) this.send({ id, result: null });
    else if (id !== undefined) this.responses.get(id)?.(result);
  }

  private publish({ uri, diagnostics }: Published): void {
    const found = diagnostics.map(({ range, message }) => ({ line: range.start.line + 1, message }));
    this.published.get(uri)?.(found);
  }
}

// --- internal ---

interface Published {
  uri: string;
  diagnostics: { range: { start: { line: number } }; message: string }[];
}

const at = (file: string, line: number, column: number) => ({
  textDocument: { uri: pathToFileURL(file).href },
  position: { line: line - 1, character: column - 1 },
});
