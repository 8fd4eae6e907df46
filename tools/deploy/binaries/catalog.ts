import type { KnownSystem } from './install-hint';

/** A binary the local stack (or a check) needs, and where Debian and Ubuntu keep it. */
export interface Binary {
  /** The file's name, as found on PATH. */
  name: string;
  /** Names the file outright; also what `binaries --env` exports. */
  variable: string;
  aptPackage: string;
  /** Where the package puts it. */
  path: string;
  /** An option that names files of the package, for a build that looks for them in /usr/share. */
  files?: { option: string; path: string };
  /** True when the folder of its files is compiled in; see relocate. */
  relocated?: boolean;
  /** True for one that draws text, which takes a font. */
  drawsText?: boolean;
  /** What `--version` ends with, where it isn't 0. */
  versionExitCode?: number;
  /** The package of other systems, where they have one. */
  packages?: Partial<Record<KnownSystem, string>>;
  /** Where it is to be had on any other. */
  elsewhere: string;
}

export type BinaryName =
  | 'redis-server'
  | 'redis-cli'
  | 'redis-check-rdb'
  | 'redis-check-aof'
  | 'redis-exporter'
  | 'prometheus'
  | 'promtool'
  | 'alertmanager'
  | 'amtool'
  | 'chromium'
  | 'shellcheck'
  | 'wrk';

/** Fedora has Valkey in its place, here under the names of Redis. */
const REDIS = { fedora: 'valkey-compat-redis', macos: 'redis' };
const PROMETHEUS = { fedora: 'golang-github-prometheus', macos: 'prometheus' };

/** Every binary that can be had without installing anything system-wide. */
export const catalog: Record<BinaryName, Binary> = {
  'redis-server': {
    name: 'redis-server',
    variable: 'REDIS_SERVER_BIN',
    aptPackage: 'redis-server',
    path: 'usr/bin/redis-server',
    packages: REDIS,
    elsewhere: 'Redis 7 or later',
  },
  'redis-cli': {
    name: 'redis-cli',
    variable: 'REDIS_CLI_BIN',
    aptPackage: 'redis-tools',
    path: 'usr/bin/redis-cli',
    packages: REDIS,
    elsewhere: 'Redis 7 or later',
  },
  'redis-check-rdb': {
    name: 'redis-check-rdb',
    variable: 'REDIS_CHECK_RDB_BIN',
    aptPackage: 'redis-tools',
    path: 'usr/bin/redis-check-rdb',
    packages: REDIS,
    elsewhere: 'Redis 7 or later',
  },
  'redis-check-aof': {
    name: 'redis-check-aof',
    variable: 'REDIS_CHECK_AOF_BIN',
    aptPackage: 'redis-tools',
    path: 'usr/bin/redis-check-aof',
    versionExitCode: 1,
    packages: REDIS,
    elsewhere: 'Redis 7 or later',
  },
  'redis-exporter': {
    name: 'prometheus-redis-exporter',
    variable: 'REDIS_EXPORTER_BIN',
    aptPackage: 'prometheus-redis-exporter',
    path: 'usr/bin/prometheus-redis-exporter',
    elsewhere: 'redis_exporter (https://github.com/oliver006/redis_exporter)',
  },
  prometheus: {
    name: 'prometheus',
    variable: 'PROMETHEUS_BIN',
    aptPackage: 'prometheus',
    path: 'usr/bin/prometheus',
    // Debian takes the web pages' files out of the binary.
    files: { option: '--web.local-assets', path: 'usr/share/prometheus/web/' },
    packages: PROMETHEUS,
    elsewhere: 'Prometheus (https://prometheus.io/download/)',
  },
  promtool: {
    name: 'promtool',
    variable: 'PROMTOOL_BIN',
    aptPackage: 'prometheus',
    path: 'usr/bin/promtool',
    packages: PROMETHEUS,
    elsewhere: 'Prometheus (https://prometheus.io/download/)',
  },
  alertmanager: {
    name: 'prometheus-alertmanager',
    variable: 'ALERTMANAGER_BIN',
    aptPackage: 'prometheus-alertmanager',
    path: 'usr/bin/prometheus-alertmanager',
    relocated: true,
    elsewhere: 'Alertmanager (https://prometheus.io/download/)',
  },
  amtool: {
    name: 'amtool',
    variable: 'AMTOOL_BIN',
    aptPackage: 'prometheus-alertmanager',
    path: 'usr/bin/amtool',
    elsewhere: 'Alertmanager (https://prometheus.io/download/)',
  },
  chromium: {
    name: 'chromium',
    variable: 'CHROMIUM_BIN',
    // The same engine without windows: it needs neither GTK nor a display, and is a third smaller with all its libraries.
    aptPackage: 'chromium-headless-shell',
    path: 'usr/lib/chromium/chromium-headless-shell',
    drawsText: true,
    elsewhere: 'Chromium',
  },
  shellcheck: {
    name: 'shellcheck',
    variable: 'SHELLCHECK_BIN',
    aptPackage: 'shellcheck',
    path: 'usr/bin/shellcheck',
    packages: { fedora: 'ShellCheck', macos: 'shellcheck' },
    elsewhere: 'ShellCheck (https://www.shellcheck.net)',
  },
  wrk: {
    name: 'wrk',
    variable: 'WRK_BIN',
    aptPackage: 'wrk',
    path: 'usr/bin/wrk',
    versionExitCode: 1,
    elsewhere: 'wrk (https://github.com/wg/wrk)',
  },
};

/** What the local stack runs. */
export const stackBinaries = [
  'redis-server',
  'redis-exporter',
  'prometheus',
  'promtool',
  'alertmanager',
] as const satisfies BinaryName[];

/** Other names that the projects' own archives give the same binaries. */
export const aliases: Partial<Record<BinaryName, string[]>> = {
  'redis-exporter': ['redis_exporter'],
  alertmanager: ['alertmanager'],
  chromium: ['chromium-headless-shell', 'chromium-browser', 'google-chrome'],
};
