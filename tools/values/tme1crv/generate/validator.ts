import { validatorSource } from '../../schema/ajv';
import { GENERATED_NOTE, PATHS } from '../project';
import { checksum } from '../validator';
import type { GeneratedFile, GeneratorInput } from './registry';

/** The values schema's validator as code, since to make it takes Ajv a second. */
export function generateValidator({ schema }: GeneratorInput): GeneratedFile[] {
  const source = validatorSource(schema, '../../schema/ajv-formats');
  const content = `// ${GENERATED_NOTE}\n${source}\nmodule.exports.schemaChecksum = '${checksum(schema)}';\n`;
  return [{ path: PATHS.validator, content }];
}
