/** Who runs against whom. */
import { join } from 'node:path';

export interface Contender {
  readonly name: string;
  readonly title: string;
  /** What Node runs. */
  readonly args: readonly string[];
}

const here = (name: string) => ['--require', 'ts-node/register', join(__dirname, 'contenders', `${name}.ts`)];

/** The first is the service itself, the second the yardstick. */
export const CONTENDERS = [
  {
    name: 'webapp',
    title: 'this service: metrics, logging, limits, validation, tokens',
    args: [join(__dirname, '..', 'dist', 'main.js')],
  },
  { name: 'node:http', title: 'node:http + ioredis with autopipelining, nothing else', args: here('node-http') },
  { name: 'fastify', title: 'Fastify + ioredis', args: here('fastify') },
  {
    name: 'express',
    title: 'Express 5 + ioredis + express-prometheus-middleware as its README mounts it',
    args: here('express'),
  },
] as const satisfies readonly Contender[];

export type ContenderName = (typeof CONTENDERS)[number]['name'];
