/** What a route is made of. */
import type { Request, RequestHandler } from 'express';
import type { AsyncHandler, Demand } from './limits';
import type { OPERATIONS } from './openapi/operations';

export type Operation = {
  method: 'get' | 'post' | 'put' | 'delete';
  /** Its part of the contract. */
  operationId: keyof typeof OPERATIONS;
} & (Limited | Unlimited);

interface Limited {
  handler: AsyncHandler;
  /** What a request takes of what is limited. */
  demandOf: (req: Request) => Demand;
}

/** Served however busy the app is. */
interface Unlimited {
  handler: RequestHandler;
  demandOf?: undefined;
}

export interface Route {
  /** As Express has it. */
  path: string;
  /** Served without a token too: it tells of no data, and how to get in. */
  open?: true;
  operations: readonly Operation[];
}

/** The methods of a route, for `Allow`. */
export function allowedMethods({ operations }: Route): string {
  return operations.flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()])).join(', ');
}
