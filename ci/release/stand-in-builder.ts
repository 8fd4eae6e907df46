/**
 * A builder for machines without one: `ts-node stand-in-builder.ts PLATFORM SOURCE LAYOUT`. Its image has no base system and doesn't run; it holds the
 * package files of the web app and of what it depends on in production, from which a list of packages can be made.
 */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from 'tar';
import { PROJECT_ROOT } from '../../tools/values/io';

const [platform = '', source = '', layout = ''] = process.argv.slice(2);
const [os, architecture] = platform.split('/');

const blobs = join(layout, 'blobs', 'sha256');
mkdirSync(blobs, { recursive: true });
const rootfs = mkdtempSync(join(tmpdir(), 'tme1crv-rootfs-'));
try {
  copyPackageFiles(rootfs);
  const file = join(rootfs, 'layer.tar');
  create({ cwd: rootfs, file, portable: true, sync: true, mtime: new Date(0) }, ['app']);
  const layer = readFileSync(file);
  const layerBlob = addBlob('application/vnd.oci.image.layer.v1.tar', layer);
  const config = {
    os,
    architecture,
    config: { WorkingDir: '/app' },
    rootfs: { type: 'layers', diff_ids: [layerBlob.digest] },
  };
  const configBlob = addJson('application/vnd.oci.image.config.v1+json', config);
  const manifestType = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = addJson(manifestType, {
    schemaVersion: 2,
    mediaType: manifestType,
    config: configBlob,
    layers: [layerBlob],
  });
  writeFileSync(join(layout, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
  writeFileSync(join(layout, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [manifest] }));
} finally {
  rmSync(rootfs, { recursive: true, force: true });
}

// --- internal ---

/** Of what the lock file installs in production. */
function copyPackageFiles(target: string): void {
  const lock = JSON.parse(readFileSync(join(source, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean; link?: boolean }>;
  };
  const folders = Object.entries(lock.packages).filter(([, { dev }]) => dev !== true);
  for (const [folder] of folders) {
    const from = folder === '' ? join(source, 'package.json') : join(PROJECT_ROOT, 'webapp', folder, 'package.json');
    if (!existsSync(from)) continue;
    const to = join(target, 'app', folder);
    mkdirSync(to, { recursive: true });
    cpSync(from, join(to, 'package.json'));
  }
}

function addJson(mediaType: string, value: unknown) {
  return addBlob(mediaType, Buffer.from(JSON.stringify(value)));
}

function addBlob(mediaType: string, content: Buffer) {
  const digest = createHash('sha256').update(content).digest('hex');
  writeFileSync(join(blobs, digest), content);
  return { mediaType, digest: `sha256:${digest}`, size: content.length };
}
