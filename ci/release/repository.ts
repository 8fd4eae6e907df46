/** A repository of its own with this working tree's sources and a history of two releases, so that a test can commit and tag. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PROJECT_ROOT } from '../../tools/values/io';

export class TestRepository {
  constructor(readonly root: string) {
    mkdirSync(root, { recursive: true });
    this.git('init', '--quiet', '--initial-branch=main');
    const listed = execFileSync(
      'git',
      ['ls-files', '-co', '--exclude-standard', '--', 'webapp', 'chart', 'LICENSE', '.gitignore'],
      {
        cwd: PROJECT_ROOT,
        encoding: 'utf8',
      },
    );
    for (const file of listed.trim().split('\n')) {
      const from = join(PROJECT_ROOT, file);
      if (!existsSync(from)) continue;
      mkdirSync(join(root, dirname(file)), { recursive: true });
      cpSync(from, join(root, file));
    }
    this.commit('Everything');
    this.git('tag', 'v0.0.1');
  }

  /** Commits all there is, after a file was changed so that there is something to commit. @returns the commit */
  commit(message: string): string {
    writeFileSync(join(this.root, 'LAST'), `${message}\n`);
    this.git('add', '--all');
    this.git(
      '-c',
      'user.name=release-test',
      '-c',
      'user.email=release-test@example.com',
      'commit',
      '--quiet',
      '-m',
      message,
    );
    return this.git('rev-parse', 'HEAD');
  }

  git(...args: string[]): string {
    return execFileSync('git', args, { cwd: this.root, encoding: 'utf8' }).trim();
  }
}
