/** Fastify and ioredis, as their documentation shows them. No metrics. */
import fastify from 'fastify';
import { Redis } from 'ioredis';
import { PORT, PRIMARY_URL, REPLICA_URL } from './environment';

const primary = new Redis(PRIMARY_URL);
const replica = new Redis(REPLICA_URL);
const app = fastify();

app.get<{ Params: { id: string } }>('/items/:id', async (request, reply) => {
  const { id } = request.params;
  const value = await replica.get(`item:${id}`);
  if (value === null) return reply.code(404).send({});
  return { id, value: JSON.parse(value) };
});

app.put<{ Params: { id: string }; Body: { value: unknown } }>('/items/:id', async (request) => {
  const { id } = request.params;
  const { value } = request.body;
  await primary.set(`item:${id}`, JSON.stringify(value));
  return { id, value };
});

void app.listen({ port: PORT, host: '127.0.0.1' });
