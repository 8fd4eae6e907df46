/**
 * The environment, checked against its schema (`schemas/webapp-env.schema.json`, of which `src/generated/` holds the copy
 * that ships with the app).
 */
import Ajv, { type ErrorObject } from 'ajv';
import type { Environment } from '../generated/environment';
import schema from '../generated/webapp-env.schema.json';

/** Thrown when variables are wrong; `problems` has one line for each, without secrets. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

interface Property {
  type: string;
  description: string;
  default?: string | number;
  enum?: string[];
  minimum?: number;
  maximum?: number;
  'x-unit'?: string;
  'x-secret'?: boolean;
}

const properties = schema.properties as unknown as Record<string, Property>;
const validate = new Ajv({ allErrors: true, strict: false }).compile(schema);

/**
 * Reads the variables that the schema knows, fills in its defaults and checks them.
 *
 * @param source usually `process.env`; an empty string counts as unset
 * @returns the values, which have their types where nothing is wrong, and by name what is wrong with them
 */
export function readEnvironment(source: NodeJS.ProcessEnv): { env: Environment; problems: Map<string, string> } {
  const values: Record<string, string | number> = {};
  for (const [name, property] of Object.entries(properties)) {
    const raw = source[name];
    const value = raw === undefined || raw === '' ? property.default : typed(raw, property);
    if (value !== undefined) values[name] = value;
  }
  const errors = validate(values) ? [] : (validate.errors ?? []);
  return {
    env: values as unknown as Environment,
    problems: new Map(errors.map((error) => [nameIn(error), describe(error, values)])),
  };
}

// --- internal ---

// Only plain digits: Number() would also take "0x10", "1e3" and " 7 ", which are more likely mistakes than intentions.
function typed(raw: string, property: Property): string | number {
  return property.type === 'integer' && /^\d{1,16}$/.test(raw) ? Number(raw) : raw;
}

function nameIn(error: ErrorObject): string {
  return error.keyword === 'dependencies' ? String(error.params['property']) : error.instancePath.slice(1);
}

function describe(error: ErrorObject, values: Record<string, string | number>): string {
  const name = nameIn(error);
  if (error.keyword === 'dependencies') return `${name}: needs ${error.params['missingProperty']} to be set too`;
  const property = properties[name];
  if (property === undefined) return `${name || 'environment'}: ${error.message}`;
  const got = property['x-secret'] ? '' : `, not ${JSON.stringify(values[name])}`;
  return `${name}: must be ${expected(property)}${got}. ${property.description}`;
}

function expected(property: Property): string {
  if (property.enum) return `one of ${property.enum.join(', ')}`;
  if (property.type === 'integer') {
    const unit = property['x-unit'] ? ` (${property['x-unit']})` : '';
    return `a whole number from ${property.minimum} to ${property.maximum}${unit}`;
  }
  return 'in the form that its description gives';
}
